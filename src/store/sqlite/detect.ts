/** What a file is: which of MLflow's revisions, which columns, whether labbook may write to it. */
import { type Database, unusable } from "./database.js";
import { indexNames } from "./indices.js";
import {
  additions,
  ancientRevisions,
  earlierRevisions,
  knownRevisions,
  laterRevisions,
  mayBeEarly,
} from "./revisions.js";
import { columnsOf, tables } from "./tables.js";

export interface Layout {
  readonly revision: string;
  /** Older than what labbook writes (MLflow 1.15 to 2.17): it is only read, until `labbook db upgrade`. */
  readonly outdated: boolean;
  /** From MLflow 3.10 on: experiments and registered models have a `workspace` column; we use 'default'. */
  readonly workspaces: boolean;
  /** From MLflow 3.0 on: `inputs` has a column `step`. */
  readonly inputSteps: boolean;
  /** From MLflow 3.0 on: there are tables `logged_models` and three more. */
  readonly loggedModels: boolean;
  /** Indices of ours are there. */
  readonly indices: boolean;
}

/** Reads the layout; throws, having written nothing, when the file is not MLflow's or cannot be understood. */
export function detect(db: Database, path: string): Layout {
  const found = tablesOf(db, path);
  const revision = revisionOf(db, path, found);
  const age = knownRevisions.indexOf(revision);
  checkAdditions(db, path, found, revision);
  for (const table of tables.values()) {
    if (table.name.startsWith("trace_")) continue; // traces are not labbook's, and change in nearly every release
    const columns = columnsOf(db, table.name);
    for (const column of table.columns) {
      if (columns.has(column)) continue;
      const due = age < 0 || (isDue(table.name, age) && isDue(`${table.name}.${column}`, age));
      if (due) throw lacks(path, revision, `${table.name}.${column}`);
    }
    if (age < 0) checkDemands(path, revision, table.name, columns);
  }
  return {
    revision,
    outdated: earlierRevisions.includes(revision),
    workspaces: columnsOf(db, "experiments").has("workspace"),
    inputSteps: columnsOf(db, "inputs").has("step"),
    loggedModels: found.has("logged_models"),
    indices: hasIndices(db),
  };
}

function hasIndices(db: Database): boolean {
  const names = db.prepare("SELECT name FROM sqlite_master WHERE type = 'index'").pluck().all() as string[];
  return indexNames.every((name) => names.includes(name));
}

/** The names of the file's tables; throws for a file that is not MLflow's or that an upgrade left in pieces. */
function tablesOf(db: Database, path: string): ReadonlySet<string> {
  const objects = db.prepare("SELECT name, type FROM sqlite_master WHERE type IN ('table', 'view')").all() as {
    name: string;
    type: string;
  }[];
  const found = new Set(objects.filter((object) => object.type === "table").map((object) => object.name));
  const view = objects.find((object) => object.type === "view" && tables.has(object.name));
  if (view !== undefined) {
    throw unusable(path, `its ${view.name} is a view, where MLflow has a table`, "name another file");
  }
  if (!found.has("experiments") || !found.has("runs")) {
    const has = found.size === 0 ? "no table" : `tables ${[...found].slice(0, 5).join(", ")}`;
    throw unusable(path, `it is a SQLite database, but not MLflow's (it has ${has})`, "name another file");
  }
  const half = [...found].find((name) => name.startsWith("_alembic_tmp_"));
  if (half !== undefined) throw halfWay(path, `table ${half}`);
  return found;
}

function revisionOf(db: Database, path: string, found: ReadonlySet<string>): string {
  const rows = found.has("alembic_version")
    ? (db.prepare("SELECT version_num FROM alembic_version").pluck().all() as string[])
    : [];
  const [revision] = rows;
  if (revision === undefined || rows.length > 1) {
    const fault =
      rows.length > 1
        ? `it names ${rows.length} MLflow revisions (${rows.join(", ")})`
        : "it has MLflow's tables but names no MLflow revision";
    throw unusable(path, fault, "restore it from a backup, or make a new file");
  }
  if (ancientRevisions.includes(revision)) {
    throw unusable(
      path,
      `it is older than MLflow 1.15 (revision ${revision})`,
      "back it up and run `mlflow db upgrade` of MLflow 2.18 on it first",
    );
  }
  return revision;
}

/** A known revision has exactly what it and its predecessors brought. */
function checkAdditions(db: Database, path: string, found: ReadonlySet<string>, revision: string): void {
  const age = knownRevisions.indexOf(revision);
  if (age < 0) return;
  for (const name of [...additions.values()].flat()) {
    const [table, column] = name.split(".") as [string, string?];
    const has = column === undefined ? found.has(table) : columnsOf(db, table).has(column);
    if (has === isDue(name, age) || (has && mayBeEarly.includes(name))) continue;
    if (!has) throw lacks(path, revision, name);
    throw halfWay(path, `${name} does not belong to revision ${revision}, which it names`);
  }
}

/** Whether a table or column is there at the known revision number `age`. */
function isDue(name: string, age: number): boolean {
  for (const [revision, names] of additions) {
    if (names.includes(name)) return age >= knownRevisions.indexOf(revision);
  }
  return true;
}

/** A column that we do not know and that must be filled would make every row of ours fail. */
function checkDemands(path: string, revision: string, table: string, columns: ReturnType<typeof columnsOf>): void {
  for (const column of columns.values()) {
    if (column.notnull !== 1 || column.dflt_value !== null || tables.get(table)!.columns.includes(column.name))
      continue;
    throw newer(path, revision, `column ${table}.${column.name} is unknown and must be filled`);
  }
}

function lacks(path: string, revision: string, name: string): Error {
  if (!knownRevisions.includes(revision)) return newer(path, revision, `${name} is missing`);
  return unusable(path, `it says it is at MLflow's revision ${revision} but lacks ${name}`, "restore it from a backup");
}

function halfWay(path: string, fault: string): Error {
  return unusable(path, `an upgrade of it stopped half-way (${fault})`, "restore the backup made before the upgrade");
}

function newer(path: string, revision: string, fault: string): Error {
  return unusable(
    path,
    `its MLflow revision ${revision} is newer than this labbook knows (${laterRevisions.at(-1)}), and ${fault}`,
    "update labbook, or use another file; this one was left as it is",
  );
}
