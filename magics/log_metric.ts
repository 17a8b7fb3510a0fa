import { logMetric } from "../src/index.js";
import { metricKeys } from "./known.js";
import type { Magic } from "./magic.js";

export const logMetricMagic: Magic = {
  name: "log_metric",
  forms: ["line"],
  summary: "logs one point of a metric",
  examples: ["%log_metric rmse {rmse}", "%log_metric loss {loss} --step {epoch}"],
  args: [
    { name: "key", type: "text", required: true, help: "name of the metric", complete: metricKeys },
    { name: "value", type: "number", required: true, help: "a number, or a TypeScript {expression}" },
    { name: "--step", type: "number", help: "integer; default 0" },
  ],
  twin: 'logMetric("rmse", rmse, { step })',
  async run({ values }) {
    const step = values["step"] as number | undefined;
    await logMetric(values["key"] as string, values["value"] as number, step === undefined ? {} : { step });
  },
};
