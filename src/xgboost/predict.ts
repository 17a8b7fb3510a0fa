/** What a model predicts for rows, to the last bit as XGBoost does: float32 sums, tree after tree. */
import { TrackingError } from "../errors.js";
import type { DMatrix } from "./dmatrix.js";
import type { Ensemble } from "./ensemble.js";
import { linkOf, softmax } from "./link.js";
import { outputsOf, treesPerRound } from "./outputs.js";
import type { BoosterModel } from "./tree.js";

export interface TreeRange {
  readonly from: number;
  readonly to: number;
}

/** Trees of rounds `start` up to `end`, where 0 means all that there are. */
export function treesOfRounds(model: BoosterModel, [start, end]: readonly [number, number] = [0, 0]): TreeRange {
  const perRound = treesPerRound(model);
  const rounds = model.trees.length / perRound;
  const last = end === 0 ? rounds : end;
  if (!Number.isInteger(start) || !Number.isInteger(last) || start < 0 || last > rounds || start > last) {
    throw new TrackingError(
      "INVALID_PARAMETER_VALUE",
      `rounds ${start} to ${end} are not there; the model has ${rounds}, so give [start, end] within [0, ${rounds}] (end 0: all)`,
    );
  }
  return { from: start * perRound, to: last * perRound };
}

/** Row by row, `outputsOf(model)` margins each. */
export function margins(model: BoosterModel, ensemble: Ensemble, data: DMatrix, range: TreeRange): Float32Array {
  const outputs = outputsOf(model);
  const sums = startMargins(model, data, outputs);
  const parallel = model.parallelTreeCount ?? 1;
  const perRound = outputs * parallel;
  const { values } = ensemble;
  ensemble.walk(data.matrix, range.from, range.to, (tree, start, count, leaves) => {
    let at = start * outputs + Math.floor((tree % perRound) / parallel);
    for (let row = 0; row < count; row++, at += outputs) sums[at]! += values[leaves[row]!]!;
  });
  return sums;
}

/** What each row's margins start from, output by output. */
export function startMargins(model: BoosterModel, data: DMatrix, outputs: number): Float32Array {
  const link = linkOf(model.objective);
  const given = data.getBaseMargin();
  const scores = model.classBaseScores ?? [model.baseScore];
  const starts = Float32Array.from({ length: outputs }, (_, index) => link.toMargin(scores[index] ?? scores[0]!));
  return Float32Array.from({ length: data.rowCount * outputs }, (_, index) =>
    given.length > 0 ? given[Math.floor(index / outputs)]! : starts[index % outputs]!,
  );
}

/** Margins → predictions; for `multi:softmax` the most probable class of each row. */
export function predictionsOf(model: BoosterModel, sums: Float32Array): Float32Array {
  const outputs = outputsOf(model);
  if (model.objective === "multi:softmax") return classesOf(sums, outputs);
  if (model.objective === "multi:softprob") {
    for (let start = 0; start < sums.length; start += outputs) softmax(sums.subarray(start, start + outputs));
    return sums;
  }
  const { fromMargin } = linkOf(model.objective);
  return sums.map(fromMargin);
}

function classesOf(sums: Float32Array, outputs: number): Float32Array {
  return Float32Array.from({ length: sums.length / outputs }, (_, row) => {
    const own = sums.subarray(row * outputs, (row + 1) * outputs);
    return own.indexOf(Math.max(...own));
  });
}

/** Per row the number of the leaf that it reaches in each tree. */
export function leavesOf(ensemble: Ensemble, data: DMatrix, range: TreeRange): Int32Array[] {
  const rows = Array.from({ length: data.rowCount }, () => new Int32Array(range.to - range.from));
  ensemble.walk(data.matrix, range.from, range.to, (tree, start, count, leaves) => {
    for (let row = 0; row < count; row++) rows[start + row]![tree - range.from] = ensemble.ids[leaves[row]!]!;
  });
  return rows;
}

/** Throws INVALID_PARAMETER_VALUE where the columns are not those that the model was trained on. */
export function checkFeatures(
  model: Pick<BoosterModel, "featureNames" | "featureCount">,
  data: DMatrix,
  names: boolean,
): void {
  const { featureNames: expected, featureCount } = model;
  if (data.columnCount !== featureCount) {
    throw wrong(
      `Feature shape mismatch, expected: ${featureCount}, got ${data.columnCount}`,
      "give the columns that the model was trained on, in their order",
    );
  }
  if (!names || expected === null) return;
  const given = data.featureNames;
  if (given === null) {
    const remedy = "give the DMatrix its featureNames, or predict with validateFeatures: false";
    throw wrong(
      `data did not contain feature names, but the following fields are expected: ${listed(expected)}`,
      remedy,
    );
  }
  const at = expected.findIndex((name, index) => name !== given[index]);
  if (at < 0) return;
  const [lacking, extra] = [without(expected, given), without(given, expected)];
  const first = `column ${at} is ${JSON.stringify(given[at])}, the model's is ${JSON.stringify(expected[at])}`;
  const missing = lacking.length === 0 ? "" : `; expected ${listed(lacking)} in input data`;
  const unknown = extra.length === 0 ? "" : `; training data did not have the following fields: ${listed(extra)}`;
  throw wrong(
    `feature_names mismatch: ${first}${missing}${unknown}`,
    "give the columns in the order of the training data",
  );
}

function without(names: readonly string[], others: readonly string[]): string[] {
  const known = new Set(others);
  return names.filter((name) => !known.has(name));
}

function listed(names: readonly string[]): string {
  return names.length > 10 ? `${names.slice(0, 10).join(", ")} … (${names.length})` : names.join(", ");
}

function wrong(message: string, remedy: string): TrackingError {
  return new TrackingError("INVALID_PARAMETER_VALUE", message, { remedy });
}
