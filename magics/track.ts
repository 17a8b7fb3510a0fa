import { endRun, track } from "../src/index.js";
import type { Magic } from "./magic.js";
import { experimentNames } from "./known.js";
import { UsageError } from "./usage_error.js";

export const trackMagic: Magic = {
  name: "track",
  forms: ["line", "cell"],
  body: "code",
  summary: "chooses the experiment and opens the run that what follows logs to",
  details:
    "%track off ends the run. Nothing must be set up: the first log call opens a run by itself. A cell that logged and is run\n" +
    "again begins a new attempt; %track --append lets it add to the open run. %%track makes one run of one cell.",
  examples: [
    "%track nyc-taxi-experiment",
    "%track nyc-taxi-experiment --run-name lasso",
    "%track off",
    "%%track nyc-taxi-experiment\nconst rmse = train()\n%log_metric rmse {rmse}",
  ],
  args: [
    {
      name: "experiment",
      type: "text",
      help: "name of the experiment, made if there is none; or off",
      complete: experimentNames,
    },
    { name: "--run-name", type: "text", help: "name of the run; default: a generated one" },
    { name: "--append", type: "boolean", help: "let this cell add to the open run although it logged to it before" },
    { name: "--resume", type: "text", help: "go on with the run of this id" },
  ],
  twin: "track({ experiment, runName })",
  async run({ form, values, runBody }) {
    const experiment = values["experiment"] as string | undefined;
    if (experiment === "off") {
      if (form === "cell")
        throw new UsageError("%%track off has no cell to track; write %track off on a line of its own");
      await track("off");
      return;
    }
    await track({
      ...(experiment !== undefined && { experiment }),
      ...(values["run-name"] !== undefined && { runName: values["run-name"] as string }),
      ...(values["append"] === true && { append: true }),
      ...(values["resume"] !== undefined && { resume: values["resume"] as string }),
    });
    if (form === "line" || runBody === undefined) return;
    const outcome = await runBody();
    await endRun(outcome.ok ? "FINISHED" : "FAILED");
  },
};
