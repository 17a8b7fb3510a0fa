/** What a column of runs holds, from counts of its values. Pure. */
import { attributeFields, type FieldSummary } from "../protocol/page.js";
import { numberIn, readField } from "../search/field.js";
import { attributeTags } from "../search/field.js";

/** Values of a column with how many runs have each; `runs`: how many have one, when those that are listed are not all. */
export interface Counted {
  readonly name: string;
  readonly values: ReadonlyMap<string, number>;
  readonly runs?: number;
  /** In place of the values, where there are more than `mostDistinct`. */
  readonly numbers?: { readonly runs: number; readonly numeric: boolean; readonly min: number; readonly max: number };
}

/** Of more values than this none is listed: they are as good as one per run. */
export const mostDistinct = 1000;

export interface Measured {
  readonly name: string;
  readonly runs: number;
  readonly varies: boolean;
  /** Finite ones; null: none. */
  readonly min: number | null;
  readonly max: number | null;
}

const mostValues = 20;
const opened = 12;

/** All columns in order: attributes, metrics, params, tags, each by their letters. `total`: how many runs there are. */
export function summaries(
  total: number,
  measured: readonly Measured[],
  counted: readonly Counted[],
): readonly FieldSummary[] {
  const texts = counted.map((one) => countedSummary(total, one));
  const copies = Object.entries(attributeTags).map(([name, tag]) => renamed(texts, name, `tags.${tag}`));
  const all = [
    ...measured.map((one) => measuredSummary(total, one)),
    ...texts,
    ...copies.filter((one) => one !== null),
  ];
  const known = new Set(all.map((one) => one.name));
  const others = attributeFields.filter((name) => !known.has(name)).map((name) => plainAttribute(total, name));
  return withOpening(total, [...all, ...others].sort(byKindAndKey));
}

function renamed(texts: readonly FieldSummary[], name: string, from: string): FieldSummary {
  const found = texts.find((one) => one.name === from);
  const none = { runs: 0, varies: false, numeric: false, values: [], opening: false };
  return { ...(found ?? none), name, key: name, kind: "attribute" };
}

/** Not looked into: each run has its own, or finding out takes as long as reading all. */
function plainAttribute(total: number, name: string): FieldSummary {
  return { name, kind: "attribute", key: name, runs: total, varies: total > 1, numeric: false, opening: false };
}

function identity(name: string): Pick<FieldSummary, "name" | "kind" | "key"> {
  const { kind, key } = readField(name, attributeFields);
  return { name, key, kind: kind === "min" || kind === "max" ? "metric" : kind };
}

function measuredSummary(total: number, { name, runs, varies, min, max }: Measured): FieldSummary {
  const range = min === null || max === null ? {} : { min, max };
  return { ...identity(name), runs, varies: varies || runs < total, numeric: true, ...range, opening: false };
}

function countedSummary(total: number, { name, values, runs, numbers }: Counted): FieldSummary {
  if (numbers !== undefined) {
    const { numeric, min, max } = numbers;
    const range = numeric ? { min, max } : {};
    return { ...identity(name), runs: numbers.runs, varies: true, numeric, ...range, opening: false };
  }
  let [count, numeric, min, max] = [0, values.size > 0 && runs === undefined, Infinity, -Infinity];
  for (const [text, times] of values) {
    count += times;
    if (!numeric) continue;
    const value = numberIn(text);
    if (value === null) numeric = false;
    else [min, max] = [Math.min(min, value), Math.max(max, value)];
  }
  const having = runs ?? count;
  return {
    ...identity(name),
    runs: having,
    varies: having > 0 && (values.size > 1 || having < total || runs !== undefined),
    numeric,
    ...(numeric && { min, max }),
    ...(values.size <= mostDistinct && { values: mostFrequent(values) }),
    opening: false,
  };
}

function mostFrequent(values: ReadonlyMap<string, number>): string[] {
  const kept: [string, number][] = [];
  let least = 0;
  for (const entry of values) {
    if (kept.length >= mostValues * 4 && entry[1] < least) continue;
    kept.push(entry);
    if (kept.length < mostValues * 8) continue;
    kept.sort(byFrequency).length = mostValues;
    least = kept.at(-1)![1];
  }
  return kept
    .sort(byFrequency)
    .slice(0, mostValues)
    .map(([text]) => text);
}

function byFrequency(a: readonly [string, number], b: readonly [string, number]): number {
  return b[1] - a[1] || compareTexts(a[0], b[0]);
}

export function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function byKindAndKey(a: FieldSummary, b: FieldSummary): number {
  return compareTexts(a.kind, b.kind) || compareTexts(a.key, b.key);
}

/** Of metrics those that most runs have, system metrics last; of params those that vary, or of a single run all. */
function withOpening(total: number, fields: readonly FieldSummary[]): readonly FieldSummary[] {
  const metrics = fields.filter((one) => one.kind === "metric");
  const params = fields.filter((one) => one.kind === "param" && (one.varies || total < 2));
  const system = (field: FieldSummary): number => Number(field.key.startsWith("system/"));
  const first = (some: readonly FieldSummary[]): readonly FieldSummary[] =>
    some.toSorted((a, b) => system(a) - system(b) || b.runs - a.runs).slice(0, opened);
  const chosen = new Set([...first(metrics), ...first(params)]);
  return fields.map((one) => (chosen.has(one) ? { ...one, opening: true } : one));
}
