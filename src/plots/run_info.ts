/** One run in full: state, params, metrics, tags. */
import type { Run } from "../entities.js";
import type { MimeBundle } from "../mime.js";
import { type Facts, factsOf, renderFacts } from "./facts.js";
import { readable, readableDuration, readableTime } from "./run_fields.js";

/** Two columns, HTML and text. */
export function renderRunInfo(run: Run): MimeBundle {
  return renderFacts(infoRows(run));
}

function infoRows(run: Run): Facts[] {
  const { info, data } = run;
  const metrics = Object.fromEntries(Object.entries(data.metrics).map(([key, value]) => [key, readable(value)]));
  const ended =
    info.endTimeMs === null || info.startTimeMs === 0
      ? []
      : [["duration", readableDuration(info.endTimeMs - info.startTimeMs)] as [string, string]];
  return [
    {
      title: "run",
      rows: [
        ["name", info.runName],
        ["id", info.runId],
        ["status", info.status],
        ["start (UTC)", info.startTimeMs === 0 ? "–" : readableTime(info.startTimeMs)],
        ...ended,
        ["artifacts", info.artifactUri],
      ],
    },
    { title: "params", rows: factsOf(data.params) },
    { title: "metrics", rows: factsOf(metrics) },
    { title: "tags", rows: factsOf(data.tags) },
  ];
}
