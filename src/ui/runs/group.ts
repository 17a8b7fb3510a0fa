/** Groups of runs: those that have the same values of the fields that a table is grouped by. Pure. */
import type { CellValue } from "../../protocol/page.js";

export function groupIdOf(values: readonly CellValue[]): string {
  return JSON.stringify(values);
}

/** As people read it: `lasso, 7`; a missing value is `none`. */
export function groupNameOf(values: readonly CellValue[]): string {
  return values.map((value) => (value === null ? "none" : String(value))).join(", ");
}
