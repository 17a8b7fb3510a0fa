/**
 * What the web page asks of its server beyond MLflow's API: POST with JSON below `ajax-api/labbook/`, answered with JSON and
 * an `ETag`; `If-None-Match` is answered with 304 and no body. Types only; times are milliseconds since the epoch.
 */
import type { LifecycleStage, RunStatus, ViewType } from "../entities.js";

/**
 * A column of runs by name: `params.KEY`, `metrics.KEY` (the latest value), `min.KEY`, `max.KEY` (of a metric's history),
 * `tags.KEY`, or an attribute (`attributeFields`). The key is as stored, without quotes.
 */
export type FieldName = string;

/** NaN and infinities travel as text, since JSON has none. */
export type CellValue = number | string | null;

export const attributeFields = [
  "run_name",
  "run_id",
  "experiment_id",
  "status",
  "start_time",
  "end_time",
  "duration",
  "user_id",
  "source_name",
  "source_type",
  "git_commit",
  "dataset",
  "models",
] as const;

/** Which runs: those of experiments that fulfil a filter, or those that are named. */
export interface RunSelection {
  readonly experimentIds: readonly string[];
  /** MLflow's grammar, and beyond it OR, NOT, parentheses and numbers for params: `params.alpha >= 0.1 OR metrics.rmse < 7`. */
  readonly filter?: string;
  /** Default ACTIVE_ONLY. */
  readonly viewType?: ViewType;
  /** Only these, in this order unless `orderBy` says another; deleted ones too. `experimentIds` may then be empty. */
  readonly runIds?: readonly string[];
}

/** `runs/table`: a window of rows, as columns. */
export interface RunTableRequest extends RunSelection {
  /** `["metrics.rmse ASC", "params.alpha DESC"]`, by FieldName and word; numbers before text in params; missing values last. Default: newest first. */
  readonly orderBy?: readonly string[];
  /** Default 0. */
  readonly offset?: number;
  /** 0 to 50,000. */
  readonly limit: number;
  /** The columns to answer; `all`: each param, metric and tag that a run of the window has; `opening`: what a new table shows (`FieldSummary.opening`). */
  readonly fields: readonly FieldName[] | "all" | "opening";
  /** Answers `fields` too: what columns there are in all runs of the experiments. */
  readonly withFields?: boolean;
  /** Only runs whose parent is not among those that match; `children` is answered. */
  readonly roots?: boolean;
  /** Runs of all experiments that are not deleted; `experimentIds` may then be empty. */
  readonly everywhere?: boolean;
  /** Before another server has told all its runs, which may take minutes: of those that it has told so far. */
  readonly soon?: boolean;
}

export interface RunTable {
  /** How many runs match. */
  readonly total: number;
  /** How many there are in this view without the filter. */
  readonly all: number;
  /** With `soon`: more runs are on their way, and all that is said here holds for those that were read so far. */
  readonly reading?: boolean;
  /** Of those that match (all of them, not of the window) how many are at the top, where `roots` was asked. */
  readonly rootTotal?: number;
  readonly offset: number;
  /** As many entries in each as there are rows. */
  readonly runs: {
    readonly runId: readonly string[];
    readonly experimentId: readonly string[];
    readonly runName: readonly string[];
    readonly status: readonly RunStatus[];
    readonly startTimeMs: readonly number[];
    readonly endTimeMs: readonly (number | null)[];
    readonly lifecycleStage: readonly LifecycleStage[];
    readonly parentRunId: readonly (string | null)[];
    /** How many runs that match have it as their parent; with `roots` only. */
    readonly children?: readonly number[];
  };
  readonly columns: Readonly<Record<FieldName, readonly CellValue[]>>;
  readonly fields?: readonly FieldSummary[];
}

export interface FieldSummary {
  readonly name: FieldName;
  readonly kind: "param" | "metric" | "tag" | "attribute";
  readonly key: string;
  /** How many runs have it. */
  readonly runs: number;
  /** Whether not all runs have the same value (a missing one counts as a value). */
  readonly varies: boolean;
  /** Whether all values are numbers. */
  readonly numeric: boolean;
  /** Of numbers, those that are finite. */
  readonly min?: number;
  readonly max?: number;
  /** The values of a param or tag (not of a metric), the most frequent first, at most 20. */
  readonly values?: readonly string[];
  /** Whether a table that nobody set up shows it: metrics, and params that vary; at most 12 + 12. */
  readonly opening: boolean;
}

/** `runs/groups`: all runs that match, gathered by their values. */
export interface RunGroupsRequest extends RunSelection {
  /** Fields whose values make a group. */
  readonly by: readonly FieldName[];
  /** Columns of numbers to sum up. */
  readonly fields: readonly FieldName[];
  /** `runs DESC` (the default), a field of `by`, or `mean metrics.rmse ASC` (min, mean, max, std). */
  readonly orderBy?: string;
  /** How many groups are answered, 0 to 50,000; default 1000. */
  readonly limit?: number;
}

export interface RunGroups {
  /** How many runs match. */
  readonly total: number;
  /** How many groups there are in all; `groups` holds the first of them. */
  readonly groupCount: number;
  readonly groups: readonly RunGroup[];
}

export interface RunGroup {
  readonly values: readonly CellValue[];
  readonly runs: number;
  /** By field; of the runs that have a finite number there. */
  readonly aggregates: Readonly<Record<FieldName, Aggregate>>;
}

export interface Aggregate {
  readonly count: number;
  readonly min: number | null;
  readonly mean: number | null;
  readonly max: number | null;
  /** Sample standard deviation; null for fewer than two. */
  readonly std: number | null;
}

