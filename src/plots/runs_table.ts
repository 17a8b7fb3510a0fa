/** Runs as a table: HTML that needs no script, text, and on request a Plotly table. */
import type { Run } from "../entities.js";
import { displaySymbol, type Displayable, type MimeBundle } from "../mime.js";
import { escapeHtml } from "../html.js";
import { fixedWidth } from "./fixed_width.js";
import { plotlyCell } from "./plotly_text.js";
import {
  type Field,
  fieldOf,
  isFieldName,
  fieldsIn,
  readable,
  readableDuration,
  readableParam,
  readableTime,
  valueOf,
} from "./run_fields.js";

export interface RunsTableOptions {
  /** `["params.alpha", "metrics.rmse"]`; default: metrics, and params that vary, at most 12. */
  columns?: readonly string[];
  /** Rows shown; default 200. */
  maxRows?: number;
  /** How the runs were ordered, marked in the head: `metrics.rmse ASC`. */
  orderBy?: readonly string[];
  /** How many runs matched, if more than were handed over. */
  total?: number;
  /** Where a run's name leads: the address of `labbook ui` or `mlflow ui`. */
  pageUrl?: string;
  /** Add a Plotly table for front ends that draw it. */
  plotly?: boolean;
}

export interface RunsRow {
  readonly runId: string;
  readonly link: string;
  readonly cells: readonly string[];
  /** All digits of what a cell shows cut short, by the cell's column. */
  readonly exact: Readonly<Record<number, string>>;
}

export interface RunsTable {
  readonly columns: readonly {
    readonly title: string;
    readonly sorted: "ASC" | "DESC" | null;
    readonly numeric: boolean;
  }[];
  readonly rows: readonly RunsRow[];
  readonly total: number;
  readonly plotly: boolean;
}

const defaultColumns = 12;
const standing = ["run_name", "status", "start_time", "duration"];

/** Runs → rows of text. Pure. */
export function runsTableData(runs: readonly Run[], options: RunsTableOptions): RunsTable {
  const fields = [...standing.map(fieldOf), ...chosenFields(runs, options.columns)];
  const orders = new Map((options.orderBy ?? []).map((term) => orderOf(term)));
  const page = options.pageUrl ?? "http://127.0.0.1:5000";
  return {
    columns: fields.map((field) => ({
      title: titleOf(field),
      sorted: orders.get(`${field.kind} ${field.key}`) ?? null,
      numeric:
        field.kind === "metric" || (field.kind === "param" && runs.every((run) => isNumeric(valueOf(run, field)))),
    })),
    rows: runs.slice(0, options.maxRows ?? 200).map((run) => ({
      runId: run.info.runId,
      link: `${page}/#/experiments/${run.info.experimentId}/runs/${run.info.runId}`,
      cells: fields.map((field) => cellText(field, valueOf(run, field))),
      exact: Object.fromEntries(
        fields.flatMap((field, index) => {
          const value = valueOf(run, field);
          const isCut = field.kind === "param" && typeof value === "string" && readableParam(value) !== value;
          return isCut ? [[index, value]] : [];
        }),
      ),
    })),
    total: options.total ?? runs.length,
    plotly: options.plotly === true,
  };
}

/** The table as a MIME bundle. */
export function renderRunsTable(table: RunsTable): MimeBundle {
  return {
    data: {
      ...(table.plotly && { "application/vnd.plotly.v1+json": plotlyTable(table) }),
      "text/html": html(table),
      "text/plain": plainText(table),
    },
  };
}

/** A table that shows itself as the last value of a cell. */
export function runsTable(runs: readonly Run[], options: RunsTableOptions = {}): Displayable {
  return { [displaySymbol]: () => renderRunsTable(runsTableData(runs, options)).data };
}

/** Fixed-width text; also what the terminal shows. */
export function plainText(table: RunsTable): string {
  if (table.rows.length === 0) return "no runs";
  const text = fixedWidth(
    table.columns,
    table.rows.map((row) => row.cells),
  );
  return [...text, ...(table.rows.length < table.total ? [countText(table)] : [])].join("\n");
}

