/** Reads fields of runs by the names that searches use: `metrics.rmse`, `params.alpha`, `tags.model`, `status`. Pure. */
import type { Run } from "../entities.js";
import { TrackingError } from "../errors.js";

export type FieldKind = "metric" | "param" | "tag" | "attribute";

export interface Field {
  readonly kind: FieldKind;
  readonly key: string;
  /** As a search writes it. */
  readonly name: string;
}

const prefixes: Readonly<Record<string, FieldKind>> = {
  metric: "metric",
  metrics: "metric",
  param: "param",
  params: "param",
  parameter: "param",
  parameters: "param",
  tag: "tag",
  tags: "tag",
  attribute: "attribute",
  attributes: "attribute",
  run: "attribute",
};
const attributes = ["run_name", "run_id", "status", "start_time", "end_time", "duration", "user_id", "artifact_uri"];

/** Whether `fieldOf` knows it. */
export function isFieldName(name: string): boolean {
  const { kind, key } = parsedName(name);
  return kind !== undefined && key !== "" && (kind !== "attribute" || attributes.includes(key));
}

function parsedName(name: string): { kind: FieldKind | undefined; key: string } {
  const dot = name.indexOf(".");
  const prefix = name.slice(0, Math.max(0, dot));
  const kind = dot < 0 ? "attribute" : Object.hasOwn(prefixes, prefix) ? prefixes[prefix] : undefined;
  return { kind, key: name.slice(dot + 1).replace(/^[`"](.*)[`"]$/, "$1") };
}

/** `metrics.rmse` → its field. INVALID_PARAMETER_VALUE for a name that is none, with those that are. */
export function fieldOf(name: string): Field {
  const { kind, key } = parsedName(name);
  if (kind === undefined || !isFieldName(name)) {
    throw new TrackingError(
      "INVALID_PARAMETER_VALUE",
      `'${name}' is no column of a run; write metrics.KEY, params.KEY, tags.KEY or one of ${attributes.join(", ")}`,
    );
  }
  return { kind, key, name };
}

/** The value of a field: numbers for metrics and times (ms), text otherwise; null when the run has none. */
export function valueOf(run: Run, field: Field): number | string | null {
  if (field.kind !== "attribute") {
    const logged = loggedOf(run, field.kind);
    return Object.hasOwn(logged, field.key) ? logged[field.key]! : null; // a key may be called `constructor`
  }
  const { info } = run;
  const values: Record<string, number | string | null> = {
    run_name: info.runName,
    run_id: info.runId,
    status: info.status,
    start_time: info.startTimeMs === 0 ? null : info.startTimeMs, // MLflow writes 0 where no time was given
    end_time: info.endTimeMs,
    duration: info.endTimeMs === null || info.startTimeMs === 0 ? null : info.endTimeMs - info.startTimeMs,
    user_id: info.userId,
    artifact_uri: info.artifactUri,
  };
  return values[field.key] ?? null;
}

function loggedOf({ data }: Run, kind: "metric" | "param" | "tag"): Readonly<Record<string, number | string>> {
  return kind === "metric" ? data.metrics : kind === "param" ? data.params : data.tags;
}

/** The metrics and params of these runs by name; `varying` leaves out what is the same in all of them. */
export function fieldsIn(runs: readonly Run[], kind: "metric" | "param", varying: boolean): Field[] {
  const values = new Map<string, Set<unknown>>();
  for (const run of runs) {
    for (const [key, value] of Object.entries(loggedOf(run, kind))) {
      const seen = values.get(key) ?? new Set();
      values.set(key, seen.add(value));
    }
  }
  const total = runs.length;
  const present = (key: string) => runs.filter((run) => Object.hasOwn(loggedOf(run, kind), key)).length;
  return [...values]
    .filter(([key, seen]) => !varying || seen.size > 1 || present(key) < total)
    .map(([key]) => ({ kind, key, name: `${kind}s.${key}` }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** A number as a person reads it: at most six significant digits. */
export function readable(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  if (Number.isInteger(value) && Math.abs(value) < 1e15) return value.toLocaleString("en-US").replaceAll(",", "\u202f");
  const size = Math.abs(value);
  return size >= 1e6 || size < 1e-4 ? value.toExponential(4) : String(Number(value.toPrecision(6)));
}

/** A param as a person reads it: a fraction of many digits is cut to six, other text stays as it is. */
export function readableParam(text: string): string {
  return /^-?\d*\.\d{6,}(e[-+]?\d+)?$/i.test(text) ? readable(Number(text)) : text;
}

/** `2 min 5 s` */
export function readableDuration(ms: number): string {
  if (ms < 1000) return `${ms} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 60) return `${minutes} min ${Math.round((ms % 60_000) / 1000)} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** `2026-11-24 14:05`, in UTC. */
export function readableTime(ms: number): string {
  if (Math.abs(ms) > 8.64e15) return `${ms} ms`; // beyond the calendar: whoever logs may send any number
  return new Date(ms).toISOString().slice(0, 16).replace("T", " ");
}
