/** A run as text. */
import type { Run } from "../entities.js";
import { readable, readableDuration } from "../plots/run_fields.js";
import { facts, localTime } from "./with_store.js";

export function shownRun({ info, data, inputs, outputs }: Run): string {
  const head = facts([
    ["id", info.runId],
    ["name", info.runName],
    ["experiment", info.experimentId],
    ["status", info.status],
    ["state", info.lifecycleStage],
    ["user", info.userId],
    ["start", localTime(info.startTimeMs)],
    ["end", localTime(info.endTimeMs)],
    ["duration", info.endTimeMs === null ? null : readableDuration(info.endTimeMs - info.startTimeMs)],
    ["artifacts", info.artifactUri],
  ]);
  const metrics = data.latestMetrics.map(({ key, value, step }): [string, string] => [
    key,
    `${readable(value)}${step === 0 ? "" : ` (step ${step})`}`,
  ]);
  const datasets = inputs.datasets.map(({ dataset, tags }): [string, string] => {
    const context = tags["mlflow.data.context"];
    return [dataset.name, `${dataset.digest}${context === undefined ? "" : ` (${context})`} ${dataset.source}`];
  });
  const models = [
    ...inputs.models.map(({ modelId }): [string, string] => [modelId, "read"]),
    ...outputs.models.map(({ modelId, step }): [string, string] => [modelId, `made at step ${step}`]),
  ];
  return [
    head,
    section("params", Object.entries(data.params)),
    section("metrics", metrics),
    section("tags", Object.entries(data.tags)),
    section("datasets", datasets),
    section("logged models", models),
  ]
    .filter((part) => part !== "")
    .join("\n\n");
}

function section(title: string, entries: readonly (readonly [string, string])[]): string {
  if (entries.length === 0) return "";
  const sorted = entries.toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `${title}\n${facts(sorted.map(([key, value]) => [`  ${key}`, value]))}`;
}
