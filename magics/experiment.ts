import { experimentInUse, setExperiment } from "../src/index.js";
import { experimentNames } from "./known.js";
import type { Magic } from "./magic.js";

export const experimentMagic: Magic = {
  name: "experiment",
  forms: ["line"],
  summary: "shows or chooses the experiment of the next run",
  examples: ["%experiment", "%experiment nyc-taxi-experiment"],
  args: [{ name: "name", type: "text", help: "made if there is none of that name", complete: experimentNames }],
  twin: 'setExperiment("nyc-taxi-experiment")',
  async run({ values }, context) {
    const name = values["name"] as string | undefined;
    if (name !== undefined) await setExperiment(name);
    const experiment = await experimentInUse();
    context.notice(`experiment ${experiment.name} (id ${experiment.experimentId})`);
  },
};
