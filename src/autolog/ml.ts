import { listenToTraining } from "../training.js";
import { type MlAutologOptions, settingsOf } from "./options.js";
import { logTraining } from "./training_log.js";

/**
 * From now on each `fit` of an estimator or pipeline of `labbook/ml` is tracked: all params, the class, scores on the
 * training data, and the model with signature and input example. A run that is open when a fit begins is where it is
 * logged; else the fit has a run of its own. What cannot be logged is a warning.
 * @example ml.autolog(); new Ridge({ alpha: 0.1 }).fit(X, y)
 */
export function autolog(options: MlAutologOptions = {}): void {
  const settings = settingsOf("ml.autolog", options);
  listenToTraining("ml", settings.disable ? null : (start) => logTraining(start, settings));
}
