import { activeRun, getRun, renderRunInfo } from "../src/index.js";
import type { Magic } from "./magic.js";
import { UsageError } from "./usage_error.js";

export const runInfoMagic: Magic = {
  name: "run_info",
  forms: ["line"],
  summary: "shows the open run, or the run of an id: state, params, metrics, tags",
  examples: ["%run_info", "%run_info 3f2a…"],
  args: [{ name: "run_id", type: "text", help: "default: the open run" }],
  twin: "activeRun()",
  async run({ values }, context) {
    const runId = values["run_id"] as string | undefined;
    const run = runId === undefined ? await activeRun() : await getRun(runId);
    if (run === null) throw new UsageError("no run is open; %track opens one, or name a run: %run_info RUN_ID");
    context.display(renderRunInfo(run));
  },
};
