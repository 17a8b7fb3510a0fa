/** Which columns a chart opens with. Pure. */
import type { FieldName, FieldSummary } from "../../protocol/page.js";

/** Metrics, those of the opening table first, then those that most runs have. */
export function metricsOf(fields: readonly FieldSummary[]): readonly FieldSummary[] {
  return ranked(fields.filter(({ kind, min }) => kind === "metric" && min !== undefined));
}

/** Params that differ between runs, in the same order. */
export function varyingParams(fields: readonly FieldSummary[]): readonly FieldSummary[] {
  return ranked(fields.filter(({ kind, varies }) => kind === "param" && varies));
}

/** Columns of numbers that differ: params first, then metrics. */
export function numericFields(fields: readonly FieldSummary[]): readonly FieldSummary[] {
  return [...varyingParams(fields).filter(({ numeric }) => numeric), ...metricsOf(fields)];
}

function ranked(fields: readonly FieldSummary[]): readonly FieldSummary[] {
  return fields.toSorted((a, b) => Number(b.opening) - Number(a.opening) || b.runs - a.runs);
}

/** `field` where the runs have such a column, else the first of `others` that is not taken. */
export function chosen(
  field: FieldName | undefined,
  fields: readonly FieldSummary[],
  others: readonly FieldSummary[],
  taken: readonly (FieldName | undefined)[] = [],
): FieldName | undefined {
  if (field !== undefined && fields.some(({ name }) => name === field)) return field;
  return others.find(({ name }) => !taken.includes(name))?.name;
}
