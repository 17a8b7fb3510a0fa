/** What is plotted, as fixed-width text: for terminals, screen readers and front ends without pictures. Pure. */
import { fixedWidth } from "./fixed_width.js";
import type { Column } from "./observations.js";
import { readable, readableParam } from "./run_fields.js";

const mostRows = 50;

/** A row per name, with its value of each column. */
export function plotText(names: readonly string[], columns: readonly Column[]): string {
  const rows = names.slice(0, mostRows).map((name, row) => [name, ...columns.map(({ values }) => shown(values[row]))]);
  const titles = [{ title: "name" }, ...columns.map(({ label }) => ({ title: label, numeric: true }))];
  const left = names.length - rows.length;
  return [...fixedWidth(titles, rows), ...(left > 0 ? [`… ${left} more`] : [])].join("\n");
}

function shown(value: number | string | null | undefined): string {
  if (value === null || value === undefined) return "–";
  return typeof value === "number" ? readable(value) : readableParam(value);
}
