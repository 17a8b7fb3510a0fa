/** Runs as text to take elsewhere: CSV, JSON, a Markdown table, code that finds them again. Pure. */
import { isoTime } from "../parts/time.js";
import { csv } from "../../csv.js";
import type { FieldName, RunSelection } from "../../protocol/page.js";
import { cellOf, kindOf, labelOf, type RunRow } from "./field.js";
import { isReadable } from "../../search/check.js";
import { attributeTags, numberIn, readField, readFieldOrder } from "../../search/field.js";
import { searches } from "../../search/rules.js";
import { nameInFilter } from "./brush.js";

/** Numbers in full, times by ISO 8601, durations in ms; nothing for what is missing. */
export function plainText(run: RunRow, field: FieldName, nowMs: number): string {
  const value = cellOf(run, field, nowMs);
  if (value === null) return "";
  const isTime = kindOf(field) === "attribute" && field.endsWith("_time");
  return isTime && typeof value === "number" && value !== 0 ? isoTime(value) : String(value);
}

export function csvOfRuns(runs: readonly RunRow[], fields: readonly FieldName[], nowMs: number): string {
  return csv([
    fields.map(harmless),
    ...runs.map((run) => fields.map((field) => harmless(plainText(run, field, nowMs)))),
  ]);
}

/** Spreadsheets run what begins so; an apostrophe makes it text. Numbers stay numbers. */
function harmless(text: string): string {
  return /^[=+\-@\t\r]/.test(text) && numberIn(text) === null ? `'${text}` : text;
}

export function jsonOfRuns(runs: readonly RunRow[], fields: readonly FieldName[], nowMs: number): string {
  const objects = runs.map((run) => Object.fromEntries(fields.map((field) => [field, cellOf(run, field, nowMs)])));
  return `${JSON.stringify(objects, null, 1)}\n`;
}

export function markdownOfRuns(runs: readonly RunRow[], fields: readonly FieldName[], nowMs: number): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |\n`;
  const escaped = (text: string): string => text.replace(/[\\|]/g, "\\$&").replace(/\s+/g, " ");
  return (
    line(fields.map((field) => escaped(labelOf(field)))) +
    line(fields.map((field) => (kindOf(field) === "metric" ? "---:" : "---"))) +
    runs.map((run) => line(fields.map((field) => escaped(plainText(run, field, nowMs))))).join("")
  );
}

/** The call that finds the same runs in a notebook; where only the page reads the filter, the code says so. */
export function codeOf(language: "typescript" | "python", selection: RunSelection, orderBy: readonly string[]): string {
  const quoted = (text: string): string => JSON.stringify(text);
  const list = (texts: readonly string[]): string => `[${texts.map(quoted).join(", ")}]`;
  const { experimentIds, filter = "", viewType = "ACTIVE_ONLY" } = selection;
  const order = orderBy.flatMap(orderForMlflow);
  const python = language === "python";
  const part = (name: string, pythonName: string, value: string): string =>
    python ? `${pythonName}=${value}` : `${name}: ${value}`;
  const view = python ? `mlflow.entities.ViewType.${viewType}` : quoted(viewType);
  const parts = [
    part("experimentIds", "experiment_ids", list(experimentIds)),
    ...(filter === "" ? [] : [part("filter", "filter_string", quoted(filter))]),
    ...(viewType === "ACTIVE_ONLY" ? [] : [part("viewType", "run_view_type", view)]),
    ...(order.length === 0 ? [] : [part("orderBy", "order_by", list(order))]),
  ].join(", ");
  const remark = isReadable("runs", filter)
    ? ""
    : `${python ? "#" : "//"} Only labbook's page reads this filter: MLflow knows neither OR and NOT nor params as numbers.\n`;
  return python
    ? `import mlflow\n\n${remark}runs = mlflow.search_runs(${parts})\n`
    : `import { searchRuns } from "labbook";\n\n${remark}const runs = await searchRuns({ ${parts} });\n`;
}

/** None for what MLflow cannot order by. */
function orderForMlflow(term: string): readonly string[] {
  const { name, descending } = readFieldOrder(term);
  const { kind, key } = readField(name, [name]);
  if (kind === "min" || kind === "max") return [];
  const isOrder =
    kind !== "attribute" || Object.hasOwn(searches.runs.orderKeys, key) || Object.hasOwn(attributeTags, key);
  if (!isOrder) return [];
  return [`${nameInFilter(name)} ${descending ? "DESC" : "ASC"}`];
}
