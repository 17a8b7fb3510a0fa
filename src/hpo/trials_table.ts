/** The history of a search as a table. */
import { escapeHtml } from "../html.js";
import type { MimeData } from "../mime.js";
import { fixedWidth } from "../plots/fixed_width.js";
import { readable } from "../plots/run_fields.js";

/** One trial: its parameters by label, and how it ended. */
export interface TrialRow {
  readonly tid: number;
  readonly point: Readonly<Record<string, number>>;
  /** Null where it has none. */
  readonly loss: number | null;
  /** A status of hyperopt's, or `pruned`, `running`. */
  readonly status: string;
}

export interface TrialsTable {
  readonly titles: readonly string[];
  readonly rows: readonly { readonly best: boolean; readonly cells: readonly string[] }[];
  readonly total: number;
}

const maxRows = 200;

/** The best trials first, then those without a loss; at most 200. Pure. */
export function trialsTableData(trials: readonly TrialRow[], labels: readonly string[]): TrialsTable {
  const best = bestOf(trials);
  const sorted = trials.toSorted((a, b) => (a.loss ?? Infinity) - (b.loss ?? Infinity) || a.tid - b.tid);
  return {
    titles: ["trial", "status", "loss", ...labels],
    rows: sorted.slice(0, maxRows).map((trial) => ({
      best: trial === best,
      cells: [
        String(trial.tid),
        trial.status,
        trial.loss === null ? "–" : readable(trial.loss),
        ...labels.map((label) => (Object.hasOwn(trial.point, label) ? readable(trial.point[label]!) : "–")),
      ],
    })),
    total: trials.length,
  };
}

export function renderTrialsTable(table: TrialsTable): MimeData {
  return { "text/html": html(table), "text/plain": plainText(table) };
}

function bestOf(trials: readonly TrialRow[]): TrialRow | null {
  return trials.reduce<TrialRow | null>(
    (best, trial) => (trial.loss !== null && (best?.loss == null || trial.loss < best.loss) ? trial : best),
    null,
  );
}

function countText({ rows, total }: TrialsTable): string {
  const all = `${total} ${total === 1 ? "trial" : "trials"}`;
  return rows.length < total ? `the best ${rows.length} of ${all}` : all;
}

function html(table: TrialsTable): string {
  if (table.total === 0) return "<p>no trials</p>";
  const head = table.titles
    .map((title) => `<th scope="col" style="text-align:right">${escapeHtml(title)}</th>`)
    .join("");
  const body = table.rows.map(({ best, cells }) => {
    const style = `text-align:right${best ? ";font-weight:bold" : ""}`;
    return `<tr>${cells.map((cell) => `<td style="${style}">${escapeHtml(cell)}</td>`).join("")}</tr>`;
  });
  return (
    `<table><caption style="text-align:left">${countText(table)}</caption>` +
    `<thead><tr>${head}</tr></thead><tbody>${body.join("")}</tbody></table>`
  );
}

function plainText(table: TrialsTable): string {
  if (table.total === 0) return "no trials";
  const columns = table.titles.map((title) => ({ title, numeric: title !== "status" }));
  const lines = fixedWidth(
    columns,
    table.rows.map(({ cells }) => cells),
  );
  return [...lines, countText(table)].join("\n");
}
