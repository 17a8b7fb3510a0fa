/** The tables of `schemaRevision` and their columns, read off the statements that make them. */
import type { Database } from "./database.js";
import { schemaStatements } from "./schema.js";

export interface Table {
  readonly name: string;
  /** The text that makes it. */
  readonly statement: string;
  readonly columns: readonly string[];
  /** The texts that make its indices. */
  readonly indices: readonly string[];
}

export const tables: ReadonlyMap<string, Table> = new Map(
  schemaStatements.flatMap((statement) => {
    const name = /^CREATE TABLE "?(\w+)"? /.exec(statement)?.[1];
    if (name === undefined) return [];
    const indices = schemaStatements.filter(
      (text) => text.startsWith("CREATE INDEX") && text.includes(` ON ${name} (`),
    );
    return [[name, { name, statement, columns: columnsIn(statement), indices }] as const];
  }),
);

export interface Column {
  readonly name: string;
  readonly notnull: number;
  readonly dflt_value: string | null;
}

/** The columns that a table of the file has; none where there is no such table. */
export function columnsOf(db: Database, table: string): ReadonlyMap<string, Column> {
  const rows = db
    .prepare(`SELECT name, "notnull", dflt_value FROM pragma_table_info(?, 'main')`)
    .all(table) as Column[];
  return new Map(rows.map((column) => [column.name, column]));
}

function columnsIn(statement: string): string[] {
  return [...statement.matchAll(/(?:^\t|, )"?([a-z_]+)"? (?:INTEGER|VARCHAR|BIGINT|FLOAT|BOOLEAN|TEXT)/gm)].map(
    (match) => match[1]!,
  );
}
