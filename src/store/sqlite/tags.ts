/** Tags of runs. The tag `mlflow.runName` is the run's name. */
import type { Tag } from "../../entities.js";
import { maxTagLength, truncate } from "../../validate.js";
import type { Connection } from "./connection.js";

export function writeTags(connection: Connection, runId: string, tags: readonly Tag[]): void {
  for (const tag of tags) {
    const value = truncate(tag.value, maxTagLength);
    connection.run(
      "INSERT INTO tags (key, value, run_uuid) VALUES (?, ?, ?) ON CONFLICT (key, run_uuid) DO UPDATE SET value = excluded.value",
      tag.key,
      value,
      runId,
    );
    if (tag.key === "mlflow.runName") connection.run("UPDATE runs SET name = ? WHERE run_uuid = ?", value, runId);
  }
}
