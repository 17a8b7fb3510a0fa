/** `labbook db upgrade`: lifts a file of MLflow 1.15 to 2.17 to `schemaRevision`, as MLflow 2.18 would. */
import { closeSync, openSync, rmSync } from "node:fs";
import { TrackingError } from "../../errors.js";
import { closeReader, type Database, guarded, hasLog, openFile, unusable, writable } from "./database.js";
import { detect } from "./detect.js";
import { earlierRevisions } from "./revisions.js";
import { schemaRevision } from "./schema.js";
import { tables } from "./tables.js";

export interface Upgrade {
  readonly from: string;
  readonly to: string;
  /** Where the file as it was is kept; null when there was nothing to do. */
  readonly backup: string | null;
}

/** What each revision of MLflow's chain after 39d1c3be5f05 does to a SQLite file; none of them changes a row. */
const steps: ReadonlyMap<string, (db: Database) => void> = new Map<string, (db: Database) => void>([
  ["c48cb773bb87", () => undefined], // MySQL only
  ["bd07f7e963c5", (db) => ["params", "metrics", "latest_metrics", "tags"].forEach((table) => addIndices(db, table))],
  ["0c779009ac13", (db) => addColumns(db, "runs", ["deleted_time BIGINT"])],
  ["cc1f77228345", () => undefined], // params.value to 500, which 2d6e25af4d3e makes 8000
  ["97727af70f4d", (db) => addColumns(db, "experiments", ["creation_time BIGINT", "last_update_time BIGINT"])],
  ["3500859a5d39", (db) => addTables(db, ["registered_model_aliases"])],
  ["7f2a7d5fae7d", (db) => addTables(db, ["datasets", "inputs", "input_tags"])],
  ["2d6e25af4d3e", (db) => rebuild(db, "params")],
  ["acf3f17fdcc7", (db) => addColumns(db, "model_versions", ["storage_location VARCHAR(500)"])],
  ["867495a8f9d4", (db) => addTables(db, ["trace_info", "trace_tags", "trace_request_metadata"])],
  ["5b0e9adcef9c", (db) => ["trace_tags", "trace_request_metadata"].forEach((table) => rebuild(db, table))],
  ["4465047574b1", () => undefined], // MySQL only
  ["f5a4f2784254", (db) => rebuild(db, "tags")],
  [schemaRevision, (db) => rebuild(db, "datasets")],
]);

/**
 * Keeps a copy of the file beside it, `<file>.<revision>.<time>.backup`, then upgrades it in one transaction: it is
 * lifted whole or stays as it was. A file that is not outdated is left alone. Throws for files that are no MLflow
 * store, for those with views or triggers on MLflow's tables, and when another process keeps the file locked for 20 s.
 */
export async function upgradeFile(path: string): Promise<Upgrade> {
  const hadLog = hasLog(path);
  const reader = openFile(path, { readOnly: true });
  try {
    const { revision, outdated } = guarded(path, () => detect(reader, path));
    if (!outdated) return { from: revision, to: revision, backup: null };
    if (!writable(path)) {
      throw new TrackingError(
        "PERMISSION_DENIED",
        `cannot upgrade ${path}: it may not be written; change its permissions`,
      );
    }
    return await upgradeOutdated(path, reader);
  } finally {
    closeReader(reader, path, hadLog);
  }
}

async function upgradeOutdated(path: string, reader: Database): Promise<Upgrade> {
  const db = openFile(path);
  try {
    // Otherwise dropping a table that is replaced would empty those that refer to it.
    db.pragma("foreign_keys = OFF");
    guarded(path, () => db.exec("BEGIN IMMEDIATE"));
    const { revision, outdated } = detect(db, path);
    if (!outdated) return { from: revision, to: revision, backup: null };
    refuseDependents(db, path);
    const backup = await keepCopy(path, revision, reader);
    try {
      guarded(path, () => perform(db, path, revision));
    } catch (error) {
      rmSync(backup); // the file is as it was
      throw error;
    }
    return { from: revision, to: schemaRevision, backup };
  } finally {
    db.close(); // rolls back what was not committed
  }
}

