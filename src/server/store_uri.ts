/** What `--backend-store-uri` may be, as a URI that opens a store. */
import { isAbsolute, resolve } from "node:path";
import { TrackingError } from "../errors.js";

/** A path that ends like a SQLite file is one; what MLflow can serve and this server cannot gets a sentence of its own. */
export function storeUri(text: string): string {
  const scheme = isAbsolute(text) ? undefined : /^([a-z][a-z0-9+.-]+):/i.exec(text)?.[1]?.toLowerCase();
  if (scheme === "sqlite") return text;
  if (scheme === undefined && /\.(db|db3|sqlite|sqlite3)$/i.test(text)) return `sqlite:///${resolve(text)}`;
  throw new TrackingError("INVALID_PARAMETER_VALUE", `cannot serve the store '${text}': ${remedy(scheme)}`);
}

function remedy(scheme: string | undefined): string {
  if (scheme !== undefined && /^(postgres|mysql|mssql|mariadb|oracle)/.test(scheme)) {
    return (
      `this server keeps its data in SQLite, not in ${scheme}; give a file, such as sqlite:///mlflow.db, ` +
      "or serve that database with MLflow's own `mlflow server`"
    );
  }
  if (scheme === "http" || scheme === "https") {
    return "that is another server; --tracking-uri shows what it keeps, and a store here is a SQLite file, such as sqlite:///mlflow.db";
  }
  return "give a SQLite file, such as sqlite:///mlflow.db (`mlflow migrate-filestore` of MLflow 3.10 makes one of a folder)";
}
