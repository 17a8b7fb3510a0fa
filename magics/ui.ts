import { activeRun, experimentInUse, pageAddress, renderPageLink } from "../src/index.js";
import type { Magic } from "./magic.js";
import { UsageError } from "./usage_error.js";

const defaultHeight = 640;

export const uiMagic: Magic = {
  name: "ui",
  forms: ["line"],
  summary: "shows the web page of the open run, or of the experiment: a link, and the page in a frame",
  details:
    "The page is served on this machine while the kernel runs. Where a front end shows no frames, or runs elsewhere, the link remains.",
  examples: ["%ui", "%ui --no-frame", "%ui --height 900", "%ui --models"],
  args: [
    { name: "--no-frame", type: "boolean", help: "only the link" },
    { name: "--height", type: "number", help: `pixels; default ${defaultHeight}` },
    { name: "--models", type: "boolean", help: "the registered models" },
  ],
  twin: "pageAddress()",
  async run({ values }, context) {
    const height = (values["height"] as number | undefined) ?? defaultHeight;
    if (!(height >= 100 && height <= 10_000))
      throw new UsageError(`--height of %ui is ${height}; give pixels from 100 to 10000`);
    const { path, title } = values["models"] === true ? { path: "models", title: "registered models" } : await place();
    const url = `${await pageAddress()}/#/${path}`;
    const frameHeight = values["no-frame"] === true ? null : height;
    context.display(renderPageLink({ url, title, frameHeight }));
  },
};

async function place(): Promise<{ readonly path: string; readonly title: string }> {
  const run = await activeRun();
  if (run !== null) {
    const { experimentId, runId, runName } = run.info;
    return { path: `experiments/${experimentId}/runs/${runId}`, title: `run ${runName}` };
  }
  const { experimentId, name } = await experimentInUse();
  return { path: `experiments/${experimentId}/runs`, title: `experiment ${name}` };
}
