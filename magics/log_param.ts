import { logParam, type ParamValue } from "../src/index.js";
import { paramKeys } from "./known.js";
import type { Magic } from "./magic.js";

export const logParamMagic: Magic = {
  name: "log_param",
  forms: ["line"],
  summary: "logs a param of the run",
  examples: ["%log_param lr 0.1", "%log_param alpha {alpha}"],
  args: [
    { name: "key", type: "text", required: true, help: "name of the param", complete: paramKeys },
    { name: "value", type: "value", required: true, rest: true, help: "text, or a TypeScript {expression}" },
  ],
  twin: 'logParam("lr", 0.1)',
  async run({ values }) {
    await logParam(values["key"] as string, values["value"] as ParamValue);
  },
};
