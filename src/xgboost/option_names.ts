import { invalid } from "../errors.js";
import { nearest } from "../nearest.js";

/** Throws INVALID_PARAMETER_VALUE, with the nearest name, for an option that `of` does not have. */
export function checkOptionNames(of: string, options: object, known: readonly string[]): void {
  const odd = Object.keys(options).find((name) => !known.includes(name));
  if (odd === undefined) return;
  const near = nearest(odd, known);
  throw invalid(
    `${of} has no option ${odd}; ${near === null ? `it has ${known.join(", ")}` : `did you mean ${near}?`}`,
  );
}
