/** The client's half of runs: making, ending, finding them, and what is logged to them. */
import type {
  Batch,
  Dataset,
  DatasetInput,
  DatasetSummary,
  Metric,
  ModelInput,
  ModelOutput,
  Run,
  RunInfo,
  RunStatus,
} from "../entities.js";
import { pairsOf, type ParamValue, textOf } from "../param_value.js";
import { RunList } from "../run_list.js";
import type { CreateRunOptions, RunChanges } from "../store/store.js";
import { ExperimentClient } from "./experiments.js";
import { listed, queryOf, type RunSearch } from "./search.js";

export interface MetricOptions {
  /** Default 0. */
  step?: number;
  /** Milliseconds since 1970; default: now. */
  timestampMs?: number;
  /** The logged model that the metric is of (MLflow 3). */
  modelId?: string;
  /** The dataset that it was computed on (MLflow 3). */
  datasetName?: string;
  datasetDigest?: string;
}

export interface BatchInput {
  metrics?: readonly ({ key: string; value: number } & MetricOptions)[];
  params?: readonly { key: string; value: ParamValue }[];
  tags?: readonly { key: string; value: ParamValue }[];
}

export interface NewRun extends Omit<CreateRunOptions, "experimentId" | "tags"> {
  tags?: { readonly [key: string]: ParamValue | undefined };
}

export interface RunInputsToLog {
  /** Datasets, each alone or with what it was for. */
  datasets?: readonly (Dataset | { dataset: Dataset; context?: string; tags?: Readonly<Record<string, string>> })[];
  /** Logged models that the run read. */
  models?: readonly ModelInput[];
}

export class RunClient extends ExperimentClient {
  createRun(experimentId: string, options: NewRun = {}): Promise<Run> {
    return this.store.createRun({ ...options, experimentId, tags: pairsOf(options.tags ?? {}) });
  }

  getRun(runId: string): Promise<Run> {
    return this.store.getRun(runId);
  }

  /** The run that this one is nested in; null for one that stands alone. */
  async getParentRun(runId: string): Promise<Run | null> {
    const parent = (await this.store.getRun(runId)).data.tags["mlflow.parentRunId"];
    return parent === undefined ? null : await this.store.getRun(parent);
  }

  updateRun(runId: string, changes: RunChanges): Promise<RunInfo> {
    return this.store.updateRun(runId, changes);
  }

  /** Ends a run; the time defaults to now. */
  setTerminated(runId: string, status: RunStatus = "FINISHED", endTimeMs: number = Date.now()): Promise<RunInfo> {
    return this.store.updateRun(runId, { status, endTimeMs });
  }

  deleteRun(runId: string): Promise<void> {
    return this.store.deleteRun(runId);
  }

  restoreRun(runId: string): Promise<void> {
    return this.store.restoreRun(runId);
  }

  /** One page of at most `maxResults` (default 1000) runs. */
  async searchRuns(query: RunSearch): Promise<RunList> {
    const page = await this.store.searchRuns({ ...queryOf(query), experimentIds: listed(query.experimentIds) });
    return RunList.from_(page.items, page.nextPageToken);
  }

  /** MLflow 1's listing: the infos of an experiment's active runs. */
  async listRunInfos(experimentId: string): Promise<readonly RunInfo[]> {
    return (await this.searchRuns({ experimentIds: [experimentId] })).map((run) => run.info);
  }

  logParam(runId: string, key: string, value: ParamValue): Promise<void> {
    return this.logBatch(runId, { params: [{ key, value }] });
  }

  logMetric(runId: string, key: string, value: number, options: MetricOptions = {}): Promise<void> {
    return this.logBatch(runId, { metrics: [{ key, value, ...options }] });
  }

  setTag(runId: string, key: string, value: ParamValue): Promise<void> {
    return this.logBatch(runId, { tags: [{ key, value }] });
  }

  deleteTag(runId: string, key: string): Promise<void> {
    return this.store.deleteTag(runId, key);
  }

  /** All of it or nothing; at most 1000 metrics, 100 params and 100 tags. */
  logBatch(runId: string, batch: BatchInput): Promise<void> {
    return this.store.logBatch(runId, batchOf(batch));
  }

  /** Every point of a metric, by time. */
  async getMetricHistory(runId: string, key: string): Promise<readonly Metric[]> {
    return (await this.store.getMetricHistory(runId, key)).items;
  }

  /** Notes which datasets and logged models a run read. */
  logInputs(runId: string, inputs: RunInputsToLog): Promise<void> {
    const { datasets = [], models = [] } = inputs;
    return this.store.logInputs(runId, { datasets: datasets.map(datasetInputOf), models });
  }

  /** Notes which logged models a run made, each at a step. */
  logOutputs(runId: string, models: readonly ModelOutput[]): Promise<void> {
    return this.store.logOutputs(runId, models);
  }

  /** The datasets that runs of these experiments (at most 20) read. */
  searchDatasets(experimentIds: string | readonly string[]): Promise<readonly DatasetSummary[]> {
    return this.store.searchDatasets(listed(experimentIds));
  }
}

/** Fills in steps and times, and makes text of values. */
export function batchOf(input: BatchInput): Required<Batch> {
  const now = Date.now();
  return {
    metrics: (input.metrics ?? []).map(({ step = 0, timestampMs = now, ...metric }) => ({
      ...metric,
      step,
      timestampMs,
    })),
    params: (input.params ?? []).map(({ key, value }) => ({ key, value: textOf(value) })),
    tags: (input.tags ?? []).map(({ key, value }) => ({ key, value: textOf(value) })),
  };
}

function datasetInputOf(given: NonNullable<RunInputsToLog["datasets"]>[number]): DatasetInput {
  if (!("dataset" in given)) return { dataset: given, tags: {} };
  const { dataset, context, tags = {} } = given;
  return { dataset, tags: context === undefined ? tags : { ...tags, "mlflow.data.context": context } };
}
