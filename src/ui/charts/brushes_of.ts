/** Runs that were chosen on a chart → brushes of its axes that choose them. Pure. */
import type { CellValue, FieldName } from "../../protocol/page.js";
import { type Brush, isFilterable } from "../runs/brush.js";

interface Columns {
  column(field: FieldName): readonly CellValue[] | undefined;
}

/** For each field that a filter may name one brush, from the least to the greatest value of the runs at `indices`; texts one by one. */
export function brushesOf(fields: readonly FieldName[], indices: readonly number[], data: Columns): readonly Brush[] {
  return fields.flatMap((field) => {
    const values = data.column(field);
    if (values === undefined || !isFilterable(field)) return [];
    return brushOf(
      field,
      indices.map((index) => values[index] ?? null),
    );
  });
}

function brushOf(field: FieldName, values: readonly CellValue[]): readonly Brush[] {
  const texts = new Set<string>();
  let [low, high, missing] = [Infinity, -Infinity, false];
  for (const value of values) {
    const number = typeof value === "string" && value.trim() === "" ? NaN : Number(value);
    if (value === null) missing = true;
    else if (Number.isFinite(number)) [low, high] = [Math.min(low, number), Math.max(high, number)];
    else if (!field.startsWith("metrics.")) texts.add(String(value)); // filters have no word for NaN and infinities
  }
  if (low > high && texts.size === 0 && !missing) return [];
  const brush = {
    field,
    ...(low <= high && { ranges: [[low, high] as const] }),
    ...(texts.size > 0 && { values: [...texts] }),
    ...(missing && { missing }),
  };
  return [brush];
}
