/** `labbook db check`: whether a store's file is sound, and which releases of MLflow open it. */
import { closeReader, type Database, guarded, hasLog, openFile } from "./database.js";
import { detect } from "./detect.js";
import { heads, knownRevisions } from "./revisions.js";
import { schemaRevision } from "./schema.js";
import { tables } from "./tables.js";

export interface FileCheck {
  readonly path: string;
  readonly revision: string;
  /** Older than labbook writes: read only, until `labbook db upgrade`. */
  readonly outdated: boolean;
  /** labbook's indices for search are there. */
  readonly indices: boolean;
  /** What SQLite finds wrong with the file's pages; empty when all is well. */
  readonly damage: readonly string[];
  /** Rows that refer to a row that is not there, per table. */
  readonly orphans: Readonly<Record<string, number>>;
  /** Metrics (per run and key) whose latest value is not the last of their history, is missing, or has no history. */
  readonly wrongLatest: number;
  /** What will make an upgrade by MLflow fail or lose something: views and triggers on its tables, references to its registry. */
  readonly obstacles: readonly string[];
  readonly releases: readonly Opening[];
}

/** What happens when a release of MLflow opens the file. */
export interface Opening {
  /** `3.4`, `2.18 to 2.22` */
  readonly release: string;
  readonly opens:
    "as it is" | "after upgrading it, by itself" | "after `mlflow db upgrade`" | "after an upgrade" | "no";
}

/** Changes nothing in the file. Throws for a file that labbook cannot use, as opening it would. */
export function checkFile(path: string): FileCheck {
  const hadLog = hasLog(path);
  const db = openFile(path, { readOnly: true });
  try {
    return guarded(path, () => findings(db, path));
  } finally {
    closeReader(db, path, hadLog);
  }
}

/** Nothing is wrong, whichever MLflow comes next. */
export function isSound(check: FileCheck): boolean {
  return check.damage.length === 0 && Object.keys(check.orphans).length === 0 && check.wrongLatest === 0;
}

function findings(db: Database, path: string): FileCheck {
  const { revision, outdated, indices } = detect(db, path);
  const damage = (db.pragma("integrity_check") as { integrity_check: string }[]).map((row) => row.integrity_check);
  const orphans: Record<string, number> = {};
  for (const { table } of db.pragma("foreign_key_check") as { table: string }[]) {
    orphans[table] = (orphans[table] ?? 0) + 1;
  }
  return {
    path,
    revision,
    outdated,
    indices,
    damage: damage.filter((line) => line !== "ok"),
    orphans,
    wrongLatest: db.prepare(wrongLatest).pluck().get() as number,
    obstacles: obstacles(db),
    releases: openings(revision, othersTables(db).length > 0),
  };
}

/** The latest is the greatest by (step, timestamp, value); NaN is stored as 0, so among equals either may be it. */
const wrongLatest = `
  WITH ranked AS (
    SELECT run_uuid, key, step, timestamp, value,
      row_number() OVER (PARTITION BY run_uuid, key ORDER BY step DESC, timestamp DESC, value DESC) AS place
    FROM metrics
  )
  SELECT count(*) FROM (SELECT * FROM ranked WHERE place = 1) AS last
    FULL JOIN latest_metrics AS latest ON latest.run_uuid = last.run_uuid AND latest.key = last.key
    WHERE (last.step, last.timestamp, last.value) IS NOT (latest.step, latest.timestamp, latest.value)`;

function obstacles(db: Database): string[] {
  const objects = db.prepare("SELECT type, name, sql FROM sqlite_master WHERE type IN ('view', 'trigger')").all() as {
    type: string;
    name: string;
    sql: string;
  }[];
  const standing = objects.filter((object) =>
    [...tables.keys()].some((table) => new RegExp(`\\b${table}\\b`).test(object.sql)),
  );
  const referring = othersTables(db).filter((table) =>
    (db.prepare(`SELECT "table" FROM pragma_foreign_key_list(?)`).pluck().all(table) as string[]).some((parent) =>
      /^(registered_model|model_version)/.test(parent),
    ),
  );
  return [
    ...standing.map(({ type, name }) =>
      type === "view"
        ? `view ${name} makes MLflow's upgrades stop half-way`
        : `trigger ${name} may vanish in an upgrade by MLflow`,
    ),
    ...referring.map(
      (table) => `table ${table} refers to the model registry, which MLflow 3.10 and later cannot change then`,
    ),
  ];
}

/** Tables that are not of the schema labbook writes; for a later schema that says nothing about whose they are. */
function othersTables(db: Database): string[] {
  const names = db.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").pluck().all() as string[];
  return names.filter((name) => !tables.has(name) && !name.startsWith("sqlite_") && !name.startsWith("alembic_"));
}

/**
 * What was found by opening files of each revision with each release. `others`: the file has tables besides MLflow's,
 * which makes 3.0 to 3.3 take it for one to be completed.
 */
function openings(revision: string, others: boolean): Opening[] {
  const age = knownRevisions.indexOf(revision);
  return heads.map(({ release, revision: head }) => ({
    release,
    opens: opening(release, knownRevisions.indexOf(head)),
  }));

  function opening(release: string, headAge: number): Opening["opens"] {
    if (age < 0 || headAge < age) return "no";
    if (headAge === age) return "as it is";
    if (release === heads.at(-1)!.release && revision !== knownRevisions.at(-2)) return "after upgrading it, by itself";
    if (revision !== schemaRevision) return "after an upgrade";
    return /^3\.[0-3]\b/.test(release) && !others ? "after `mlflow db upgrade`" : "after upgrading it, by itself";
  }
}
