/** Tags of runs. The tag `mlflow.runName` is the run's name, which cannot be empty: an empty one changes nothing. */
import type { Tag } from "../../entities.js";
import { maxTagLength, truncate } from "../../validate.js";
import type { Connection } from "./connection.js";

export const runNameTag = "mlflow.runName";

export function writeTags(connection: Connection, runId: string, tags: readonly Tag[]): void {
  for (const tag of tags) {
    const isName = tag.key === runNameTag;
    if (isName && tag.value === "") continue;
    const value = truncate(tag.value, maxTagLength);
    connection.run(
      "INSERT INTO tags (key, value, run_uuid) VALUES (?, ?, ?) ON CONFLICT (key, run_uuid) DO UPDATE SET value = excluded.value",
      tag.key,
      value,
      runId,
    );
    if (isName) connection.run("UPDATE runs SET name = ? WHERE run_uuid = ?", value, runId);
  }
}