/** `runs/series`: histories of metrics for line charts, in buckets that keep extremes. At most 200 runs × 50 keys. */
export interface SeriesRequest {
  readonly runIds: readonly string[];
  readonly keys: readonly string[];
  readonly x: "step" | "time" | "relative";
  /** At most so many buckets per series, 1 to 2000; where there are no more points than that, each is one. */
  readonly buckets: number;
  /** Only points with x in this range, in units of `x` (steps, or milliseconds). */
  readonly from?: number;
  readonly to?: number;
}

export interface Series {
  readonly runId: string;
  readonly key: string;
  /** How many points it has in all. */
  readonly points: number;
  /** One entry per bucket: x of its last point, its last value, least and greatest value (finite ones; null: none). */
  readonly x: readonly number[];
  readonly last: readonly CellValue[];
  readonly min: readonly (number | null)[];
  readonly max: readonly (number | null)[];
}

export interface SeriesAnswer {
  /** Those that have a point, runs in the order asked. */
  readonly series: readonly Series[];
}

/** `runs/change`: the same to many runs (at most 1000); each is done or told why not. */
export interface RunsChangeRequest {
  readonly runIds: readonly string[];
  readonly change:
    | { readonly kind: "delete" }
    | { readonly kind: "restore" }
    /** One name for each of `runIds`. */
    | { readonly kind: "rename"; readonly names: readonly string[] }
    | { readonly kind: "setTag"; readonly key: string; readonly value: string }
    | { readonly kind: "deleteTag"; readonly key: string };
}

export interface RunsChangeAnswer {
  /** Without those that were deleted, or active, already. */
  readonly changed: readonly string[];
  readonly failed: readonly { readonly runId: string; readonly message: string }[];
}

/** `experiments/activity`: what goes on in experiments. */
export interface ActivityRequest {
  readonly experimentIds: readonly string[];
}

export interface ActivityAnswer {
  /** By experiment id. `runs` counts active ones, null: more than 500 on a server that does not count; times are null without runs. */
  readonly experiments: Readonly<
    Record<string, { readonly runs: number | null; readonly running: number; readonly lastStartTimeMs: number | null }>
  >;
}

/** Whose artifacts: as query parameters `run_id`, `model_id`, or `name` and `version`. */
export type ArtifactOwner =
  { readonly runId: string } | { readonly modelId: string } | { readonly name: string; readonly version: string };

/** `artifacts/tree`: all files of several runs or models (at most 100) at once. */
export interface ArtifactTreeRequest {
  readonly owners: readonly ArtifactOwner[];
  /** Where to begin; default the root. */
  readonly path?: string;
  /** Levels below `path`; default: all. */
  readonly depth?: number;
  /** Answers digests of files that several trees have. */
  readonly digests?: boolean;
}

export interface ArtifactTreeAnswer {
  /** In the order of `owners`. */
  readonly trees: readonly ArtifactTree[];
}

export interface ArtifactTree {
  /** Folders before what is in them; `sizeBytes` of a folder is the sum of what was seen in it. */
  readonly files: readonly {
    readonly path: string;
    readonly isDir: boolean;
    readonly sizeBytes: number;
    /** Begin of the SHA-256, where it was asked for and another tree has a file of this path and size; at most 1 MiB, 1000 files in all. */
    readonly digest?: string;
  }[];
  /** More than 20,000 entries (fewer where many trees are asked for): the rest is left out, of the largest folders first. */
  readonly truncated: boolean;
  /** Why the artifacts cannot be listed. */
  readonly error?: string;
}

/** `artifacts/texts`: one small file of several runs (at most 1000) at once, such as `notebook/environment.json`. */
export interface ArtifactTextsRequest {
  readonly runIds: readonly string[];
  /** The first of these that exists; `*` stands for any name within its folder. */
  readonly paths: readonly string[];
}

export interface ArtifactTextsAnswer {
  /** In the order of `runIds`; null: there is none. Cut after 1 MiB. */
  readonly texts: readonly (null | { readonly path: string; readonly text: string; readonly truncated: boolean })[];
}

/**
 * Not JSON, below `ajax-api/labbook/`, each with the query parameters of an `ArtifactOwner` and `path`:
 * GET  `artifacts/file`    the bytes, as `get-artifact` sends them (ranges, attachment)
 * PUT  `artifacts/file`    the body becomes the file
 * GET  `artifacts/zip`     the folder `path` as a zip
 * GET  `artifacts/frame`   an HTML or SVG file for a sandboxed frame: no same origin, no network, whatever it holds; `&network=1` lets it load from the network
 * GET  `artifacts/output`  `&cell=ID-or-index&output=INDEX`: one output of the notebook `path` (HTML or Plotly) for a sandboxed frame;
 *                          `&theme=dark`; `&mime=text/html` where it has both and the figure is not wanted; `&scripts=1` lets scripts of
 *                          HTML run, `&network=1` lets it load from the network.
 *                          Frames of HTML and outputs send the page around them `{ height }` in pixels, whenever it changes.
 * GET  `revision`          204 with an `ETag` that changes whenever something in the store may have changed; 304 when not. 404: this store cannot tell
 */
export const pagePrefix = "/ajax-api/labbook";

/** What the page is told when it loads: GET `about`. */
export interface About {
  readonly version: string;
  /** The store that is shown, without credentials. */
  readonly store: string;
  /** Why nothing can be changed; null: it can. */
  readonly readOnlyReason: string | null;
}
