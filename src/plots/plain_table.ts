/** Rows of text as a table: HTML that needs no script, and fixed-width text. */
import { escapeHtml } from "../html.js";
import type { MimeBundle } from "../mime.js";
import { fixedWidth, type TextColumn } from "./fixed_width.js";

export interface PlainTable {
  /** What the rows are: `experiment`. */
  readonly noun: string;
  readonly columns: readonly TextColumn[];
  readonly rows: readonly (readonly string[])[];
}

const mostRows = 200;

/** The first 200 rows, and how many there are. A cell that holds several lines is one line. */
export function renderPlainTable({ noun, columns, rows }: PlainTable): MimeBundle {
  if (rows.length === 0) return { data: { "text/html": `<p>no ${noun}s</p>`, "text/plain": `no ${noun}s` } };
  const shown = rows.slice(0, mostRows).map((row) => row.map(short));
  const all = `${rows.length.toLocaleString("en-US")} ${rows.length === 1 ? noun : `${noun}s`}`;
  const count = shown.length < rows.length ? `${shown.length} of ${all}` : all;
  const align = (index: number) => `style="text-align:${columns[index]!.numeric === true ? "right" : "left"}"`;
  const head = columns.map(({ title }, index) => `<th ${align(index)} scope="col">${escapeHtml(title)}</th>`);
  const body = shown.map((row) => {
    const cells = row.map((cell, index) =>
      index === 0
        ? `<th ${align(0)} scope="row">${escapeHtml(cell)}</th>`
        : `<td ${align(index)}>${escapeHtml(cell)}</td>`,
    );
    return `<tr>${cells.join("")}</tr>`;
  });
  return {
    data: {
      "text/html":
        `<table><caption style="text-align:left">${count}</caption>` +
        `<thead><tr>${head.join("")}</tr></thead><tbody>${body.join("")}</tbody></table>`,
      "text/plain": [...fixedWidth(columns, shown), ...(shown.length < rows.length ? [count] : [])].join("\n"),
    },
  };
}

function short(text: string): string {
  const line = text.replaceAll(/\s+/g, " ");
  return line.length > 80 ? `${line.slice(0, 79)}…` : line;
}
