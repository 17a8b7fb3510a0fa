import { mlflow2 } from "../contract/gaps.js";
import { stockContract } from "./stock_contract.js";

stockContract("MLflow 2.22", "mlflow2", mlflow2);
