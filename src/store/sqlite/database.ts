/** The only importer of better-sqlite3: opens, creates and refuses files, and turns SQLite's errors into ours. */
import Sqlite from "better-sqlite3";
import { accessSync, closeSync, constants, existsSync, linkSync, openSync, readSync, rmSync, statSync } from "node:fs";
import { randomBytes } from "node:crypto";
import { dirname } from "node:path";
import { TrackingError } from "../../errors.js";
import { numberIn } from "../../search/field.js";
import { numberFunction } from "../../search/sql.js";
import { indexStatements } from "./indices.js";
import { leaseTable, schemaRevision, schemaStatements } from "./schema.js";

export type Database = Sqlite.Database;
export type Statement = Sqlite.Statement<unknown[]>;

const magic = "SQLite format 3\0";
const busyTimeoutMs = 20_000;
/** Half of better-sqlite3's: what is not in it the system's own cache has, and searches of 50,000 runs take as long. */
const cacheKiB = 8000;

/** Opens an existing SQLite file; `readOnly` leaves it byte for byte as it is, but for what a killed writer left half done. */
export function openFile(path: string, options: { readOnly?: boolean } = {}): Database {
  checkNode();
  checkFile(path);
  return guarded(path, () => {
    if (options.readOnly === true) rollBack(path);
    const db = new Sqlite(path, { readonly: options.readOnly === true, timeout: busyTimeoutMs, fileMustExist: true });
    db.pragma("foreign_keys = ON");
    db.pragma(`cache_size = -${cacheKiB}`);
    db.pragma("case_sensitive_like = ON");
    db.function(numberFunction, { deterministic: true }, numberIn as (text: unknown) => unknown);
    return db;
  });
}

/**
 * A process that was killed while it wrote a file that is not in WAL mode leaves a journal, and SQLite lets nobody read
 * before somebody who may write has rolled it back, which the first read does.
 */
function rollBack(path: string): void {
  if (!existsSync(`${path}-journal`) || !writable(path)) return;
  const db = new Sqlite(path, { timeout: busyTimeoutMs, fileMustExist: true });
  try {
    db.prepare("SELECT 1 FROM sqlite_master").get();
  } finally {
    db.close();
  }
}

export function hasLog(path: string): boolean {
  return existsSync(`${path}-wal`);
}

/**
 * Closes a connection that only read. Where that made the log of a file in WAL mode (`hadLog`: it was there before),
 * a reader cannot take it away again; one who may write, but does not, can, if he is the last.
 */
export function closeReader(db: Database, path: string, hadLog: boolean): void {
  db.close();
  if (hadLog || !hasLog(path) || !writable(path)) return;
  guarded(path, () => {
    const last = new Sqlite(path, { timeout: busyTimeoutMs, fileMustExist: true });
    last.pragma("schema_version");
    last.close();
  });
}

/** The native module is built for Node-API 10 and crashes the process where there is an older one. */
function checkNode(): void {
  if (Number(process.versions["napi"]) >= 10) return;
  throw new TrackingError(
    "INVALID_STATE",
    `labbook needs Node.js 22.14 or later, this is ${process.version}; install it from https://nodejs.org`,
  );
}

/**
 * WAL lets readers and a writer work side by side; with it `NORMAL` loses no committed row when a process dies. SQLite
 * does not wait for others before it changes the mode, so this does, for a second; while others keep the file busy it
 * stays in the mode it has, which is slower and as safe.
 */
export function useWriteAheadLog(db: Database, path: string): void {
  const deadline = performance.now() + 1000;
  guarded(path, () => {
    for (;;) {
      try {
        if (db.pragma("journal_mode = WAL", { simple: true }) === "wal") db.pragma("synchronous = NORMAL");
        return;
      } catch (error) {
        if (!(error instanceof Sqlite.SqliteError) || !error.code.startsWith("SQLITE_BUSY")) throw error;
        if (performance.now() > deadline) return;
        pause(20);
      }
    }
  });
}

