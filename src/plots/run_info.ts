/** One run in full: state, params, metrics, tags. */
import type { Run } from "../entities.js";
import type { MimeBundle } from "../mime.js";
import { escapeHtml } from "../html.js";
import { readable, readableDuration, readableTime } from "./run_fields.js";

/** Two columns, HTML and text. */
export function renderRunInfo(run: Run): MimeBundle {
  const groups = infoRows(run);
  const width = Math.max(...groups.flatMap(({ rows }) => rows.map(([name]) => name.length)));
  const text = groups.map(({ title, rows }) =>
    [title, ...rows.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`)].join("\n"),
  );
  const html = groups.map(({ title, rows }) => {
    const cells = rows.map(
      ([name, value]) =>
        `<tr><td style="text-align:left">${escapeHtml(name)}</td><td style="text-align:left">${escapeHtml(value)}</td></tr>`,
    );
    return `<tr><th colspan="2" style="text-align:left">${title}</th></tr>${cells.join("")}`;
  });
  return { data: { "text/html": `<table><tbody>${html.join("")}</tbody></table>`, "text/plain": text.join("\n") } };
}

function infoRows(run: Run): { title: string; rows: [string, string][] }[] {
  const { info, data } = run;
  const ended =
    info.endTimeMs === null || info.startTimeMs === 0
      ? []
      : [["duration", readableDuration(info.endTimeMs - info.startTimeMs)] as [string, string]];
  const groups: { title: string; rows: [string, string][] }[] = [
    {
      title: "run",
      rows: [
        ["name", info.runName],
        ["id", info.runId],
        ["status", info.status],
        ["start (UTC)", info.startTimeMs === 0 ? "–" : readableTime(info.startTimeMs)],
        ...ended,
        ["artifacts", info.artifactUri],
      ],
    },
    { title: "params", rows: sorted(Object.entries(data.params)) },
    { title: "metrics", rows: sorted(Object.entries(data.metrics).map(([key, value]) => [key, readable(value)])) },
    { title: "tags", rows: sorted(Object.entries(data.tags)) },
  ];
  return groups.filter((group) => group.rows.length > 0);
}

function sorted(rows: [string, string][]): [string, string][] {
  return rows.sort(([a], [b]) => (a < b ? -1 : 1));
}
