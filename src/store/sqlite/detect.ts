/** What a file is: which of MLflow's revisions, which columns, whether labbook may write to it. */
import { type Database, unusable } from "./database.js";
import { schemaRevision, schemaStatements } from "./schema.js";

export interface Layout {
  readonly revision: string | null;
  /** From MLflow 3.10 on: experiments and registered models have a `workspace` column; we use 'default'. */
  readonly workspaces: boolean;
  /** From MLflow 3.0 on: `inputs` has a column `step`. */
  readonly inputSteps: boolean;
  /** From MLflow 3.0 on: there are tables `logged_models` and three more. */
  readonly loggedModels: boolean;
}

/** MLflow's revisions after `schemaRevision`, oldest first, up to the head of 3.18.0. Ids are no order: only known ones count. */
export const laterRevisions: readonly string[] = (
  "400f98739977 6953534de441 bda7b8c39065 cbc13b556ace 770bee3ae1dd a1b2c3d4e5f6 de4033877273 1a0cddfcaa16 534353b11cbc " +
  "71994744cf8e 3da73c924c2f bf29a5ff90ea 1bd49d398cd23 b7c8d9e0f1a2 5d2d30f0abce c9d4e5f6a7b8 2c33131f4dae d3e4f5a6b7c8 " +
  "d0e1f2a3b4c5 c8d9e0f1a2b3 1b5f0d9ad7c1 e1f2a3b4c5d6 76601a5f987d c3d6457b6d8a a5b4c3d2e1f0 ae8bbe7743c9 7d34483879f0 " +
  "da6fb0208061 89d3d66ed43f b7e4c1a90f23 a8b9c0d1e2f3 c1d2e3f4a5b6 c3d9e7f1a2b4 6f8d9c3b2a1e 1971f2d9a75b 17e22815139b " +
  "b7e2c1a4d9f3 75868b020152 dc11669786a5 e7d1f4b2a9c6 8b6ad64cb8f5 f4a9b2c7d1e6"
).split(" ");

/** The tables that tracking reads and writes. */
const coreTables = ["experiments", "experiment_tags", "runs", "metrics", "latest_metrics", "params", "tags"];

/** Reads the layout; throws, having written nothing, when the file is not MLflow's or cannot be understood. */
export function detect(db: Database, path: string): Layout {
  const tables = new Set(
    db.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").pluck().all() as readonly string[],
  );
  if (!tables.has("experiments") || !tables.has("runs")) {
    const found = tables.size === 0 ? "no table" : `tables ${[...tables].slice(0, 5).join(", ")}`;
    throw unusable(path, `it is a SQLite database, but not MLflow's (it has ${found})`, "name another file");
  }
  const revision = tables.has("alembic_version")
    ? ((db.prepare("SELECT version_num FROM alembic_version").pluck().get() as string | undefined) ?? null)
    : null;
  const half = [...tables].find((name) => name.startsWith("_alembic_tmp_"));
  if (half !== undefined) {
    throw unusable(
      path,
      `an upgrade of it stopped half-way (table ${half})`,
      "restore the backup made before the upgrade",
    );
  }
  checkColumns(db, path, tables, revision);
  return {
    revision,
    workspaces: columns(db, "experiments").has("workspace"),
    inputSteps: columns(db, "inputs").has("step"),
    loggedModels: tables.has("logged_models"),
  };
}

function checkColumns(db: Database, path: string, tables: ReadonlySet<string>, revision: string | null): void {
  for (const table of coreTables) {
    const found = tables.has(table) ? columns(db, table) : new Map<string, Column>();
    const lacking = knownColumns(table).filter((name) => !found.has(name));
    if (lacking.length > 0) throw lacksColumns(path, revision, `${table}.${lacking[0]}`);
    const demanding = [...found.values()].find(
      (column) => column.notnull === 1 && column.dflt_value === null && !knownColumns(table).includes(column.name),
    );
    if (demanding !== undefined)
      throw newer(path, revision, `column ${table}.${demanding.name} is unknown and must be filled`);
  }
}

function lacksColumns(path: string, revision: string | null, column: string): Error {
  if (revision === null) {
    return unusable(
      path,
      `it has no MLflow revision and lacks ${column}`,
      "make a new file, or open it once with MLflow 2.18 or later",
    );
  }
  if (revision === schemaRevision || laterRevisions.includes(revision)) {
    return unusable(
      path,
      `it says it is at MLflow's revision ${revision} but lacks ${column}`,
      "restore it from a backup",
    );
  }
  if (column.startsWith("runs.") || column.startsWith("metrics.") || column.includes("experiment")) {
    return unusable(
      path,
      `MLflow's revision ${revision} is not one that this labbook knows, and ${column} is missing`,
      "if it is older than MLflow 2.18, back it up and run `mlflow db upgrade` of MLflow 2.18; if it is newer, update labbook",
    );
  }
  return newer(path, revision, `${column} is missing`);
}

function newer(path: string, revision: string | null, fault: string): Error {
  return unusable(
    path,
    `its MLflow revision ${revision} is newer than this labbook knows (${laterRevisions.at(-1)}), and ${fault}`,
    "update labbook, or use another file; this one was left as it is",
  );
}

interface Column {
  readonly name: string;
  readonly notnull: number;
  readonly dflt_value: string | null;
}

function columns(db: Database, table: string): ReadonlyMap<string, Column> {
  const rows = db.prepare(`SELECT name, "notnull", dflt_value FROM pragma_table_info(?)`).all(table) as Column[];
  return new Map(rows.map((column) => [column.name, column]));
}

/** The columns that our own statements name, read off the schema we write. */
function knownColumns(table: string): readonly string[] {
  const statement = schemaStatements.find((text) => new RegExp(`^CREATE TABLE "?${table}"? `).test(text)) ?? "";
  return [...statement.matchAll(/(?:^\t|, )"?([a-z_]+)"? (?:INTEGER|VARCHAR|BIGINT|FLOAT|BOOLEAN|TEXT)/gm)].map(
    (match) => match[1]!,
  );
}
