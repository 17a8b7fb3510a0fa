/** What stores answer, as a notebook shows it: a run, experiment, model, version or points of a metric, alone or as a list. */
import type { Experiment, Metric, ModelVersion, RegisteredModel, Run } from "../entities.js";
import type { MimeBundle } from "../mime.js";
import { renderExperiment, renderExperiments } from "./experiment_view.js";
import { metricHistoryData, renderMetricHistory } from "./metric_history.js";
import { renderModel, renderModels, renderVersion, renderVersions } from "./model_view.js";
import { renderRunInfo } from "./run_info.js";
import { renderRunsTable, runsTableData } from "./runs_table.js";

interface View {
  /** The fields that tell such an object from others. */
  readonly fields: readonly string[];
  readonly one: ((entity: never) => MimeBundle) | null;
  readonly many: (entities: never) => MimeBundle;
}

const views: readonly View[] = [
  { fields: ["info", "data", "inputs"], one: (run: Run) => renderRunInfo(run), many: renderRuns },
  {
    fields: ["experimentId", "artifactLocation", "lifecycleStage", "tags"],
    one: (experiment: Experiment) => renderExperiment(experiment),
    many: (experiments: readonly Experiment[]) => renderExperiments(experiments),
  },
  {
    fields: ["name", "latestVersions", "aliases", "tags"],
    one: (model: RegisteredModel) => renderModel(model),
    many: (models: readonly RegisteredModel[]) => renderModels(models),
  },
  {
    fields: ["name", "version", "currentStage", "runId", "source"],
    one: (version: ModelVersion) => renderVersion(version),
    many: (versions: readonly ModelVersion[]) => renderVersions(versions),
  },
  { fields: ["key", "value", "step", "timestampMs"], one: null, many: renderPoints },
];

/** null for anything else, and for an empty list, which does not say of what. Plain objects that look the same count too. */
export function entityBundle(value: unknown): MimeBundle | null {
  if (!Array.isArray(value)) {
    const view = views.find(({ fields }) => has(value, fields));
    return view?.one?.(value as never) ?? null;
  }
  const list: readonly unknown[] = value;
  const view = views.find(({ fields }) => has(list[0], fields));
  if (view === undefined || !list.every((item) => has(item, view.fields))) return null;
  return view.many(list as never);
}

function has(value: unknown, fields: readonly string[]): boolean {
  return typeof value === "object" && value !== null && fields.every((field) => Object.hasOwn(value, field));
}

function renderRuns(runs: readonly Run[]): MimeBundle {
  return renderRunsTable(runsTableData(runs, {}));
}

/** A line per metric. */
function renderPoints(points: readonly Metric[]): MimeBundle {
  const byKey = Map.groupBy(points, ({ key }) => key);
  const histories = [...byKey].map(([name, own]) => ({ name, points: own }));
  return renderMetricHistory(metricHistoryData(histories, byKey.size === 1 ? { label: points[0]!.key } : {}));
}
