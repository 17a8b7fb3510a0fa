/** Makes runs of a search's trials, and trials of the runs of an earlier search of the same name. */
import { experimentInUse } from "./active_experiment.js";
import { currentRun, enter, execution, inScope, leaveScope, logTo, openAutomatic, openRuns } from "./active_run.js";
import { endAtExit } from "./at_exit.js";
import { beginRun } from "./begin_run.js";
import { batchPortions } from "./batch_portions.js";
import { batchOf } from "./client/runs.js";
import type { Metric, RunStatus } from "./entities.js";
import { TrackingError } from "./errors.js";
import type { Outcome } from "./hpo/outcome.js";
import { describeSpace, spaceError, spaceTag } from "./hpo/space_text.js";
import type { SearchTracking, TrackedSearch } from "./hpo/search_tracking.js";
import { pointOf, STATUS_OK, type TrialDocument } from "./hpo/trial.js";
import { beginTags, endTags, isEnded, numbered, searchFilter, spaceTagKey, trialOfRun } from "./hpo/trial_tags.js";
import { isInterrupt, onInterrupt } from "./interrupt_check.js";
import type { OpenRun } from "./open_run.js";
import { pairsOf } from "./param_value.js";
import { pendingCalls } from "./pending.js";
import { allRuns } from "./store/all_runs.js";
import type { TrackingStore } from "./store/store.js";
import { getTrackingUri, storeAt } from "./tracking_uri.js";
import { offerTrialRun, statusGivenTo } from "./trial_run.js";

/** Where the runs of a search go. */
interface Place {
  readonly trackingUri: string;
  readonly experimentId: string;
  readonly parentRunId: string | null;
}

/**
 * Each trial is a run in the experiment in use, nested under the open run if there is one, with the point as params, the
 * metric `loss`, and tags from which the trial can be read back. An error of the store before the first trial is thrown;
 * a later one is a warning, and the search goes on.
 */
export async function trackSearch(search: TrackedSearch): Promise<SearchTracking> {
  endAtExit(openRuns);
  const place = await placeOfRuns();
  storeAt(place.trackingUri); // which says what is wrong with it
  const earlier = search.name === null ? [] : await earlierTrials(search, search.name, place);
  return new RunsOfSearch(search, place, earlier);
}

async function placeOfRuns(): Promise<Place> {
  // `mlflow run` names the run that its script is: the trials are the children of that.
  if (currentRun() === undefined && process.env["MLFLOW_RUN_ID"]) await openAutomatic(execution());
  const parent = currentRun();
  if (parent === undefined) {
    return { trackingUri: getTrackingUri(), experimentId: (await experimentInUse()).experimentId, parentRunId: null };
  }
  const { trackingUri, experimentId, runId } = parent.facts;
  return { trackingUri, experimentId, parentRunId: runId };
}

async function earlierTrials(search: TrackedSearch, name: string, place: Place): Promise<TrialDocument[]> {
  const filter = searchFilter(name);
  if (filter === null) {
    throw new TrackingError(
      "INVALID_PARAMETER_VALUE",
      `the name of the search is ${name}; give one with less than two kinds of quotes`,
    );
  }
  const store = storeAt(place.trackingUri);
  const { runs } = await allRuns(store, { experimentIds: [place.experimentId], filter });
  const space = describeSpace(search.space);
  const labels = Object.keys(space);
  const trials: TrialDocument[] = [];
  for (const { run, tid } of numbered(runs.filter(isEnded))) {
    const error = spaceError(name, run.data.tags[spaceTagKey] ?? "", space);
    if (error !== null) throw error;
    const trial = trialOfRun(run, tid, labels)!;
    if (run.data.metrics[intermediate] !== undefined) trial.reports.push(...(await reportsOf(store, run.info.runId)));
    trials.push(trial);
  }
  return trials;
}

const intermediate = "intermediate";

async function reportsOf(store: TrackingStore, runId: string) {
  const { items } = await store.getMetricHistory(runId, intermediate);
  return items.map(({ step, value }) => ({ step, value }));
}

class RunsOfSearch implements SearchTracking {
  readonly earlier: readonly TrialDocument[];
  readonly #search: TrackedSearch;
  readonly #space: string;
  readonly #place: Place;
  readonly #open = new Map<TrialDocument, OpenRun>();
  #warned = false;

