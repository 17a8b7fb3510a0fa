/** Brushes: what was chosen on the axes of charts. One truth with the filter: a brush is a mask of runs, and filter text. Pure. */
import type { CellValue, FieldName } from "../../protocol/page.js";
import { attributeTags } from "../../search/field.js";
import { isText } from "../api/quoted.js";
import { isField } from "./field.js";

/** Runs whose value of `field` lies in one of the ranges, is one of the values, or is missing where `missing` says so. */
export interface Brush {
  readonly field: FieldName;
  /** Both ends included. */
  readonly ranges?: readonly (readonly [number, number])[];
  readonly values?: readonly string[];
  readonly missing?: boolean;
}

/** Whether a value from an address is one. */
export function isBrush(value: unknown): value is Brush {
  if (typeof value !== "object" || value === null) return false;
  const { field, ranges = [], values = [], missing = false } = value as Readonly<Record<string, unknown>>;
  const isRange = (one: unknown): boolean => Array.isArray(one) && one.length === 2 && one.every(Number.isFinite);
  return (
    typeof field === "string" &&
    isField(field) &&
    Array.isArray(ranges) &&
    ranges.every(isRange) &&
    Array.isArray(values) &&
    values.every((one) => typeof one === "string") &&
    typeof missing === "boolean"
  );
}

/** 1 for each run that all brushes choose. `column` answers undefined for a field that is not at hand; it then chooses all. */
export function maskOf(
  brushes: readonly Brush[],
  count: number,
  column: (field: FieldName) => readonly CellValue[] | undefined,
): Uint8Array {
  const mask = new Uint8Array(count).fill(1);
  for (const brush of brushes) {
    const values = column(brush.field);
    if (values === undefined) continue;
    for (let index = 0; index < count; index++)
      if (mask[index] === 1 && !chooses(brush, values[index]!)) mask[index] = 0;
  }
  return mask;
}

function chooses({ ranges = [], values = [], missing = false }: Brush, value: CellValue): boolean {
  if (value === null) return missing;
  if (values.includes(String(value))) return true;
  const number = typeof value === "string" && value.trim() === "" ? NaN : Number(value);
  return ranges.some(([low, high]) => number >= low && number <= high);
}

/** The same choice in the filter's grammar: `(metrics.rmse >= 6 AND metrics.rmse <= 7) AND params.model = 'lasso'`. */
export function filterOf(brushes: readonly Brush[]): string {
  return brushes
    .filter(({ field }) => isFilterable(field))
    .map(textOf)
    .join(" AND ");
}

const attributesInFilters: readonly string[] = [
  "run_id",
  "run_name",
  "user_id",
  "status",
  "artifact_uri",
  "start_time",
  "end_time",
  ...Object.keys(attributeTags),
];

/** Whether the grammar of filters has a word for a column: it has none for a duration, or the least value of a metric. */
export function isFilterable(field: FieldName): boolean {
  return /^(params|metrics|tags)\./.test(field) || attributesInFilters.includes(field);
}

function textOf({ field, ranges = [], values = [], missing = false }: Brush): string {
  const name = nameInFilter(field);
  const parts = [
    ...ranges.map(([low, high]) => `(${name} >= ${low} AND ${name} <= ${high})`),
    ...values.map((value) => (isMetric(field) ? metricText(name, value) : isText(name, value))),
    ...(missing ? [isMissing(field)] : []),
  ];
  if (parts.length === 0)
    return isMetric(field) ? `(${name} < 0 AND ${name} > 0)` : `(${name} IS NULL AND ${name} IS NOT NULL)`; // chooses nothing
  return parts.length === 1 ? parts[0]! : `(${parts.join(" OR ")})`;
}

/** The comparison that a run has nothing there; only of params and tags the grammar says it in a word. */
export function isMissing(field: FieldName): string {
  const name = nameInFilter(field);
  if (isMetric(field)) return `NOT (${name} = 0 OR ${name} != 0)`;
  return name.startsWith("attributes.") ? `NOT (${name} LIKE '_%')` : `${name} IS NULL`;
}

function isMetric(field: FieldName): boolean {
  return field.startsWith("metrics.");
}

/** The grammar compares metrics with finite numbers only; NaN is unequal to 0, and neither below nor above it. */
function metricText(name: string, value: string): string {
  const number = Number(value);
  if (Number.isNaN(number)) return `(${name} != 0 AND NOT (${name} < 0 OR ${name} > 0))`;
  if (Math.abs(number) < 1e307) return `${name} = ${number}`;
  return number > 0 ? `${name} > 1e307` : `${name} < -1e307`;
}

/** `params.learning rate` as a filter writes it: with backticks where it is no plain word. */
export function nameInFilter(field: FieldName): string {
  if (Object.hasOwn(attributeTags, field)) return nameInFilter(`tags.${attributeTags[field]!}`);
  const dot = field.indexOf(".");
  if (dot < 0) return `attributes.${field}`;
  const [kind, key] = [field.slice(0, dot), field.slice(dot + 1)];
  if (/^[A-Za-z_][A-Za-z0-9_]*$/.test(key)) return field;
  return key.includes("`") ? `${kind}."${key}"` : `${kind}.\`${key}\``;
}

/** The filter of the box and that of the brushes together. */
export function joinFilters(filter: string, more: string): string {
  if (filter.trim() === "") return more;
  if (more === "") return filter;
  return `${/\bor\b/i.test(filter) ? `(${filter})` : filter} AND ${more}`;
}
