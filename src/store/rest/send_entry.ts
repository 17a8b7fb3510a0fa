/** Performs a write on the server, once. */
import type { Repeatable } from "../../http/retry.js";
import { datasetInputMessage } from "../../protocol/dataset.js";
import { runInfoOf, runOf } from "../../protocol/run.js";
import type { CreateRunOptions, RunInputs } from "../store.js";
import type { Run } from "../../entities.js";
import type { Calls } from "./calls.js";
import { logBatch } from "./log_batch.js";
import type { CreateRunEntry, Entry, PutArtifactEntry, Written } from "./entry.js";

/** Nobody waits in vain: who sends a write decides what becomes of it when the server is away. */
const never = { repeatable: "never" as Repeatable };

/** What is sent by a call without more ado. */
export type SentEntry = Exclude<Entry, CreateRunEntry | PutArtifactEntry>;

export async function sendEntry(calls: Calls, entry: SentEntry): Promise<Written> {
  const run_id = entry.runId;
  switch (entry.op) {
    case "log-batch":
      return void (await logBatch(calls, run_id, entry.batch, never.repeatable));
    case "delete-tag":
      return void (await calls.call("deleteTag", { run_id, key: entry.key }, never));
    case "log-inputs":
      return void (await calls.call("logInputs", { run_id, ...inputsMessage(entry.inputs) }, never));
    case "log-outputs": {
      const models = entry.models.map(({ modelId, step }) => ({ model_id: modelId, step }));
      return void (await calls.call("logOutputs", { run_id, models }, never));
    }
    case "log-model":
      return void (await calls.call("logModel", { run_id, model_json: entry.modelJson }, never));
    case "update-run": {
      const { status, endTimeMs, runName } = entry.changes;
      const changes = { status, run_name: runName, end_time: endTimeMs ?? undefined }; // the API cannot take an end back
      const answer = await calls.call("updateRun", { run_id, ...changes }, never);
      return runInfoOf(answer.run_info ?? {});
    }
  }
}

export async function createRun(calls: Calls, options: CreateRunOptions, repeatable: Repeatable): Promise<Run> {
  const { experimentId, userId, runName, startTimeMs, tags } = options;
  const message = { experiment_id: experimentId, user_id: userId, run_name: runName, start_time: startTimeMs, tags };
  const { run = {} } = await calls.call("createRun", message, { repeatable });
  return runOf(run);
}

function inputsMessage({ datasets = [], models = [] }: RunInputs) {
  return { datasets: datasets.map(datasetInputMessage), models: models.map(({ modelId }) => ({ model_id: modelId })) };
}
