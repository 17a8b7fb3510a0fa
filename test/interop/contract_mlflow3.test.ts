import { mlflow3 } from "../contract/gaps.js";
import { stockContract } from "./stock_contract.js";

stockContract("the newest MLflow", "interop", mlflow3);
