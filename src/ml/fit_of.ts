import { TrackingError } from "../errors.js";

/** What `fit` found. Throws INVALID_STATE where it was not called. */
export function fitOf<Fit>(estimator: object, fit: Fit | null): Fit {
  if (fit !== null) return fit;
  throw new TrackingError(
    "INVALID_STATE",
    `this ${estimator.constructor.name} is not fitted yet; call fit(X, y) first`,
  );
}
