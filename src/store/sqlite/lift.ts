/** Lets an older file be read through the statements written for `schemaRevision`, without a change to the file. */
import type { Database } from "./database.js";
import { columnsOf, tables } from "./tables.js";

/**
 * Puts temporary views before tables that lack columns, and temporary empty tables where there are none: SQLite looks
 * a name up among a connection's temporary objects first. What was added since MLflow 1.15 may all be NULL.
 */
export function lift(db: Database): void {
  db.pragma("temp_store = MEMORY");
  for (const table of tables.values()) {
    const found = columnsOf(db, table.name);
    if (found.size === 0) {
      db.exec(table.statement.replace(/^CREATE TABLE/, "CREATE TEMP TABLE"));
    } else if (table.columns.some((column) => !found.has(column))) {
      const columns = table.columns.map((column) => (found.has(column) ? `"${column}"` : `NULL AS "${column}"`));
      db.exec(`CREATE TEMP VIEW "${table.name}" AS SELECT ${columns.join(", ")} FROM main."${table.name}"`);
    }
  }
}
