/** Brings one run over: what it logged, its files, and last its end, by which it counts as done. */
import type { Metric, Run } from "../entities.js";
import { originTags } from "../store/import_target.js";
import { copyArtifacts } from "./copy_artifacts.js";
import { type Journey, noting, progress } from "./journey.js";
import { homeTags } from "./origin.js";

/** Tags whose value is the id of another run. */
const linkTags = ["mlflow.parentRunId", "labbook.previousRun", "labbook.snapshotRun"];
const historyTag = "mlflow.log-model.history";

export async function transferRun(journey: Journey, source: Run, experimentId: string): Promise<void> {
  const { target, summary } = journey;
  const runId = journey.runIds.get(source.info.runId)!;
  const what = `run ${source.info.runId}`;
  const there = await journey.there.run(runId);
  const run = translated(journey, source, experimentId);
  const done = isDone(run, there) || isUnfinishedCopy(journey, source, there);
  await noting(journey, what, async () => {
    if (!done) {
      await target.writeRun(runId, run);
      for await (const metrics of portioned(journey.from.metrics(source))) {
        await target.writeMetrics(runId, metrics);
        summary.metrics += metrics.length;
        progress(journey, what);
      }
    }
    await noting(journey, `artifacts of ${what}`, () =>
      copyArtifacts(journey, source.info.artifactUri, there.info.artifactUri, what),
    );
    if (done) summary.unchangedRuns += 1;
    else {
      await target.finishRun(runId, run.info);
      summary.runs += 1;
    }
  });
  progress(journey, what);
}

/** The run with the ids that its experiment, relatives and models have over there. */
function translated(journey: Journey, run: Run, experimentId: string): Run {
  const { runIds } = journey;
  const { runId } = run.info;
  const tags = { ...(isHome(journey, run) ? homeTags(run.data.tags, originTags.run) : run.data.tags) };
  for (const key of linkTags) {
    const linked = tags[key];
    if (linked !== undefined) tags[key] = runIds.get(linked) ?? linked;
  }
  const history = tags[historyTag];
  if (history !== undefined) tags[historyTag] = history.replaceAll(runId, runIds.get(runId)!);
  const known = <T extends { modelId: string }>(models: readonly T[]): T[] =>
    models.flatMap((model) => {
      const modelId = journey.modelIds.get(model.modelId) ?? (journey.target.keepsIds ? model.modelId : undefined);
      return modelId === undefined || !journey.loggedModels ? [] : [{ ...model, modelId }];
    });
  return {
    info: { ...run.info, experimentId },
    data: { ...run.data, tags },
    inputs: { datasets: run.inputs.datasets, models: known(run.inputs.models) },
    outputs: { models: known(run.outputs.models) },
  };
}

/** Whether it is a copy, on a server, of the run that it goes to. */
function isHome({ runIds }: Journey, { info, data }: Run): boolean {
  return data.tags[originTags.run] === runIds.get(info.runId);
}

/** A copy that an interrupted transfer left open knows less than its original, which has ended. */
function isUnfinishedCopy(journey: Journey, source: Run, there: Run): boolean {
  return isHome(journey, source) && isOpen(source) && !isOpen(there);
}

function isOpen({ info }: Run): boolean {
  return info.status === "RUNNING" || info.status === "SCHEDULED";
}

/** The end of a run is written last; what was changed afterwards (tags, points) shows in the comparison. */
function isDone(run: Run, there: Run): boolean {
  if (isOpen(run)) return false;
  return (
    there.info.status === run.info.status &&
    (there.info.endTimeMs ?? 0) === (run.info.endTimeMs ?? 0) &&
    there.info.lifecycleStage === run.info.lifecycleStage &&
    includes(there.data.tags, run.data.tags) &&
    includes(there.data.params, run.data.params) &&
    run.data.latestMetrics.every((metric) => sameLatest(metric, there)) &&
    there.inputs.datasets.length === run.inputs.datasets.length &&
    there.inputs.models.length === run.inputs.models.length &&
    there.outputs.models.length === run.outputs.models.length
  );
}

function sameLatest({ key, step, value, timestampMs }: Metric, there: Run): boolean {
  const other = there.data.latestMetrics.find((one) => one.key === key);
  return other?.step === step && other.timestampMs === timestampMs && Object.is(other.value, value);
}

function includes(all: Readonly<Record<string, string>>, some: Readonly<Record<string, string>>): boolean {
  return Object.entries(some).every(([key, value]) => all[key] === value);
}

/** Portions of any size as portions of a thousand. */
async function* portioned(portions: AsyncIterable<readonly Metric[]>): AsyncIterable<Metric[]> {
  let waiting: Metric[] = [];
  for await (const portion of portions) {
    for (const metric of portion) {
      if (waiting.push(metric) < 1000) continue;
      yield waiting;
      waiting = [];
    }
  }
  if (waiting.length > 0) yield waiting;
}
