/** What a column is called, of what kind it is, and what a run has in it. Pure. */
import {
  attributeFields,
  type CellValue,
  type FieldName,
  type FieldSummary,
  type RunTable,
} from "../../protocol/page.js";
import { readField } from "../../search/field.js";
import { rounded } from "../parts/number.js";

export type FieldKind = FieldSummary["kind"];

const attributeLabels: ReadonlyMap<string, string> = new Map([
  ["run_name", "Run"],
  ["run_id", "Run id"],
  ["experiment_id", "Experiment"],
  ["status", "Status"],
  ["start_time", "Started"],
  ["end_time", "Ended"],
  ["duration", "Duration"],
  ["user_id", "User"],
  ["source_name", "Source"],
  ["source_type", "Source type"],
  ["git_commit", "Git commit"],
  ["dataset", "Dataset"],
  ["models", "Models"],
]);

/** Whether it can name a column; what comes from an address may not. */
export function isField(name: string): boolean {
  return /^(?:params|metrics|min|max|tags)\../s.test(name) || (attributeFields as readonly string[]).includes(name);
}

export function keyOf(field: FieldName): string {
  return readField(field, [field]).key;
}

export function kindOf(field: FieldName): FieldKind {
  const { kind } = readField(field, [field]); // what has no known prefix is taken for an attribute
  return kind === "min" || kind === "max" ? "metric" : kind;
}

/** As a header says it; the kind stands beside it. */
export function labelOf(field: FieldName): string {
  const { kind, key } = readField(field, [field]);
  if (kind === "min" || kind === "max") return `${key} (${kind})`;
  return kind === "attribute" ? (attributeLabels.get(key) ?? key) : key;
}

/** A run in an answer of the server. */
export interface RunRow {
  readonly table: RunTable;
  readonly index: number;
}

/** What every answer has beside its columns. */
const always = ["run_name", "run_id", "experiment_id", "status", "start_time", "end_time", "duration"];

/** Those of `fields` that the server is asked for. */
export function fieldsToAsk(fields: readonly FieldName[]): readonly FieldName[] {
  return fields.filter((field) => !always.includes(field));
}

/** `duration` in ms; of a run that has not ended until `nowMs`. */
export function cellOf({ table, index }: RunRow, field: FieldName, nowMs: number): CellValue {
  const { runs, columns } = table;
  switch (field) {
    case "run_name":
      return runs.runName[index] ?? null;
    case "run_id":
      return runs.runId[index] ?? null;
    case "experiment_id":
      return runs.experimentId[index] ?? null;
    case "status":
      return runs.status[index] ?? null;
    case "start_time":
      return runs.startTimeMs[index] ?? null;
    case "end_time":
      return runs.endTimeMs[index] ?? null;
    case "duration":
      return durationMs({ table, index }, nowMs);
    default:
      return Object.hasOwn(columns, field) ? (columns[field]![index] ?? null) : null;
  }
}

function durationMs({ table: { runs }, index }: RunRow, nowMs: number): number | null {
  const start = runs.startTimeMs[index] ?? 0;
  if (start === 0) return null;
  const end = runs.endTimeMs[index] ?? (runs.status[index] === "RUNNING" ? nowMs : null);
  return end === null || end === 0 ? null : Math.max(0, end - start);
}

/** So many digits that count, without zeros at the end; whole numbers whole. */
export function numberText(value: number, digits = 6): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e15) return String(value);
  return Number.isFinite(value) ? rounded(value, digits) : String(value);
}
