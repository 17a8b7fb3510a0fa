/** Settings of search algorithms, checked before any work. */
import { TrackingError } from "../errors.js";
import { nearest } from "../nearest.js";

/** Throws INVALID_PARAMETER_VALUE for a name that `defaults` lacks, and for what is no finite number from 0 up. */
export function checkOptions<D extends object>(algorithm: string, options: Partial<D>, defaults: D): void {
  for (const [name, value] of Object.entries(options)) {
    if (!Object.hasOwn(defaults, name)) {
      const near = nearest(name, Object.keys(defaults));
      throw new TrackingError("INVALID_PARAMETER_VALUE", `${algorithm} has no setting ${name}`, {
        remedy: near === null ? `it has ${Object.keys(defaults).join(", ")}` : `did you mean ${near}?`,
      });
    }
    if (typeof value !== "number" || !(value >= 0 && Number.isFinite(value))) {
      throw new TrackingError(
        "INVALID_PARAMETER_VALUE",
        `${name} of ${algorithm} is ${String(value)}; give a number from 0 up`,
      );
    }
  }
}
