import { listenToTraining } from "../training.js";
import { settingsOf, type XgboostAutologOptions } from "./options.js";
import { logTraining } from "./training_log.js";

/**
 * From now on each `train` of `labbook/xgboost` is tracked: all params, the metrics of each round, the best round, the
 * importance of features, and the model with signature and input example. A run that is open when a training begins is
 * where it is logged; else the training has a run of its own. What cannot be logged is a warning.
 * @example xgb.autolog(); await xgb.train(params, dtrain, { evals: [[dvalid, "validation"]], earlyStoppingRounds: 50 })
 */
export function autolog(options: XgboostAutologOptions = {}): void {
  const settings = settingsOf("xgboost.autolog", options);
  listenToTraining("xgboost", settings.disable ? null : (start) => logTraining(start, settings));
}
