/** Verbs of frames that arquero does: grouping, joining, sorting, summaries. Columns in, columns out. */
import { TrackingError } from "../errors.js";
import { arquero, type ColumnTable } from "./arquero.js";
import { columnType, type ColumnType } from "./column_type.js";
import type { Aggregation, Columns, JoinKind } from "./columns.js";
import { checkChoice } from "./options.js";

export function tableOf(columns: Columns): ColumnTable {
  return arquero().table([...columns] as never);
}

/** One row per group, in the order of `keys`; rows whose key is missing are groups too, the last ones. */
export function aggregated(
  columns: Columns,
  keys: readonly string[],
  wanted: Readonly<Record<string, readonly [column: string, what: Aggregation]>>,
): Columns {
  for (const [column, what] of Object.values(wanted)) checkSummable(columns, column, what);
  const values = Object.entries(wanted).map(([name, [column, what]]) => [name, expression(column, what)] as const);
  const groups = new Map(
    columnsOf(
      tableOf(columns)
        .groupby(...keys)
        .rollup(Object.fromEntries(values) as never),
    ),
  );
  for (const [name, [, what]] of Object.entries(wanted)) {
    const pick = picks[what];
    if (what === "sum")
      groups.set(
        name,
        groups.get(name)!.map((value) => value ?? 0),
      );
    if (pick !== undefined) groups.set(name, (groups.get(name) as (readonly unknown[])[]).map(pick));
  }
  return sorted(
    groups,
    keys.map((name) => ({ name, ascending: true })),
  );
}

export interface SortKey {
  readonly name: string;
  readonly ascending: boolean;
}

/** Rows that are equal keep their order; missing values come last, as in pandas. */
export function sorted(columns: Columns, keys: readonly SortKey[]): Columns {
  const { desc } = arquero();
  const withFlags = new Map(columns);
  const order = keys.flatMap(({ name, ascending }) => {
    const flag = `\u0000missing ${name}`;
    withFlags.set(flag, columns.get(name)!.map(isMissing));
    return [flag, ascending ? name : desc(name)];
  });
  const ordered = columnsOf(tableOf(withFlags).orderby(...(order as never[])));
  return new Map([...columns.keys()].map((name) => [name, ordered.get(name)!]));
}

/** Other columns that both have get the endings `_x` and `_y`, as in pandas. */
export function joined(left: Columns, right: Columns, keys: readonly string[], how: JoinKind): Columns {
  checkChoice("how", how, ["inner", "left", "right", "outer"]);
  const options = { left: how === "left" || how === "outer", right: how === "right" || how === "outer" };
  const on = [[...keys], [...keys]] as never;
  return columnsOf(tableOf(left).join(tableOf(right), on, undefined, { ...options, suffix: ["_x", "_y"] }));
}

const statistics = ["count", "mean", "std", "min", "25%", "50%", "75%", "max"] as const;
const textStatistics = ["count", "unique", "top", "freq"] as const;

/** Of the columns of numbers; where there are none, of the others. The first column names the statistic. */
export function described(columns: Columns): Columns {
  const numeric = [...columns].filter(([, values]) => columnType(values) === "number");
  if (numeric.length === 0) return describedTexts(columns);
  const { op } = arquero();
  const table = tableOf(new Map(numeric));
  const entries = numeric.map(([name]) => {
    const quantile = (share: number) => op.quantile(name, share);
    const values = [op.valid(name), op.mean(name), op.stdev(name), op.min(name)];
    const all = [...values, quantile(0.25), quantile(0.5), quantile(0.75), op.max(name)];
    const row = table.rollup(Object.fromEntries(all.map((value, at) => [String(at), value])) as never);
    return [name, statistics.map((_, at) => (row.get(String(at), 0) as number | undefined) ?? null)] as const;
  });
  return new Map<string, readonly unknown[]>([["statistic", statistics], ...entries]);
}

function describedTexts(columns: Columns): Columns {
  const entries = [...columns].map(([name, values]) => {
    const there = present(values);
    const counts = new Map<unknown, number>();
    for (const value of there) counts.set(identity(value), (counts.get(identity(value)) ?? 0) + 1);
    const most = [...counts.values()].reduce((one, other) => Math.max(one, other), 0);
    const top = there.find((value) => counts.get(identity(value)) === most) ?? null;
    return [name, [there.length, counts.size, top, most]] as const;
  });
  return new Map<string, readonly unknown[]>([["statistic", textStatistics], ...entries]);
}

/** Dates are equal by their time. */
function identity(value: unknown): unknown {
  return value instanceof Date ? value.getTime() : value;
}

export function isMissing(value: unknown): boolean {
  if (value === null || value === undefined || Number.isNaN(value)) return true;
  return value instanceof Date && Number.isNaN(value.getTime());
}

function expression(column: string, what: Aggregation): unknown {
  const { op } = arquero();
  switch (what) {
    case "size":
      return op.count();
    case "count":
      return op.valid(column);
    case "sum":
      return op.sum(column);
    case "mean":
      return op.mean(column);
    case "median":
      return op.median(column);
    case "std":
      return op.stdev(column);
    case "var":
      return op.variance(column);
    case "min":
      return op.min(column);
    case "max":
      return op.max(column);
    case "nunique":
    case "first":
    case "last":
      return op.array_agg(column);
    default: {
      const known = "size, count, sum, mean, median, std, var, min, max, nunique, first, last";
      throw new TrackingError(
        "INVALID_PARAMETER_VALUE",
        `there is no aggregation '${String(what)}'; there are: ${known}`,
      );
    }
  }
}

/** What is taken from all values of a group. */
const picks: Partial<Record<Aggregation, (values: readonly unknown[]) => unknown>> = {
  nunique: (values) => new Set(present(values).map(identity)).size,
  first: (values) => present(values)[0] ?? null,
  last: (values) => present(values).at(-1) ?? null,
};

const ofNumbers: readonly Aggregation[] = ["sum", "mean", "median", "std", "var"];
const numeric: readonly ColumnType[] = ["number", "boolean", "date", "empty"];

function checkSummable(columns: Columns, column: string, what: Aggregation): void {
  const type = columnType(columns.get(column)!);
  if (!ofNumbers.includes(what) || numeric.includes(type)) return;
  const holds = `'${column}' holds values of type ${type}, which have no ${what}`;
  throw new TrackingError("INVALID_PARAMETER_VALUE", `${holds}; make numbers of them first, or count them`);
}

function present(values: readonly unknown[]): unknown[] {
  return values.filter((value) => !isMissing(value));
}

function columnsOf(table: ColumnTable): Columns {
  const values = (name: string) => Array.from(table.array(name) as ArrayLike<unknown>, (value) => value ?? null);
  return new Map(table.columnNames().map((name) => [name, values(name)]));
}
