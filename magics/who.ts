import { escapeHtml } from "../src/index.js";
import type { Magic } from "./magic.js";

export const whoMagic: Magic = {
  name: "who",
  forms: ["line"],
  summary: "lists the notebook's variables with type and value",
  examples: ["%who"],
  args: [],
  run(_call, context) {
    const variables = context.variables();
    if (variables.length === 0) return context.notice("no variables yet");
    const rows = variables.map(({ name, type, preview }) => [name, type, preview]);
    const widths = [0, 1].map((column) => Math.max(...rows.map((row) => row[column]!.length)));
    const cell = (text: string) => `<td style="text-align:left">${escapeHtml(text)}</td>`;
    context.display({
      data: {
        "text/html": `<table><thead><tr>${["name", "type", "value"].map((title) => `<th style="text-align:left">${title}</th>`).join("")}</tr></thead><tbody>${rows.map((row) => `<tr>${row.map(cell).join("")}</tr>`).join("")}</tbody></table>`,
        "text/plain": rows
          .map((row) => `${row[0]!.padEnd(widths[0]!)}  ${row[1]!.padEnd(widths[1]!)}  ${row[2]!}`.trimEnd())
          .join("\n"),
      },
    });
  },
};
