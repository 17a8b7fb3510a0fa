/** Stores that real MLflows made, from the SQL text kept of them. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import Sqlite from "better-sqlite3";
import { tempFolder } from "../temp.js";

const fixtures = resolve("test/fixtures");

/** A file `mlflow.db` in a folder of its own, made from `test/fixtures/<name>.sql`. */
export function stored(name: string): string {
  return storedIn(tempFolder(), name);
}

/** The same in a folder of the caller's. */
export function storedIn(folder: string, name: string): string {
  const path = join(folder, "mlflow.db");
  const db = new Sqlite(path);
  db.pragma("foreign_keys = OFF");
  db.exec(readFileSync(join(fixtures, `${name}.sql`), "utf8"));
  db.close();
  return path;
}

/** The file after some SQL, for what no program would make of it. */
export function edited(path: string, sql: string): string {
  const db = new Sqlite(path);
  db.pragma("foreign_keys = OFF");
  db.exec(sql);
  db.close();
  return path;
}

export function sha256(path: string): string {
  return createHash("sha256").update(readFileSync(path)).digest("hex");
}

/** Every object's text and every table's rows, in an order that does not depend on how they were written. */
export function contents(path: string): Record<string, readonly unknown[]> {
  const db = new Sqlite(path); // a journal that a killed process left can only be rolled back by one who may write
  const objects = db
    .prepare("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY type, name")
    .all();
  const names = db
    .prepare("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
    .pluck()
    .all() as string[];
  const rows = names.map((name) => {
    const lines = db.prepare(`SELECT * FROM "${name}"`).raw().all() as unknown[][];
    return [name, lines.map((line) => JSON.stringify(line)).sort()] as const;
  });
  db.close();
  return { objects, ...Object.fromEntries(rows) };
}