function chosenFields(runs: readonly Run[], columns: readonly string[] | undefined): Field[] {
  if (columns !== undefined) return columns.map(fieldOf).filter((field) => !isStanding(field));
  const fields = [...fieldsIn(runs, "metric", false), ...fieldsIn(runs, "param", true)];
  const params = runs.length > 1 ? [] : fieldsIn(runs, "param", false);
  return [...fields, ...params].slice(0, defaultColumns);
}

function titleOf(field: Field): string {
  if (field.kind !== "attribute") return field.key;
  const titles: Record<string, string> = {
    run_name: "run",
    start_time: "start (UTC)",
    end_time: "end (UTC)",
    user_id: "user",
  };
  return titles[field.key] ?? field.key.replace("_", " ");
}

function orderOf(term: string): [string, "ASC" | "DESC"] {
  const [name = "", direction = "ASC"] = term.trim().split(/\s+(?=(?:asc|desc)$)/i);
  if (!isFieldName(name)) return ["", "ASC"]; // a search knows more names than there are columns
  const field = fieldOf(name);
  return [`${field.kind} ${field.key}`, direction.toUpperCase() as "ASC" | "DESC"];
}

function isNumeric(value: number | string | null): boolean {
  return value === null || (value !== "" && Number.isFinite(Number(value)));
}

function isAttribute(field: Field, ...keys: readonly string[]): boolean {
  return field.kind === "attribute" && keys.includes(field.key);
}

function isStanding(field: Field): boolean {
  return isAttribute(field, ...standing);
}

function cellText(field: Field, value: number | string | null): string {
  if (value === null) return "–";
  if (isAttribute(field, "start_time", "end_time")) return readableTime(Number(value));
  if (isAttribute(field, "duration")) return readableDuration(Number(value));
  if (typeof value === "number") return readable(value);
  const text = field.kind === "param" ? readableParam(value) : value;
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}

const left = 'style="text-align:left"';
const right = 'style="text-align:right"';
/** Readable on light and dark ground: a contrast of 4 or more with both. */
const statusColors: Record<string, string> = {
  FINISHED: "#1f883d",
  FAILED: "#dc3545",
  KILLED: "#c05406",
  RUNNING: "#2375d8",
};

function html(table: RunsTable): string {
  if (table.rows.length === 0) return "<p>no runs</p>";
  const head = table.columns.map(
    ({ title, sorted, numeric }) =>
      `<th ${numeric ? right : left} scope="col">${escapeHtml(title)}${sorted === null ? "" : sorted === "ASC" ? " ▲" : " ▼"}</th>`,
  );
  const body = table.rows.map((row) => {
    const cells = row.cells.map((cell, index) => {
      if (index === 0)
        return `<th ${left} scope="row"><a href="${row.link}" title="${row.runId}">${escapeHtml(cell)}</a></th>`;
      const text =
        statusColors[cell] && index === 1
          ? `<span style="color:${statusColors[cell]}">${cell}</span>`
          : escapeHtml(cell);
      const exact = row.exact[index];
      const title = exact === undefined ? "" : ` title="${escapeHtml(exact)}"`;
      return `<td ${table.columns[index]!.numeric ? right : left}${title}>${text}</td>`;
    });
    return `<tr>${cells.join("")}</tr>`;
  });
  return (
    `<table><caption style="text-align:left">${countText(table)}</caption>` +
    `<thead><tr>${head.join("")}</tr></thead><tbody>${body.join("")}</tbody></table>`
  );
}

function countText(table: RunsTable): string {
  const all = table.total.toLocaleString("en-US");
  const shown = table.rows.length.toLocaleString("en-US");
  return table.rows.length < table.total ? `${shown} of ${all} runs` : `${all} ${table.total === 1 ? "run" : "runs"}`;
}

function plotlyTable(table: RunsTable): unknown {
  const columns = table.columns.map((_, index) => table.rows.map((row) => plotlyCell(row.cells[index]!)));
  const align = table.columns.map((column) => (column.numeric ? "right" : "left"));
  return {
    data: [
      {
        type: "table",
        header: { values: table.columns.map((column) => plotlyCell(column.title)), align, fill: { color: "#eef2f6" } },
        cells: { values: columns, align },
      },
    ],
    layout: { margin: { t: 10, r: 10, b: 10, l: 10 }, height: Math.min(600, 60 + 22 * table.rows.length) },
  };
}
