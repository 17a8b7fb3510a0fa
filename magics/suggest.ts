/** The nearest of several names, for "did you mean". Pure. */
import { distance } from "fastest-levenshtein";
import { UsageError } from "./usage_error.js";

export function nearest(name: string, known: readonly string[]): string | null {
  const ranked = known
    .map((one) => ({ one, far: distance(name.toLowerCase(), one.toLowerCase()) }))
    .sort((a, b) => a.far - b.far);
  const best = ranked[0];
  return best !== undefined && best.far <= Math.max(2, Math.floor(name.length / 3)) ? best.one : null;
}

export function unknownMagic(
  name: string,
  form: "line" | "cell",
  known: readonly string[],
  position: number | null,
): UsageError {
  const mark = form === "cell" ? "%%" : "%";
  const guess = nearest(name, known);
  return new UsageError(
    `no magic ${mark}${name}${guess === null ? "" : `; did you mean ${mark}${guess}?`} (%lsmagic lists all)`,
    position,
  );
}
