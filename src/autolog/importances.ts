/** How much each feature counts in a trained model, as JSON and as a picture, under the names of MLflow's autologging. */
import { barsSvg } from "../plots/bars_svg.js";
import type { ImportanceType } from "../xgboost/importance.js";
import type { TrainingRun } from "./training_run.js";

type Scores = Readonly<Record<string, number>>;

/** A booster. */
interface Scored {
  getScore(options: { readonly importanceType: ImportanceType }): Scores;
}

/** A forest or gradient boosting. */
interface Shared {
  /** By column. */
  readonly featureImportances: ArrayLike<number>;
}

/**
 * `feature_importance_weight.json` and `.svg`, for each of the types that is asked for, of a booster; of tree ensembles
 * `feature_importance_impurity`: scikit-learn's, which MLflow does not log. Nothing of other models.
 */
export async function logImportances(
  run: TrainingRun,
  model: object,
  columnNames: readonly string[] | null,
  types: readonly ImportanceType[],
): Promise<void> {
  if (isScored(model)) {
    for (const importanceType of types) await write(run, importanceType, model.getScore({ importanceType }));
  } else if (isShared(model)) {
    const shares = Array.from(model.featureImportances, (share, column) => [
      columnNames?.[column] ?? `f${column}`,
      share,
    ]);
    await write(run, "impurity", Object.fromEntries(shares.filter(([, share]) => share !== 0)) as Scores);
  }
}

const most = 20;

async function write(run: TrainingRun, type: string, scores: Scores): Promise<void> {
  const name = `feature_importance_${type}`;
  await run.writeArtifact(`${name}.json`, JSON.stringify(scores));
  const ranked = Object.entries(scores).sort(([, a], [, b]) => b - a);
  if (ranked.length === 0) return;
  const shown = ranked.slice(0, most);
  const some = ranked.length > most ? `, the first ${most} of ${ranked.length} features` : "";
  const bars = shown.map(([label, value]) => ({ label, value, text: String(Number(value.toPrecision(4))) }));
  await run.writeArtifact(`${name}.svg`, barsSvg(`Feature importance (${type})${some}`, bars));
}

function isScored(model: object): model is Scored {
  return "getScore" in model && typeof model.getScore === "function";
}

function isShared(model: object): model is Shared {
  return "featureImportances" in model;
}
