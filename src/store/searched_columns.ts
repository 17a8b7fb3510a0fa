/** What the web page reads of runs, from a store that has whole runs only, such as another server: read page by page. */
import type { Metric, Run, ViewType } from "../entities.js";
import { TrackingError } from "../errors.js";
import type { CellValue, FieldSummary, RunSelection } from "../protocol/page.js";
import { isReadable } from "../search/check.js";
import { readExpression } from "../search/expression.js";
import { attributeTags, type Field } from "../search/field.js";
import { matches } from "../search/matches.js";
import { checkExperimentId } from "../validate.js";
import { compareTexts } from "./field_summary.js";
import { KeptSearches, type RunQuery } from "./kept_searches.js";
import { type Activity, datasetsCell, historyTag, modelsCell, numberCell } from "./run_columns.js";
import type { Point, RunColumns, RunHead, Soon } from "./run_columns.js";
import { summaryOfRuns } from "./runs_summary.js";
import type { TrackingStore } from "./store.js";

const mostKnown = 100_000;
const atOnce = 8;
/** Counting the runs of an experiment means reading them: of more than these nobody waits for it. */
const mostCounted = 500;
const isRunning = "attributes.status = 'RUNNING'";

/** What it read is kept for a while; `forget` has it read anew. */
export function searchedColumns(store: TrackingStore): RunColumns & { forget(): void } {
  return new SearchedColumns(store);
}

class SearchedColumns implements RunColumns {
  readonly #store: TrackingStore;
  readonly #searches: KeptSearches;
  /** As they were when a search last met them: a request first searches, then reads of what it found. */
  readonly #known = new Map<string, Run>();

  constructor(store: TrackingStore) {
    this.#store = store;
    this.#searches = new KeptSearches(store);
  }

  revision(): undefined {
    return undefined;
  }

  forget(): void {
    this.#searches.forget();
  }

  async match(selection: RunSelection, soon?: Soon): Promise<readonly string[]> {
    const { experimentIds, viewType = "ACTIVE_ONLY", filter = "", runIds } = selection;
    for (const id of experimentIds) checkExperimentId(id);
    const expression = readExpression(filter);
    if (runIds !== undefined) {
      const runs = await this.#runs([...new Set(runIds)], false);
      return runs.filter((run) => matches(expression, run)).map((run) => run.info.runId);
    }
    const plain = isReadable("runs", filter);
    const runs = await this.#search({ experimentIds, viewType, filter: plain ? filter : "" }, soon);
    return (plain ? runs : runs.filter((run) => matches(expression, run))).map((run) => run.info.runId);
  }

