/**
 * Brings experiments, runs, files and models from one place to another. Whatever is there already stays: a transfer that
 * was interrupted, at any moment, goes on where it stopped when it is called again.
 */
import type { Run } from "../entities.js";
import { TrackingError } from "../errors.js";
import { checkRunId } from "../validate.js";
import type { Endpoint, TargetEndpoint } from "./endpoint.js";
import { type Journey, progress, type TransferOptions } from "./journey.js";
import { type Match, matchExperiments } from "./match_experiments.js";
import { runOrigin } from "./origin.js";
import { emptySummary, type Summary } from "./summary.js";
import { finishLoggedModels, makeLoggedModels } from "./transfer_logged_models.js";
import { matchModels, transferModels } from "./transfer_registered_models.js";
import { transferRun } from "./transfer_run.js";

/** How many runs are under way at once: a server takes its time for each answer. */
const atOnce = 4;

export async function transfer(source: Endpoint, target: TargetEndpoint, options: TransferOptions): Promise<Summary> {
  if (source.uri === target.uri) {
    throw new TrackingError("INVALID_PARAMETER_VALUE", `${source.uri} is both source and target`, {
      remedy: "name two places",
    });
  }
  const journey: Journey = {
    from: source.reader,
    there: target.reader,
    target: target.target,
    options,
    runIds: new Map(),
    modelIds: new Map(),
    folders: new Map(),
    loggedModels: true,
    summary: emptySummary(),
  };
  const matches = await matchExperiments(journey);
  const models = await matchModels(journey);
  const pairs: [Match, string][] = [];
  for (const match of matches) pairs.push([match, await experimentThere(journey, match)]);
  for (const [match, id] of pairs) await makeRuns(journey, match, id); // all, before any refers to another
  for (const [match, id] of pairs) await makeLoggedModels(journey, match.sourceId, id);
  for (const [match, id] of pairs) {
    progress(journey, match.experiment.name);
    await inParallel(journey.from.runs(match.sourceId), async (run) => await transferRun(journey, run, id));
    await finishLoggedModels(journey, match.sourceId, id);
    await journey.target.finishExperiment(id, match.experiment, match.whole);
    journey.summary.experiments += 1;
  }
  await transferModels(journey, models);
  return journey.summary;
}

async function experimentThere(journey: Journey, match: Match): Promise<string> {
  const { experiment, targetId, origin, adopt } = match;
  if (targetId === null) {
    const there = await journey.there.experiments(); // with --into, the one before may have made it
    const made = there.find((one) => one.name === experiment.name)?.experimentId;
    return made ?? (await journey.target.makeExperiment(experiment, origin));
  }
  if (adopt) await journey.target.adoptExperiment(targetId, experiment, origin);
  return targetId;
}

/** Makes the runs that are not there yet, and learns what each is called over there. */
async function makeRuns(journey: Journey, match: Match, experimentId: string): Promise<void> {
  const there = new Map<string, string>();
  for await (const run of journey.there.runs(experimentId)) {
    there.set(run.info.runId, run.info.runId);
    there.set(runOrigin(run), run.info.runId);
  }
  await inParallel(journey.from.runs(match.sourceId), async (run) => {
    checkRunId(run.info.runId); // it becomes part of a path
    const origin = runOrigin(run);
    const known = there.get(origin) ?? there.get(run.info.runId);
    const made = known ?? (await journey.target.makeRun(experimentId, translated(run, experimentId), origin));
    journey.runIds.set(run.info.runId, made);
    progress(journey, `run ${run.info.runId}`);
  });
}

function translated(run: Run, experimentId: string): Run {
  return { ...run, info: { ...run.info, experimentId } };
}

/** Does `work` for all items, a few at a time; after a failure no other is begun, and the first failure is thrown. */
async function inParallel<T>(items: AsyncIterable<T>, work: (item: T) => Promise<void>): Promise<void> {
  const running = new Set<Promise<void>>();
  const failures: unknown[] = [];
  for await (const item of items) {
    if (running.size >= atOnce) await Promise.race(running);
    if (failures.length > 0) break;
    const one: Promise<void> = work(item)
      .catch((error: unknown) => void failures.push(error))
      .finally(() => running.delete(one));
    running.add(one);
  }
  await Promise.all(running);
  if (failures.length > 0) throw failures[0];
}
