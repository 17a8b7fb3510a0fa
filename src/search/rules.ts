/** What may be searched by what, in which words: one table for every search. MLflow 3.18. Pure. */
import type { Operator } from "./parser.js";

export type Entity = "attribute" | "metric" | "param" | "tag" | "dataset";

export interface FieldRule {
  readonly type: "text" | "number" | "integer";
  /** An integer may be written in quotes. */
  readonly quotable?: boolean;
  readonly operators: readonly Operator[];
  /** A text that stands for a number in the table; `what` is its name in messages. */
  readonly values?: { readonly what: string; readonly numbers: Readonly<Record<string, number>> };
}

export interface SearchRules {
  /** What is searched, in MLflow's messages. */
  readonly noun: string;
  /** How a user may write each entity before the dot. */
  readonly prefixes: Readonly<Record<string, Entity>>;
  readonly attributes: Readonly<Record<string, FieldRule>>;
  readonly aliases: Readonly<Record<string, string>>;
  /** Attributes to order by, as they may be written, each with the one it means. */
  readonly orderKeys: Readonly<Record<string, string>>;
  readonly tags: readonly Operator[];
}

export const numeric: readonly Operator[] = [">", ">=", "=", "!=", "<", "<="];
export const textual: readonly Operator[] = ["=", "!=", "LIKE", "ILIKE"];
export const listed: readonly Operator[] = ["IN", "NOT IN"];
export const nullable: readonly Operator[] = ["IS NULL", "IS NOT NULL"];

const text: FieldRule = { type: "text", operators: textual };
const anyText: FieldRule = { type: "text", operators: [...textual, ...listed] };
const time: FieldRule = { type: "number", operators: numeric };

const loggedModelAliases = {
  creation_time: "creation_timestamp_ms",
  creation_timestamp: "creation_timestamp_ms",
  last_updated_timestamp: "last_updated_timestamp_ms",
};

export const searches = {
  runs: {
    noun: "run",
    prefixes: {
      ...words("metric", "metric", "metrics"),
      ...words("param", "param", "params", "parameter", "parameters"),
      ...words("tag", "tag", "tags"),
      ...words("attribute", "attribute", "attributes", "attr", "run"),
      ...words("dataset", "dataset", "datasets"),
    },
    attributes: {
      run_id: anyText,
      run_name: text,
      user_id: text,
      status: text,
      artifact_uri: text,
      start_time: time,
      end_time: time,
    },
    aliases: {
      created: "start_time",
      Created: "start_time",
      "run name": "run_name",
      "Run name": "run_name",
      "Run Name": "run_name",
    },
    orderKeys: {
      ...same("run_id", "run_name", "user_id", "status", "artifact_uri", "start_time", "end_time"),
      created: "start_time",
      Created: "start_time",
    },
    tags: [...textual, ...nullable],
  },
  experiments: {
    noun: "experiment",
    prefixes: { ...words("attribute", "attribute", "attributes"), ...words("tag", "tag", "tags") },
    attributes: {
      name: text,
      experiment_id: { type: "text", operators: ["=", "!=", ...listed] },
      creation_time: { type: "integer", operators: numeric },
      last_update_time: { type: "integer", operators: numeric },
    },
    aliases: {},
    orderKeys: same("name", "experiment_id", "creation_time", "last_update_time"),
    tags: [...textual, ...nullable],
  },
  logged_models: {
    noun: "logged model",
    prefixes: {
      ...words("metric", "metrics"),
      ...words("param", "params"),
      ...words("tag", "tags"),
      ...words("attribute", "attributes"),
    },
    attributes: {
      name: anyText,
      model_id: anyText,
      model_type: anyText,
      source_run_id: anyText,
      status: {
        type: "text",
        operators: ["=", "!=", ...listed],
        values: { what: "model status", numbers: { UNSPECIFIED: 0, PENDING: 1, READY: 2, FAILED: 3 } },
      },
      creation_timestamp_ms: time,
      last_updated_timestamp_ms: time,
    },
    aliases: loggedModelAliases,
    orderKeys: {
      ...same("name", "model_id", "model_type", "source_run_id", "status", "experiment_id"),
      ...same("creation_timestamp_ms", "last_updated_timestamp_ms"),
      ...loggedModelAliases,
    },
    tags: [...textual, ...listed],
  },
  registered_models: {
    noun: "registered model",
    prefixes: { ...words("attribute", "attribute"), ...words("tag", "tag", "tags") },
    attributes: { name: anyText },
    aliases: {},
    orderKeys: { ...same("name", "last_updated_timestamp"), timestamp: "last_updated_timestamp" },
    tags: textual,
  },
  model_versions: {
    noun: "model version",
    prefixes: { ...words("attribute", "attribute"), ...words("tag", "tag", "tags") },
    attributes: {
      name: anyText,
      run_id: anyText,
      source_path: text,
      version_number: { type: "integer", quotable: true, operators: numeric },
    },
    aliases: {},
    orderKeys: same("name", "version_number", "creation_timestamp", "last_updated_timestamp"),
    tags: textual,
  },
} satisfies Record<string, SearchRules>;

export type SearchKind = keyof typeof searches;

export const datasetKeys: readonly string[] = ["name", "digest", "context"];
export const datasetRule: FieldRule = { type: "text", operators: [...textual, ...listed] };
export const metricRule: FieldRule = { type: "number", operators: numeric };

function words<E extends Entity>(entity: E, ...written: string[]): Record<string, E> {
  return Object.fromEntries(written.map((word) => [word, entity]));
}

function same(...keys: string[]): Record<string, string> {
  return Object.fromEntries(keys.map((key) => [key, key]));
}