  async heads(runIds: readonly string[]): Promise<readonly RunHead[]> {
    return (await this.#runs(runIds)).map(({ info }) => ({
      runId: info.runId,
      experimentId: info.experimentId,
      runName: info.runName,
      status: info.status,
      startTimeMs: info.startTimeMs,
      endTimeMs: info.endTimeMs,
      lifecycleStage: info.lifecycleStage,
    }));
  }

  async cells(runIds: readonly string[], fields: readonly Field[]): Promise<readonly (readonly CellValue[])[]> {
    const runs = await this.#runs(runIds);
    return await Promise.all(
      fields.map(async (field) => {
        if (field.kind !== "min" && field.kind !== "max") return runs.map((run) => cellOf(run, field));
        const cells: CellValue[] = [];
        for (const run of runs) cells.push(await this.#extreme(run, field));
        return cells;
      }),
    );
  }

  async names(runIds: readonly string[]): Promise<readonly string[]> {
    const runs = await this.#runs(runIds);
    const named = (prefix: string, dataOf: (run: Run) => object): string[] =>
      [...new Set(runs.flatMap((run) => Object.keys(dataOf(run))))].sort(compareTexts).map((key) => `${prefix}.${key}`);
    return [
      ...named("metrics", (run) => run.data.metrics),
      ...named("params", (run) => run.data.params),
      ...named("tags", (run) => run.data.tags),
    ];
  }

  async summary(experimentIds: readonly string[], viewType: ViewType, soon?: Soon): Promise<readonly FieldSummary[]> {
    return summaryOfRuns(await this.#search({ experimentIds, viewType, filter: "" }, soon));
  }

  async points(
    { runId, key }: { readonly runId: string; readonly key: string },
    by: "step" | "time",
    [from, to]: readonly [from: number, to: number],
    visit: (count: number) => (point: Point) => void,
  ): Promise<void> {
    const xOf = (point: Metric): number => (by === "step" ? point.step : point.timestampMs);
    const points = (await this.#history(runId, key)).filter((point) => xOf(point) >= from && xOf(point) <= to);
    const yOf = (point: Metric): number => (by === "step" ? point.timestampMs : point.step);
    points.sort((a, b) => xOf(a) - xOf(b) || yOf(a) - yOf(b) || (a.value || 0) - (b.value || 0));
    const take = visit(points.length);
    for (const { step, timestampMs, value } of points) take([step, timestampMs, value]);
  }

  async activity(experimentIds: readonly string[]): Promise<readonly Activity[]> {
    const found: Activity[] = [];
    for (const id of experimentIds) {
      const query = { experimentIds: [id], viewType: "ACTIVE_ONLY" } as const;
      const { runs, all } = await this.#searches.find(query, mostCounted);
      const running = all ? runs : (await this.#searches.find({ ...query, filter: isRunning }, mostCounted)).runs;
      found.push({
        runs: all ? runs.length : null,
        running: running.filter((run) => run.info.status === "RUNNING").length,
        lastStartTimeMs: runs.reduce<number | null>((last, { info }) => Math.max(last ?? 0, info.startTimeMs), null),
      });
    }
    return found;
  }

  async #search(query: RunQuery, soon: Soon | undefined): Promise<readonly Run[]> {
    if (query.experimentIds.length === 0) return [];
    const { runs, all } = await (soon === undefined ? this.#searches.find(query) : this.#searches.soon(query));
    if (soon !== undefined && !all) soon.reading = true;
    for (const run of runs) this.#learn(run);
    return runs;
  }

  /** Those that are known; others, and all if `known` does not count, are asked for. Runs that are not there are left out. */
  async #runs(runIds: readonly string[], known = true): Promise<readonly Run[]> {
    const missing = runIds.filter((runId) => !known || !this.#known.has(runId));
    for (let start = 0; start < missing.length; start += atOnce) {
      await Promise.all(missing.slice(start, start + atOnce).map((runId) => this.#ask(runId)));
    }
    return runIds.map((runId) => this.#known.get(runId)).filter((run) => run !== undefined);
  }

  async #ask(runId: string): Promise<void> {
    this.#known.delete(runId);
    try {
      this.#learn(await this.#store.getRun(runId));
    } catch (error) {
      if (
        !(error instanceof TrackingError) ||
        !["RESOURCE_DOES_NOT_EXIST", "INVALID_PARAMETER_VALUE"].includes(error.code)
      )
        throw error;
    }
  }

  #learn(run: Run): void {
    this.#known.delete(run.info.runId);
    this.#known.set(run.info.runId, run);
    if (this.#known.size > mostKnown) this.#known.delete(this.#known.keys().next().value!);
  }

  async #history(runId: string, key: string): Promise<Metric[]> {
    const points: Metric[] = [];
    let pageToken: string | undefined;
    do {
      const page = await this.#store.getMetricHistory(runId, key, pageToken === undefined ? {} : { pageToken });
      points.push(...page.items);
      pageToken = page.nextPageToken;
    } while (pageToken !== undefined);
    return points;
  }

  async #extreme(run: Run, { kind, key }: Field): Promise<CellValue> {
    if (!Object.hasOwn(run.data.metrics, key)) return null;
    let found: number | null = null;
    for (const { value } of await this.#history(run.info.runId, key)) {
      if (Number.isNaN(value)) continue;
      if (found === null || (kind === "min" ? value < found : value > found)) found = value;
    }
    return found === null ? null : numberCell(found);
  }
}

function cellOf({ info, data, inputs, outputs }: Run, { kind, key }: Field): CellValue {
  const own = (record: Readonly<Record<string, string>>, name: string): CellValue =>
    Object.hasOwn(record, name) ? record[name]! : null;
  if (kind === "param") return own(data.params, key);
  if (kind === "tag") return own(data.tags, key);
  if (kind === "metric") return Object.hasOwn(data.metrics, key) ? numberCell(data.metrics[key]!) : null;
  if (Object.hasOwn(attributeTags, key)) return own(data.tags, attributeTags[key]!);
  const values: Readonly<Record<string, () => CellValue>> = {
    run_name: () => info.runName,
    run_id: () => info.runId,
    experiment_id: () => info.experimentId,
    status: () => info.status,
    start_time: () => info.startTimeMs,
    end_time: () => info.endTimeMs,
    duration: () => (info.endTimeMs === null ? null : info.endTimeMs - info.startTimeMs),
    user_id: () => info.userId || null,
    dataset: () => datasetsCell(inputs.datasets.map(({ dataset }) => dataset)),
    models: () =>
      modelsCell(
        outputs.models.map(({ modelId }) => modelId),
        data.tags[historyTag],
      ),
  };
  return values[key]!();
}
