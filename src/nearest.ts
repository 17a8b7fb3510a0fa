/** The nearest of several names, for "did you mean". Pure. */
import { distance } from "fastest-levenshtein";

/** null where none is near: more than two letters, and more than a third of them, differ. */
export function nearest(name: string, known: readonly string[]): string | null {
  const ranked = known
    .map((one) => ({ one, far: distance(name.toLowerCase(), one.toLowerCase()) }))
    .sort((a, b) => a.far - b.far);
  const best = ranked[0];
  return best !== undefined && best.far <= Math.max(2, Math.floor(name.length / 3)) ? best.one : null;
}
