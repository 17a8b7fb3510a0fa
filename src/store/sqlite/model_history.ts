/** The tag in which MLflow 2 keeps the models that a run logged. */
import { TrackingError } from "../../errors.js";
import { pythonJson } from "../../python_text.js";
import type { Connection } from "./connection.js";
import { activeRun } from "./run_rows.js";

const historyTag = "mlflow.log-model.history";
const demanded = ["artifact_path", "flavors", "run_id", "utc_time_created"];

/**
 * Appends to the tag in one transaction, so that two processes lose nothing of each other. What is kept of an MLmodel is
 * what MLflow keeps: run, path, time, uuid and the flavors without their `config`.
 */
export function logModelHistory(connection: Connection, runId: string, modelJson: string): void {
  const entry = historyEntry(modelJson);
  connection.write(() => {
    activeRun(connection, runId);
    const before = connection.get<{ value: string }>(
      "SELECT value FROM tags WHERE run_uuid = ? AND key = ?",
      runId,
      historyTag,
    );
    const history = before === undefined ? [] : earlier(before.value, runId);
    connection.run(
      "INSERT INTO tags (key, value, run_uuid) VALUES (?, ?, ?) ON CONFLICT (key, run_uuid) DO UPDATE SET value = excluded.value",
      historyTag,
      pythonJson([...history, entry]),
      runId,
    );
  });
}

function earlier(value: string, runId: string): readonly unknown[] {
  try {
    const history: unknown = JSON.parse(value);
    if (Array.isArray(history)) return history;
  } catch (error) {
    throw brokenHistory(runId, error);
  }
  throw brokenHistory(runId, undefined);
}

function brokenHistory(runId: string, cause: unknown): TrackingError {
  return new TrackingError("INVALID_STATE", `The tag ${historyTag} of run ${runId} holds no JSON list.`, {
    cause,
    remedy: "delete the tag, and log the models again",
  });
}

function historyEntry(modelJson: string): object {
  const model = parsed(modelJson);
  const missing = demanded.filter((field) => !Object.hasOwn(model, field));
  if (missing.length > 0) {
    const fields = missing.map((field) => `'${field}'`).join(", ");
    throw new TrackingError("INVALID_PARAMETER_VALUE", `Model json is missing mandatory fields: {${fields}}`);
  }
  const kept = Object.entries(model).filter(([key]) =>
    ["run_id", "artifact_path", "utc_time_created", "model_uuid"].includes(key),
  );
  return { ...Object.fromEntries(kept), flavors: withoutConfig(model["flavors"]) };
}

function parsed(modelJson: string): Record<string, unknown> {
  let cause: unknown;
  try {
    const model: unknown = JSON.parse(modelJson);
    if (typeof model === "object" && model !== null && !Array.isArray(model)) return model as Record<string, unknown>;
  } catch (error) {
    cause = error;
  }
  throw new TrackingError("INVALID_PARAMETER_VALUE", `Malformed model info. \n ${modelJson} \n is not a valid JSON.`, {
    cause,
    remedy: "give the content of an MLmodel file as a JSON object",
  });
}

function withoutConfig(flavors: unknown): unknown {
  if (typeof flavors !== "object" || flavors === null) return flavors;
  return Object.fromEntries(
    Object.entries(flavors).map(([name, flavor]) => {
      if (typeof flavor !== "object" || flavor === null) return [name, flavor];
      return [name, Object.fromEntries(Object.entries(flavor).filter(([key]) => key !== "config"))];
    }),
  );
}
