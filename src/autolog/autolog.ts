import { listenToTraining } from "../training.js";
import { type MlAutologOptions, settingsOf, type XgboostAutologOptions } from "./options.js";
import { logTraining } from "./training_log.js";

/** Both: trainings of `labbook/xgboost` and fits of `labbook/ml` are tracked from now on; see the two. */
export function autolog(options: XgboostAutologOptions & MlAutologOptions = {}): void {
  const settings = settingsOf("autolog", options);
  for (const library of ["xgboost", "ml"] as const) {
    listenToTraining(library, settings.disable ? null : (start) => logTraining(start, settings));
  }
}