function perform(db: Database, path: string, revision: string): void {
  const before = counts(db);
  const orphans = db.pragma("foreign_key_check") as unknown[];
  for (const due of [...earlierRevisions, schemaRevision].slice(earlierRevisions.indexOf(revision) + 1)) {
    steps.get(due)!(db);
  }
  db.prepare("UPDATE alembic_version SET version_num = ?").run(schemaRevision);
  const after = counts(db);
  const lost = [...before].find(([table, rows]) => after.get(table) !== rows)?.[0];
  if (lost !== undefined || (db.pragma("foreign_key_check") as unknown[]).length > orphans.length) {
    throw new TrackingError(
      "INTERNAL_ERROR",
      `the upgrade of ${path} would have lost rows of ${lost ?? "a table that others refer to"}; the file was left as it was`,
    );
  }
  db.exec("COMMIT");
}

/** Views break while a table is replaced, and triggers vanish with it. */
function refuseDependents(db: Database, path: string): void {
  const others = db.prepare("SELECT type, name, sql FROM sqlite_master WHERE type IN ('view', 'trigger')").all() as {
    type: string;
    name: string;
    sql: string;
  }[];
  const found = others.find((object) =>
    [...tables.keys()].some((table) => new RegExp(`\\b${table}\\b`).test(object.sql)),
  );
  if (found === undefined) return;
  throw unusable(
    path,
    `its ${found.type} ${found.name} stands on MLflow's tables, which an upgrade replaces`,
    `drop the ${found.type}, upgrade, and make it again`,
  );
}

/** The writer holds its lock meanwhile, so the copy is the file as the upgrade finds it. */
async function keepCopy(path: string, revision: string, reader: Database): Promise<string> {
  const time = new Date().toISOString().slice(0, 19).replaceAll(/[-:]/g, "").replace("T", "-");
  const backup = `${path}.${revision}.${time}.backup`;
  closeSync(openSync(backup, "wx")); // never over another file
  try {
    await reader.backup(backup);
  } catch (error) {
    rmSync(backup, { force: true });
    throw error;
  }
  return backup;
}

function counts(db: Database): ReadonlyMap<string, number> {
  const names = db.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").pluck().all() as string[];
  const count = (name: string) => db.prepare(`SELECT count(*) FROM "${name}"`).pluck().get() as number;
  return new Map(names.map((name) => [name, count(name)]));
}

function addColumns(db: Database, table: string, columns: readonly string[]): void {
  for (const column of columns) db.exec(`ALTER TABLE "${table}" ADD COLUMN ${column}`);
}

function addTables(db: Database, names: readonly string[]): void {
  for (const name of names) {
    if (db.prepare("SELECT 1 FROM sqlite_master WHERE name = ?").get(name) !== undefined) continue;
    db.exec(tables.get(name)!.statement);
    addIndices(db, name);
  }
}

function addIndices(db: Database, table: string): void {
  for (const statement of tables.get(table)!.indices) {
    const name = /^CREATE INDEX (\w+)/.exec(statement)![1]!;
    if (indexStatements(db, table).every((known) => known.name !== name)) db.exec(statement);
  }
}

/** Replaces a table by one of the final statement, row by row; indices of others on it stay. */
function rebuild(db: Database, name: string): void {
  const table = tables.get(name)!;
  const indices = indexStatements(db, name);
  const columns = table.columns.map((column) => `"${column}"`).join(", ");
  const draft = `labbook_new_${name}`;
  db.exec(table.statement.replace(/^CREATE TABLE "?\w+"?/, `CREATE TABLE "${draft}"`));
  db.exec(`INSERT INTO "${draft}" (${columns}) SELECT ${columns} FROM "${name}" ORDER BY rowid`);
  db.exec(`DROP TABLE "${name}"`);
  db.exec(`ALTER TABLE "${draft}" RENAME TO "${name}"`);
  for (const index of indices) db.exec(index.sql);
  addIndices(db, name);
}

function indexStatements(db: Database, table: string): readonly { name: string; sql: string }[] {
  return db
    .prepare("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL")
    .all(table) as { name: string; sql: string }[];
}
