/** The classes that a classifier tells apart. */
import { TrackingError } from "../errors.js";
import type { Label } from "./estimator.js";

/** Python's order of strings; JavaScript's own compares UTF-16 units. */
export function byCodePoint(a: string, b: string): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at++) {
    if (a.charCodeAt(at) !== b.charCodeAt(at)) return (a.codePointAt(at) ?? 0) - (b.codePointAt(at) ?? 0);
  }
  return a.length - b.length;
}

/** The classes of `target`, ascending. Throws INVALID_PARAMETER_VALUE for what is neither all numbers nor all strings. */
export function classesOf(target: ArrayLike<Label>): Label[] {
  const kind = typeof target[0];
  for (let index = 0; index < target.length; index++) {
    const label: unknown = target[index];
    const fits = typeof label === kind && (typeof label === "string" || Number.isFinite(label));
    if (fits) continue;
    const advice = "give labels that are all numbers or all strings, and leave rows without a label out";
    throw new TrackingError(
      "INVALID_PARAMETER_VALUE",
      `y[${index}] is ${JSON.stringify(label) ?? "undefined"}; ${advice}`,
    );
  }
  return [...new Set(Array.from(target))].sort(byLabel);
}

function byLabel(a: Label, b: Label): number {
  return typeof a === "number" && typeof b === "number" ? a - b : byCodePoint(String(a), String(b));
}
