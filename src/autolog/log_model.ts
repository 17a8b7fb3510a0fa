/** Logs what was trained as the run's artifact `model`. */
import { checkedInput } from "../models/checked_input.js";
import { kindOf } from "../models/kinds.js";
import type { ModelInput, ModelSignature } from "../models/model.js";
import { predictions } from "../models/predictions.js";
import { inferSignature } from "../models/signature.js";
import { logModel } from "../log_model.js";
import type { TrainingExample } from "../training.js";
import type { Settings } from "./options.js";
import type { TrainingRun } from "./training_run.js";

/** With signature and input example from the first rows of the training data, as far as they are wanted. */
export async function logTrainedModel(
  run: TrainingRun,
  model: object,
  example: TrainingExample,
  settings: Settings,
): Promise<void> {
  const { logInputExamples, logModelSignatures, modelFormat, registeredModelName } = settings;
  const rows = exampleRows(example);
  const wantsSignature = logModelSignatures && rows.length > 0;
  const signature = wantsSignature && !logInputExamples ? await signatureOf(model, rows) : undefined;
  await run.within(() =>
    logModel(model, {
      name: "model",
      modelFormat,
      ...(logInputExamples && rows.length > 0 && { inputExample: rows }),
      ...(!wantsSignature ? { signature: false } : signature !== undefined && { signature }),
      ...(registeredModelName !== null && { registeredModelName }),
    }),
  );
}

/** Of very wide data fewer rows: an example shall not outweigh its model. */
const maxCells = 20_000;

function exampleRows({ records, rows, columnNames, columnCount }: TrainingExample): ModelInput & { length: number } {
  const count = Math.max(1, Math.floor(maxCells / Math.max(1, columnCount)));
  if (records !== undefined) return records;
  const some = rows.slice(0, count);
  if (columnNames === null) return some;
  return some.map((row) => Object.fromEntries(columnNames.map((name, column) => [name, row[column]])));
}

async function signatureOf(model: object, rows: ModelInput): Promise<ModelSignature> {
  const { kind } = await kindOf(model);
  const output = await kind.opened(model).predict(checkedInput(rows, null), {});
  return inferSignature(rows, ArrayBuffer.isView(output) ? output : await predictions(output));
}