/** Blocks the thread, as SQLite does while it waits for a lock. */
export function pause(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

/**
 * Makes a new store file in one step: written beside its place, then linked into it, so that nobody ever sees half a
 * schema and of two processes that create it at once the second finds the first one's file.
 */
export function createFile(path: string, artifactRoot: string): void {
  checkNode();
  const folder = dirname(path);
  if (!existsSync(folder)) {
    throw unusable(path, `its folder ${folder} does not exist`, "create the folder, or name another file");
  }
  if (!writable(folder)) {
    throw unusable(path, `its folder ${folder} is not writable`, "change its permissions, or name another file");
  }
  const draft = `${path}.${process.pid}.${randomBytes(4).toString("hex")}.new`;
  try {
    guarded(path, () => writeSchema(draft, artifactRoot));
    linkSync(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

function writeSchema(draft: string, artifactRoot: string): void {
  const db = new Sqlite(draft);
  const now = Date.now();
  db.transaction(() => {
    for (const statement of schemaStatements) db.exec(statement);
    for (const statement of indexStatements) db.exec(statement);
    db.exec(leaseTable);
    db.prepare("INSERT INTO alembic_version (version_num) VALUES (?)").run(schemaRevision);
    db.prepare(
      `INSERT INTO experiments (experiment_id, name, artifact_location, lifecycle_stage, creation_time, last_update_time)
       VALUES (0, 'Default', ?, 'active', ?, ?)`,
    ).run(`${artifactRoot}/0`, now, now);
  })();
  db.close();
}

function checkFile(path: string): void {
  if (!existsSync(path)) {
    throw new TrackingError(
      "RESOURCE_DOES_NOT_EXIST",
      `there is no tracking store ${path}; check --tracking-uri and the working directory (${process.cwd()})`,
    );
  }
  const stats = statSync(path);
  if (stats.isDirectory()) throw unusable(path, "it is a folder", "name a file, such as sqlite:///mlflow.db");
  if (!readable(path)) throw unusable(path, "it may not be read", "change its permissions, or name another file");
  const start = Buffer.alloc(magic.length);
  const file = openSync(path, "r");
  try {
    readSync(file, start, 0, start.length, 0);
  } finally {
    closeSync(file);
  }
  if (start.toString("latin1") !== magic) {
    throw unusable(path, "it is not a SQLite database", "name another file; this one was left as it is");
  }
}

export function writable(path: string): boolean {
  return may(path, constants.W_OK);
}

function readable(path: string): boolean {
  return may(path, constants.R_OK);
}

function may(path: string, mode: number): boolean {
  try {
    accessSync(path, mode);
    return true;
  } catch {
    return false;
  }
}

/** A file that cannot be a store: what is wrong with it and what to do. */
export function unusable(path: string, fault: string, remedy: string): TrackingError {
  return new TrackingError("INVALID_PARAMETER_VALUE", `cannot use ${path} as a tracking store: ${fault}; ${remedy}`);
}

/** Runs `work` and converts what SQLite throws; errors of ours pass through. */
export function guarded<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof Sqlite.SqliteError ? converted(path, error) : error;
  }
}

const tooMuch: [TrackingError["code"], string] = [
  "INVALID_PARAMETER_VALUE",
  "the search asks for more than SQLite takes at once; ask with fewer conditions, list entries or terms of order, or a shorter text",
];

/** Searches are made of what users write, as long as they like; SQLite has one code for its limits and for faults of ours. */
function isTooMuch(error: Error): boolean {
  return /^(Expression tree is too large|too many (SQL variables|terms|columns)|LIKE or GLOB pattern too complex|string or blob too big|parser stack overflow)/.test(
    error.message,
  );
}

function converted(path: string, error: InstanceType<typeof Sqlite.SqliteError>): TrackingError {
  const kind = error.code.split("_").slice(0, 2).join("_");
  const known: Record<string, [TrackingError["code"], string]> = {
    SQLITE_BUSY: [
      "TEMPORARILY_UNAVAILABLE",
      "another process kept it locked for 20 s; close what writes to it, or try again",
    ],
    SQLITE_LOCKED: ["TEMPORARILY_UNAVAILABLE", "it is locked; try again"],
    SQLITE_FULL: ["TEMPORARILY_UNAVAILABLE", "the disk is full; make room and try again"],
    SQLITE_IOERR: [
      "TEMPORARILY_UNAVAILABLE",
      "the disk reported an error; check the disk (and that it is not a network share)",
    ],
    SQLITE_READONLY: ["PERMISSION_DENIED", "it may not be written; change its permissions, or use another file"],
    SQLITE_CANTOPEN: ["PERMISSION_DENIED", "it cannot be opened; check that its folder exists and may be written"],
    SQLITE_CORRUPT: ["INTERNAL_ERROR", "it is damaged; restore it from a backup (sqlite3 FILE .recover may help)"],
    SQLITE_NOTADB: ["INVALID_PARAMETER_VALUE", "it is not a SQLite database; name another file"],
    SQLITE_CONSTRAINT: ["BAD_REQUEST", "a row contradicts another"],
  };
  const [code, remedy] = known[kind] ?? (isTooMuch(error) ? tooMuch : ["INTERNAL_ERROR", "SQLite refused"]);
  const said = `${remedy} (${error.message})`;
  return new TrackingError(code, `${path}: ${said}`, { cause: error, bare: `the store: ${said}` });
}
