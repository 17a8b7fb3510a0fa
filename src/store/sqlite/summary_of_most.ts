/** Counts what most runs of a file have: all along the indices, less what the few others have. */
import { numberIn } from "../../search/field.js";
import { type Numbers, numbersIn } from "./numbers_in.js";
import { type Clause, numberFunction } from "../../search/sql.js";
import { type Counted, type Measured, mostDistinct } from "../field_summary.js";
import type { Connection } from "./connection.js";
import { indexedLength } from "./indices.js";
import { type DataCounts, type ValueCounts, valueCounts } from "./summary_of_few.js";
import { runNameTag } from "./tags.js";

/** `chosen`: the condition on `runs` that keeps them. */
export function countAlongIndices(connection: Connection, chosen: Clause): DataCounts {
  const others: Clause = { sql: `NOT (${chosen.sql})`, parameters: chosen.parameters };
  return {
    measured: metrics(connection, chosen, others),
    counted: [...texts(connection, chosen, others, "params"), ...texts(connection, chosen, others, "tags")],
  };
}

type Table = "params" | "tags" | "latest_metrics";

/** From one key to the next, not over all rows. */
function keysOf(connection: Connection, table: Table): readonly string[] {
  const rows = connection.arrays<[string]>(
    `WITH RECURSIVE keys (key) AS (
       SELECT min(key) FROM ${table}
       UNION ALL SELECT (SELECT min(key) FROM ${table} WHERE key > keys.key) FROM keys WHERE keys.key IS NOT NULL)
     SELECT key FROM keys WHERE key IS NOT NULL`,
  );
  return rows.map(([key]) => key);
}

/** How many runs of the file have the key. Key by key takes half as long as GROUP BY. */
function countOf(connection: Connection, table: Table, key: string): number {
  return connection.get<{ count: number }>(`SELECT count(*) AS count FROM ${table} WHERE key = ?`, key)!.count;
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
  const less = new Map(
    connection.arrays<[string, number]>(
      `SELECT o.key, count(*) FROM runs CROSS JOIN latest_metrics o ON o.run_uuid = runs.run_uuid
       WHERE ${others.sql} GROUP BY o.key`,
      ...others.parameters,
    ),
  );
  return keysOf(connection, "latest_metrics").flatMap((key): Measured[] => {
    const runs = countOf(connection, "latest_metrics", key) - (less.get(key) ?? 0);
    if (runs === 0) return [];
    const [min, max] = [first(key, finite, "ASC"), first(key, finite, "DESC")];
    const odd = [`is_nan = 0 AND value >= ${most}`, `is_nan = 0 AND value <= -${most}`, "is_nan = 1"];
    const kinds = [min, ...odd.map((condition) => first(key, condition, "ASC"))].filter((value) => value !== null);
    return [{ name: `metrics.${key}`, runs, varies: kinds.length > 1 || min !== max, min, max }];
  });
}

interface Column {
  readonly connection: Connection;
  readonly table: "params" | "tags";
  readonly key: string;
}

function texts(connection: Connection, chosen: Clause, others: Clause, table: "params" | "tags"): Counted[] {
  const less = valueCounts(connection, others, table);
  const keys = keysOf(connection, table).filter((key) => table === "params" || key !== runNameTag);
  return keys.flatMap((key): Counted[] => {
    const column = { connection, table, key };
    const name = `${table}.${key}`;
    const unwanted = less.get(key) ?? { values: new Map<string, number>(), runs: 0 };
    const values = firstValues(column, mostDistinct + unwanted.values.size + 1);
    for (const [value, count] of unwanted.values) subtract(values, value, count);
    if (values.size > mostDistinct)
      return [{ name, values: new Map(), numbers: numbers(column, chosen, values, unwanted) }];
    let listed = 0;
    for (const count of values.values()) listed += count;
    const runs = table === "params" ? listed : countOf(connection, table, key) - unwanted.runs;
    return runs === 0 ? [] : [{ name, values, ...(listed < runs && { runs }) }];
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

/** Those of all runs tell those of the chosen, unless a least or greatest one is of the others alone. `some`: values of the chosen. */
function numbers(
  column: Column,
  chosen: Clause,
  some: ReadonlyMap<string, number>,
  unwanted: ValueCounts,
): NonNullable<Counted["numbers"]> {
  const { connection, table, key } = column;
  const counted = (): number => countOf(connection, table, key) - unwanted.runs;
  for (const text of some.keys())
    if (numberIn(text) === null) return { runs: counted(), numeric: false, min: 0, max: 0 };
  const all = numbersOf(column);
  const runs = table === "params" ? all.values - unwanted.runs : counted();
  const less = numbersAmong(unwanted.values);
  const stands = (end: "min" | "max"): boolean =>
    less[end] !== all[end] || isChosen(column, chosen, less[`${end}Text`]);
  const { count, min, max } =
    stands("min") && stands("max") ? { ...all, count: all.count - less.count } : numbersOf(column, chosen);
  return { runs, numeric: count === runs, min, max };
}

/** Of longer texts only numbers are handed over, or the text that holds all of them might be large. */
const usualLength = 60;
const handed =
  `CASE WHEN length(value) <= ${usualLength} THEN value ` +
  `WHEN ${numberFunction}(value) IS NOT NULL THEN value ELSE '' END`;

/** Handing over one text and reading it here takes half as long as SQLite's own functions, a quarter of one row by row. */
function numbersOf({ connection, table, key }: Column, chosen?: Clause): Numbers & { readonly values: number } {
  const only = chosen === undefined ? "" : ` AND run_uuid IN (SELECT run_uuid FROM runs WHERE ${chosen.sql})`;
  const { joined, values } = connection.get<{ joined: string | null; values: number }>(
    `SELECT group_concat(${handed}) AS joined, count(*) AS "values" FROM ${table} WHERE key = ?${shortOf(table)}${only}`,
    key,
    ...(chosen?.parameters ?? []),
  )!;
  return { ...numbersIn(joined, values), values };
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