  constructor(search: TrackedSearch, place: Place, earlier: readonly TrialDocument[]) {
    this.#search = search;
    this.#space = spaceTag(describeSpace(search.space));
    this.#place = place;
    this.earlier = earlier;
  }

  async evaluate(trial: TrialDocument, work: () => Promise<Outcome>): Promise<Outcome> {
    const executionId = execution()?.executionId ?? null;
    const ended = Promise.withResolvers<void>();
    // The reply to an interrupted cell waits until the runs of its trials are ended.
    const unwatch = onInterrupt(() => pendingCalls.add(ended.promise, executionId));
    try {
      const run = await this.#tried(trial, () => this.#begin(trial));
      if (run === null) return await work();
      const outcome = await inScope(run, async () => await withLateFailures(run, await work()));
      await this.#tried(trial, () => this.#end(run, trial, outcome));
      return outcome;
    } finally {
      unwatch();
      ended.resolve();
    }
  }

  report(trial: TrialDocument, value: number, step: number): void {
    const run = this.#open.get(trial);
    if (run === undefined) return;
    const batch = batchOf({ metrics: [{ key: intermediate, value, step }] });
    void pendingCalls.track(
      this.#tried(trial, () => logTo(run, batch)),
      execution()?.executionId ?? null,
      run,
    );
  }

  async #begin(trial: TrialDocument): Promise<OpenRun> {
    const run = await beginRun({
      ...this.#place,
      runName: [this.#search.name ?? "trial", trial.tid].join(" "),
      tags: beginTags(trial, this.#search.name, this.#space),
      automatic: false,
      openedIn: execution()?.executionId ?? null,
    });
    enter(run, false);
    offerTrialRun(run);
    trial.runId = run.facts.runId;
    this.#open.set(trial, run);
    return run;
  }

  async #end(run: OpenRun, trial: TrialDocument, outcome: Outcome): Promise<void> {
    this.#open.delete(trial);
    const { store, runId } = run.facts;
    try {
      const { params, latestMetrics } = (await store.getRun(runId)).data;
      const missing = pairsOf(this.#search.paramsOf(pointOf(trial))).filter(({ key }) => !Object.hasOwn(params, key));
      const result = "result" in outcome ? outcome.result : null;
      const metrics = result === null ? [] : lossMetric(result.loss, trial, latestMetrics);
      // First what the search goes on from: a param may have a name that the store refuses.
      await logTo(run, { ...batchOf({ metrics }), tags: result === null ? [] : endTags(result) });
      for (const batch of batchPortions(batchOf({ params: missing }))) await logTo(run, batch);
    } finally {
      await leaveScope(run, statusOf(run, outcome));
    }
  }

  /** Null, and one warning for the whole search, where the store fails. */
  async #tried<T>(trial: TrialDocument, work: () => Promise<T>): Promise<T | null> {
    try {
      return await work();
    } catch (error) {
      if (!this.#warned) console.warn(`fmin: trial ${trial.tid} could not be tracked: ${(error as Error).message}`);
      this.#warned = true;
      return null;
    }
  }
}

/** The loss as the last point of the metric; none where the objective has logged it itself. */
function lossMetric(loss: number | undefined, trial: TrialDocument, latest: readonly Metric[]) {
  const logged = latest.find(({ key }) => key === "loss");
  if (loss === undefined || logged?.value === loss) return [];
  return [{ key: "loss", value: loss, step: Math.max(logged?.step ?? 0, ...trial.reports.map(({ step }) => step)) }];
}

/** A log call of the objective that failed and that it never awaited fails the trial, as it fails a `withRun`. */
async function withLateFailures(run: OpenRun, outcome: Outcome): Promise<Outcome> {
  const [failure] = await pendingCalls.settleWithin(run);
  return failure === undefined || "error" in outcome ? outcome : { error: failure };
}

function statusOf(run: OpenRun, outcome: Outcome): RunStatus {
  if ("error" in outcome) return isInterrupt(outcome.error) ? "KILLED" : "FAILED";
  if (outcome.result["pruned"] === true) return "KILLED";
  return outcome.result.status === STATUS_OK ? (statusGivenTo(run) ?? "FINISHED") : "FAILED";
}
