import { logParams, type ParamValue } from "../src/index.js";
import { paramKeys } from "./known.js";
import type { Magic } from "./magic.js";
import { UsageError } from "./usage_error.js";

export const logParamsMagic: Magic = {
  name: "log_params",
  forms: ["line"],
  summary: "logs several params of the run",
  examples: ["%log_params lr=0.1 depth=4", "%log_params {params}", "%log_params alpha={alpha} {{ seed: 7 }}"],
  args: [
    {
      name: "params",
      type: "value",
      required: true,
      repeated: true,
      help: "key=value, or an object as {expression}",
      complete: paramKeys,
    },
  ],
  twin: "logParams({ lr: 0.1, depth: 4 })",
  async run({ values }) {
    const params: Record<string, ParamValue> = {};
    for (const given of values["params"] as unknown[]) Object.assign(params, paramsOf(given));
    await logParams(params);
  },
};

function paramsOf(given: unknown): Record<string, ParamValue> {
  if (typeof given === "object" && given !== null && !Array.isArray(given)) return given as Record<string, ParamValue>;
  const text = String(given);
  const equals = text.indexOf("=");
  if (equals < 1) throw new UsageError(`%log_params takes key=value or an object as {expression}, got '${text}'`);
  return { [text.slice(0, equals)]: text.slice(equals + 1) };
}
