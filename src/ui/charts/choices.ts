/** Which columns a chart opens with. Pure. */
import type { FieldName, FieldSummary } from "../../protocol/page.js";

/** Metrics: the one that the table is sorted by, then those that differ, of them first those that most runs have; the machine's late. */
export function metricsOf(fields: readonly FieldSummary[], sortedBy?: FieldName): readonly FieldSummary[] {
  const metrics = ranked(fields.filter(({ kind, min }) => kind === "metric" && min !== undefined));
  return metrics.toSorted((a, b) => Number(b.name === sortedBy) - Number(a.name === sortedBy));
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
  const differs = ({ kind, varies, min, max }: FieldSummary): boolean => (kind === "metric" ? min !== max : varies);
  const ofMachine = ({ key }: FieldSummary): boolean => key.startsWith("system/");
  return fields.toSorted(
    (a, b) =>
      Number(differs(b)) - Number(differs(a)) ||
      Number(ofMachine(a)) - Number(ofMachine(b)) ||
      b.runs - a.runs ||
      Number(b.opening) - Number(a.opening),
  );
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
