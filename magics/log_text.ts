import { logText } from "../src/index.js";
import type { Magic } from "./magic.js";

export const logTextMagic: Magic = {
  name: "log_text",
  forms: ["line"],
  summary: "writes text to an artifact of the run",
  examples: ["%log_text notes/summary.txt first try with all features", "%log_text report.md {report}"],
  args: [
    { name: "artifact_file", type: "text", required: true, help: "path in the run" },
    { name: "text", type: "text", required: true, rest: true, help: "text, or a TypeScript {expression}" },
  ],
  twin: 'logText(text, "notes/summary.txt")',
  async run({ values }) {
    await logText(values["text"] as string, values["artifact_file"] as string);
  },
};
