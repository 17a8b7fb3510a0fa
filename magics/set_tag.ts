import { type ParamValue, setTag } from "../src/index.js";
import type { Magic } from "./magic.js";

export const setTagMagic: Magic = {
  name: "set_tag",
  forms: ["line"],
  summary: "sets a tag of the run",
  examples: ["%set_tag model lasso", "%set_tag developer {name}"],
  args: [
    { name: "key", type: "text", required: true, help: "name of the tag" },
    { name: "value", type: "value", required: true, rest: true, help: "text, or a TypeScript {expression}" },
  ],
  twin: 'setTag("model", "lasso")',
  async run({ values }) {
    await setTag(values["key"] as string, values["value"] as ParamValue);
  },
};
