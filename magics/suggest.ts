/** What to say to a magic that there is not. */
import { nearest } from "../src/index.js";
import { UsageError } from "./usage_error.js";

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
