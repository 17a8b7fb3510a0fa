/** What there is to say of one thing, in groups of name and value: HTML that needs no script, and text. */
import { escapeHtml } from "../html.js";
import type { MimeBundle } from "../mime.js";

export interface Facts {
  readonly title: string;
  readonly rows: readonly (readonly [name: string, value: string])[];
}

/** Two columns; groups without rows are left out. */
export function renderFacts(facts: readonly Facts[]): MimeBundle {
  const groups = facts.filter(({ rows }) => rows.length > 0);
  const width = groups
    .flatMap(({ rows }) => rows.map(([name]) => name.length))
    .reduce((widest, length) => Math.max(widest, length), 0);
  const text = groups.map(({ title, rows }) =>
    [title, ...rows.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`.trimEnd())].join("\n"),
  );
  const html = groups.map(({ title, rows }) => {
    const cells = rows.map(
      ([name, value]) =>
        `<tr><td style="text-align:left">${escapeHtml(name)}</td><td style="text-align:left">${escapeHtml(value)}</td></tr>`,
    );
    return `<tr><th colspan="2" style="text-align:left">${escapeHtml(title)}</th></tr>${cells.join("")}`;
  });
  return { data: { "text/html": `<table><tbody>${html.join("")}</tbody></table>`, "text/plain": text.join("\n") } };
}

/** A record as rows, by name. */
export function factsOf(record: Readonly<Record<string, string>>): [string, string][] {
  return Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));
}
