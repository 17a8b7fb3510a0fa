/** Counts what most runs of a file have: all along the indices, less what the few others have. */
import { numberIn } from "../../search/field.js";
import { type Clause, numberFunction } from "../../search/sql.js";
import { type Counted, type Measured, mostDistinct } from "../field_summary.js";
import type { Connection } from "./connection.js";
import { indexedLength } from "./indices.js";
import { type DataCounts, valueCounts } from "./summary_of_few.js";
import { runNameTag } from "./tags.js";

type Table = "params" | "tags" | "latest_metrics";

/** `chosen`: the condition on `runs` that keeps them. */
export function countAlongIndices(connection: Connection, chosen: Clause): DataCounts {
  const others: Clause = { sql: `NOT (${chosen.sql})`, parameters: chosen.parameters };
  return {
    measured: metrics(connection, chosen, others),
    counted: [...texts(connection, chosen, others, "params"), ...texts(connection, chosen, others, "tags")],
  };
}

/** How many of the runs have each key. */
function keyCounts(connection: Connection, others: Clause, table: Table): [key: string, runs: number][] {
  const less = new Map(
    connection.arrays<[string, number]>(
      `SELECT o.key, count(*) FROM runs CROSS JOIN ${table} o ON o.run_uuid = runs.run_uuid WHERE ${others.sql} GROUP BY o.key`,
      ...others.parameters,
    ),
  );
  return connection
    .arrays<[string, number]>(`SELECT key, count(*) FROM ${table} GROUP BY key`)
    .map(([key, count]): [string, number] => [key, count - (less.get(key) ?? 0)])
    .filter(([, count]) => count > 0);
}

/** Least and greatest values are the first from both ends of the index that belong to one of the runs. */
function metrics(connection: Connection, chosen: Clause, others: Clause): Measured[] {
  const belongs = `EXISTS (SELECT 1 FROM runs WHERE runs.run_uuid = o.run_uuid AND ${chosen.sql})`;
  const first = (key: string, condition: string, direction: "ASC" | "DESC"): number | null =>
    connection.get<{ value: number }>(
      `SELECT value FROM latest_metrics o WHERE key = ? AND ${condition} AND ${belongs} ORDER BY is_nan, value ${direction} LIMIT 1`,
      key,
      ...chosen.parameters,
    )?.value ?? null;
  const most = Number.MAX_VALUE;
  const finite = `is_nan = 0 AND value > -${most} AND value < ${most}`;
  return keyCounts(connection, others, "latest_metrics").map(([key, runs]) => {
    const [min, max] = [first(key, finite, "ASC"), first(key, finite, "DESC")];
    const odd = [`is_nan = 0 AND value >= ${most}`, `is_nan = 0 AND value <= -${most}`, "is_nan = 1"];
    const kinds = [min, ...odd.map((condition) => first(key, condition, "ASC"))].filter((value) => value !== null);
    return { name: `metrics.${key}`, runs, varies: kinds.length > 1 || min !== max, min, max };
  });
}

interface Column {
  readonly connection: Connection;
  readonly table: "params" | "tags";
  readonly key: string;
}

function texts(connection: Connection, chosen: Clause, others: Clause, table: "params" | "tags"): Counted[] {
  const less = valueCounts(connection, others, table);
  return keyCounts(connection, others, table)
    .filter(([key]) => table === "params" || key !== runNameTag)
    .map(([key, runs]) => {
      const column = { connection, table, key };
      const name = `${table}.${key}`;
      const unwanted = less.get(key)?.values ?? new Map<string, number>();
      const values = firstValues(column, mostDistinct + unwanted.size + 1);
      for (const [value, count] of unwanted) subtract(values, value, count);
      if (values.size > mostDistinct) {
        return { name, values: new Map(), numbers: numbers(column, chosen, runs, unwanted) };
      }
      let listed = 0;
      for (const count of values.values()) listed += count;
      return { name, values, ...(listed < runs && { runs }) };
    });
}

function firstValues({ connection, table, key }: Column, most: number): Map<string, number> {
  const rows = connection.arrays<[string, number]>(
    `SELECT value, count(*) FROM ${table} WHERE key = ?${shortOf(table)} GROUP BY value LIMIT ?`,
    key,
    most,
  );
  return new Map(rows);
}

function subtract(values: Map<string, number>, value: string, count: number): void {
  const left = (values.get(value) ?? 0) - count;
  if (left > 0) values.set(value, left);
  else values.delete(value);
}

interface Numbers {
  readonly count: number;
  readonly min: number;
  readonly max: number;
}

/** Those of all runs tell those of the chosen, unless a least or greatest one is of the others alone. */
function numbers(
  column: Column,
  chosen: Clause,
  runs: number,
  unwanted: ReadonlyMap<string, number>,
): NonNullable<Counted["numbers"]> {
  const all = numbersOf(column);
  const less = numbersAmong(unwanted);
  const stands = (end: "min" | "max"): boolean =>
    less[end] !== all[end] || isChosen(column, chosen, less[`${end}Text`]);
  const { count, min, max } =
    stands("min") && stands("max") ? { ...all, count: all.count - less.count } : numbersOf(column, chosen);
  return { runs, numeric: count === runs, min, max };
}

/** What is written in digits needs no call of our function, which takes five times as long. */
const number =
  "CASE WHEN value NOT GLOB '*[^0-9.]*' AND value NOT GLOB '*.*.*' AND value GLOB '[0-9]*' AND length(value) < 16 " +
  `THEN CAST(value AS REAL) ELSE ${numberFunction}(value) END`;

/** LIMIT keeps SQLite from reading each number three times. */
function numbersOf({ connection, table, key }: Column, chosen?: Clause): Numbers {
  const condition = `key = ?${shortOf(table)}`;
  const only = chosen === undefined ? "" : ` AND run_uuid IN (SELECT run_uuid FROM runs WHERE ${chosen.sql})`;
  return connection.get<Numbers>(
    `SELECT count(n) AS count, min(n) AS min, max(n) AS max FROM
       (SELECT ${number} AS n FROM ${table} WHERE ${condition}${only} LIMIT -1)`,
    key,
    ...(chosen?.parameters ?? []),
  )!;
}

function numbersAmong(values: ReadonlyMap<string, number>): Numbers & { minText: string; maxText: string } {
  const found = { count: 0, min: Infinity, max: -Infinity, minText: "", maxText: "" };
  for (const [text, times] of values) {
    const value = numberIn(text);
    if (value === null) continue;
    found.count += times;
    if (value < found.min) [found.min, found.minText] = [value, text];
    if (value > found.max) [found.max, found.maxText] = [value, text];
  }
  return found;
}

function isChosen({ connection, table, key }: Column, chosen: Clause, value: string): boolean {
  const row = connection.get(
    `SELECT 1 FROM ${table} o WHERE key = ? AND value = ?${shortOf(table)}
       AND EXISTS (SELECT 1 FROM runs WHERE runs.run_uuid = o.run_uuid AND ${chosen.sql}) LIMIT 1`,
    key,
    value,
    ...chosen.parameters,
  );
  return row !== undefined;
}

/** The index on values of tags holds the short ones. */
function shortOf(table: "params" | "tags"): string {
  return table === "tags" ? ` AND length(value) <= ${indexedLength}` : "";
}
