/** Text, JSON, YAML and tables as artifacts of a run, in MLflow's layouts. */
import { statSync } from "node:fs";
import { basename, extname } from "node:path";
import { stringify } from "yaml";
import type { ArtifactStore } from "./artifacts/artifacts.js";
import { TrackingError } from "./errors.js";

/** Rows as objects, or columns as lists of equal length. */
export type TableData = readonly Readonly<Record<string, unknown>>[] | Readonly<Record<string, readonly unknown[]>>;

export interface Table {
  readonly columns: readonly string[];
  readonly data: readonly (readonly unknown[])[];
}

/** Copies a local file or folder to `artifactPath` (a folder of the run, default its root). Returns the artifact's path. */
export async function putLocal(artifacts: ArtifactStore, localPath: string, artifactPath = ""): Promise<string> {
  const stats = statSync(localPath, { throwIfNoEntry: false });
  if (stats === undefined) {
    throw new TrackingError(
      "INVALID_PARAMETER_VALUE",
      `there is no file or folder ${localPath} to log as an artifact; check the path (the working directory is ${process.cwd()})`,
    );
  }
  const folder = artifactPath.replace(/\/$/, "");
  const path = folder === "" ? basename(localPath) : `${folder}/${basename(localPath)}`;
  if (stats.isDirectory()) await artifacts.writeFolder(path, localPath);
  else await artifacts.writeFile(path, localPath);
  return path;
}

/** A dictionary as JSON, or as YAML when the file's name ends in .yml or .yaml. */
export function dictText(dictionary: unknown, artifactFile: string): string {
  const extension = extname(artifactFile).toLowerCase();
  if (extension === ".yml" || extension === ".yaml") return stringify(dictionary);
  return `${JSON.stringify(dictionary, null, 2)}\n`;
}

/** `{columns, data}` as MLflow's log_table writes it; rows may lack columns (null). */
export function tableOf(rows: TableData): Table {
  if (Array.isArray(rows)) {
    const records = rows as readonly Readonly<Record<string, unknown>>[];
    const columns = [...new Set(records.flatMap((row) => Object.keys(row)))];
    return { columns, data: records.map((row) => columns.map((column) => row[column] ?? null)) };
  }
  const lists = rows as Readonly<Record<string, readonly unknown[]>>;
  const columns = Object.keys(lists);
  const length = lists[columns[0] ?? ""]?.length ?? 0;
  const odd = columns.find((column) => lists[column]!.length !== length);
  if (odd !== undefined) {
    throw new TrackingError(
      "INVALID_PARAMETER_VALUE",
      `the columns of the table differ in length: '${columns[0]}' has ${length} values, '${odd}' has ${lists[odd]!.length}`,
    );
  }
  return {
    columns,
    data: Array.from({ length }, (_, index) => columns.map((column) => lists[column]![index] ?? null)),
  };
}

/** Both tables, one below the other. */
export function joinTables(above: Table, below: Table): Table {
  const columns = [...new Set([...above.columns, ...below.columns])];
  const widen = (table: Table) =>
    table.data.map((row) => columns.map((column) => row[table.columns.indexOf(column)] ?? null));
  return { columns, data: [...widen(above), ...widen(below)] };
}
