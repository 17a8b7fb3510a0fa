/**
 * Datasets to note on runs: `await logInput(await data.fromFile("data/green.parquet"), { context: "training" })`.
 * Source, schema and profile are JSON in MLflow's layouts (its `mlflow.data`), so that MLflow's page shows them.
 */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { basename, resolve } from "node:path";
import { pipeline } from "node:stream/promises";
import type { Dataset } from "./entities.js";
import { TrackingError } from "./errors.js";

export interface DatasetOptions {
  /** Default: the file's name, or `dataset`. */
  name?: string;
  /** A short hash of the data, at most 36 characters; default: made from the content. */
  digest?: string;
}

export interface RowsOptions extends DatasetOptions {
  /** Where the rows came from: a path or URL; default: the code that runs. */
  source?: string;
  /** The column that a model is to predict; noted in the profile. */
  targets?: string;
}

type Row = Readonly<Record<string, unknown>>;

/** A local file: its absolute path, its size, and the SHA-256 of its bytes, which are read as a stream. */
export async function fromFile(path: string, options: DatasetOptions = {}): Promise<Dataset> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isFile() !== true) {
    throw new TrackingError(
      "INVALID_PARAMETER_VALUE",
      `there is no file ${path} to make a dataset of; check the path (the working directory is ${process.cwd()})`,
    );
  }
  const hash = createHash("sha256");
  await pipeline(createReadStream(path), hash);
  return {
    name: options.name ?? basename(path),
    digest: options.digest ?? shortened(hash),
    ...sourceOf(resolve(path)),
    schema: null,
    profile: JSON.stringify({ num_bytes: found.size }),
  };
}

/** What is at a URL. Nothing is fetched: without a `digest` the URL itself is hashed. */
export function fromUrl(url: string, options: DatasetOptions = {}): Dataset {
  const { pathname } = new URL(url);
  return {
    name: options.name ?? (basename(pathname) || "dataset"),
    digest: options.digest ?? shortened(createHash("sha256").update(url)),
    ...sourceOf(url),
    schema: null,
    profile: null,
  };
}

/** Rows in memory: names and types of the columns as the schema, the SHA-256 of all values, the numbers of rows and values. */
export function fromRows(rows: Iterable<Row>, options: RowsOptions = {}): Dataset {
  const hash = createHash("sha256");
  const types = new Map<string, string | undefined>();
  let count = 0;
  for (const row of rows) {
    for (const [column, value] of Object.entries(row)) types.set(column, joined(types.get(column), typeOf(value)));
    hash.update(`${JSON.stringify(row, asText)}\n`);
    count += 1;
  }
  if (options.targets !== undefined && !types.has(options.targets)) {
    throw new TrackingError(
      "INVALID_PARAMETER_VALUE",
      `the rows have no column '${options.targets}' to predict; there are: ${[...types.keys()].join(", ")}`,
    );
  }
  const columns = [...types].map(([name, type = "any"]) => ({ type, name, required: true }));
  return {
    name: options.name ?? "dataset",
    digest: options.digest ?? shortened(hash),
    ...(options.source === undefined ? codeSource() : sourceOf(options.source)),
    schema: JSON.stringify({ mlflow_colspec: columns }),
    profile: JSON.stringify({
      num_rows: count,
      num_elements: count * columns.length,
      ...(options.targets !== undefined && { targets: options.targets }),
    }),
  };
}

function sourceOf(place: string): Pick<Dataset, "source" | "sourceType"> {
  if (/^https?:/.test(place)) return { sourceType: "http", source: JSON.stringify({ url: place }) };
  const scheme = /^([a-z][a-z0-9+.-]+):/i.exec(place)?.[1];
  return { sourceType: scheme === undefined ? "local" : scheme, source: JSON.stringify({ uri: place }) };
}

function codeSource(): Pick<Dataset, "source" | "sourceType"> {
  const tags = { "mlflow.source.name": process.argv[1] ?? "", "mlflow.source.type": "LOCAL" };
  return { sourceType: "code", source: JSON.stringify({ tags }) };
}

function shortened(hash: ReturnType<typeof createHash>): string {
  return hash.digest("hex").slice(0, 16);
}

/** MLflow's column types; undefined for a value that says nothing about its column. */
function typeOf(value: unknown): string | undefined {
  if (value === null || value === undefined) return undefined;
  if (typeof value === "number") return Number.isInteger(value) ? "long" : "double";
  if (typeof value === "bigint") return "long";
  if (typeof value === "boolean" || typeof value === "string") return typeof value;
  return value instanceof Date ? "datetime" : "any";
}

function joined(before: string | undefined, now: string | undefined): string | undefined {
  if (before === undefined || now === undefined || before === now) return before ?? now;
  return [before, now].every((type) => type === "long" || type === "double") ? "double" : "any";
}

function asText(_key: string, value: unknown): unknown {
  return typeof value === "bigint" || (typeof value === "number" && !Number.isFinite(value)) ? String(value) : value;
}
