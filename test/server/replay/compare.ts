/** What is different between a recorded answer and ours. */
import { type Expected, isLongInteger, type LongInteger } from "./script.js";

export interface Answer {
  readonly status: number;
  readonly type: string | undefined;
  /** Masked; undefined when the answer is no JSON. */
  readonly json: unknown;
  /** Masked. */
  readonly text: string;
}

/** Lists that MLflow reads without an order. */
const unordered = new Set(["tags", "params", "aliases", "latest_versions", "dataset_inputs", "datasetInputs"]);

/** `sort`: JSON pointer of a list whose order depends on random ids. `added`: fields of ours that the recorded release lacks. */
export function compare(
  want: Expected,
  got: Answer,
  { sort, added }: { sort: string | undefined; added: ReadonlySet<string> },
): string[] {
  const found: string[] = [];
  if (want.status !== got.status) found.push(`status: expected ${want.status}, got ${got.status}`);
  // A framework's error page is compared by its status alone.
  if (want.text?.startsWith("<html: ")) return found;
  if (media(want.type) !== media(got.type)) found.push(`content-type: expected ${want.type}, got ${got.type}`);
  if (!("json" in want)) diff(want.text, got.text, "body", found);
  else if (got.json === undefined) found.push(`body: expected JSON, got ${brief(got.text)}`);
  else {
    const ours = without(got.json, want.json, added);
    diff(sorted(settle(want.json), sort), sorted(settle(ours), sort), "", found);
  }
  return found;
}

function media(type: string | null | undefined): string {
  return (type ?? "").split(";")[0]!.trim().toLowerCase();
}

/** Our JSON without the added fields where the recording does not have them. */
function without(ours: unknown, recorded: unknown, added: ReadonlySet<string>): unknown {
  if (Array.isArray(ours))
    return ours.map((one, i) => without(one, Array.isArray(recorded) ? recorded[i] : undefined, added));
  if (typeof ours !== "object" || ours === null) return ours;
  const theirs = (typeof recorded === "object" && recorded !== null ? recorded : {}) as Record<string, unknown>;
  return Object.fromEntries(
    Object.entries(ours)
      .filter(([key]) => !added.has(key) || key in theirs)
      .map(([key, one]) => [key, without(one, theirs[key], added)]),
  );
}

function settle(value: unknown, key?: string, parent?: string): unknown {
  if (Array.isArray(value)) {
    const list = value.map((one) => settle(one, undefined, key));
    const free = key !== undefined && (unordered.has(key) || (key === "metrics" && parent === "data"));
    return free ? list.sort(byText) : list;
  }
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, settle(one, name, key)]));
}

function sorted(document: unknown, pointer: string | undefined): unknown {
  if (pointer === undefined) return document;
  const list = at(document, pointer);
  if (Array.isArray(list)) list.sort(byText);
  return document;
}

/** What a JSON pointer names. */
export function at(document: unknown, pointer: string): unknown {
  return pointer
    .split("/")
    .slice(1)
    .reduce<unknown>((value, key) => (value as Record<string, unknown> | null | undefined)?.[key], document);
}

function byText(one: unknown, other: unknown): number {
  return stable(one) < stable(other) ? -1 : 1;
}

function stable(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(stable).join()}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const fields = value as Record<string, unknown>;
  return `{${Object.keys(fields)
    .sort()
    .map((key) => JSON.stringify(key) + stable(fields[key]))
    .join()}}`;
}

function diff(want: unknown, got: unknown, path: string, found: string[]): void {
  if (isLongInteger(want) || isLongInteger(got)) {
    if (!sameInteger(want, got)) found.push(`${path}: expected ${brief(want)}, got ${brief(got)}`);
  } else if (Array.isArray(want) && Array.isArray(got)) {
    if (want.length !== got.length) found.push(`${path}: expected ${want.length} items, got ${got.length}`);
    for (let i = 0; i < Math.min(want.length, got.length); i++) diff(want[i], got[i], `${path}/${i}`, found);
  } else if (isObject(want) && isObject(got)) {
    const keys = new Set([...Object.keys(want), ...Object.keys(got)]);
    for (const key of keys) diff(want[key], got[key], `${path}/${key}`, found);
  } else if (want !== got) found.push(`${path}: expected ${brief(want)}, got ${brief(got)}`);
}

function sameInteger(want: unknown, got: unknown): boolean {
  if (isLongInteger(want) && isLongInteger(got)) return want.$int === got.$int;
  const number = (value: unknown) => Number(isLongInteger(value) ? (value as LongInteger).$int : value);
  return number(want) === number(got);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function brief(value: unknown): string {
  const text = value === undefined ? "(absent)" : JSON.stringify(value);
  return text.length > 160 ? `${text.slice(0, 157)}…` : text;
}
