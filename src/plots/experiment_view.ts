/** Experiments as a notebook shows them. */
import type { Experiment } from "../entities.js";
import type { MimeBundle } from "../mime.js";
import { factsOf, renderFacts } from "./facts.js";
import { renderPlainTable } from "./plain_table.js";
import { readableTime } from "./run_fields.js";

export function renderExperiment(experiment: Experiment): MimeBundle {
  const { name, experimentId, lifecycleStage, artifactLocation, creationTimeMs, lastUpdateTimeMs, tags } = experiment;
  return renderFacts([
    {
      title: "experiment",
      rows: [
        ["name", name],
        ["id", experimentId],
        ["state", lifecycleStage],
        ["created (UTC)", timeText(creationTimeMs)],
        ["changed (UTC)", timeText(lastUpdateTimeMs)],
        ["artifacts", artifactLocation],
      ],
    },
    { title: "tags", rows: factsOf(tags) },
  ]);
}

export function renderExperiments(experiments: readonly Experiment[]): MimeBundle {
  return renderPlainTable({
    noun: "experiment",
    columns: [
      { title: "experiment" },
      { title: "id" },
      { title: "state" },
      { title: "changed (UTC)" },
      { title: "artifacts" },
    ],
    rows: experiments.map(({ name, experimentId, lifecycleStage, lastUpdateTimeMs, artifactLocation }) => [
      name,
      experimentId,
      lifecycleStage,
      timeText(lastUpdateTimeMs),
      artifactLocation,
    ]),
  });
}

/** Stores made by old clients know no times of experiments. */
function timeText(timeMs: number | null | undefined): string {
  return timeMs == null || timeMs === 0 ? "–" : readableTime(timeMs);
}
