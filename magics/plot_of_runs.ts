/** The plots that `%runs --plot KIND` shows: the same as the functions of those names draw. */
import {
  box,
  contour,
  correlation,
  type Displayable,
  displaySymbol,
  MlflowClient,
  type MimeBundle,
  metricHistory,
  nearest,
  optimizationHistory,
  parallelCoordinates,
  paramImportance,
  type Run,
  runBars,
  scatter,
} from "../src/index.js";
import type { MagicContext } from "./magic.js";
import { UsageError } from "./usage_error.js";

interface Plotted {
  readonly runs: readonly Run[];
  /** As written after `--columns`; undefined: not at all. */
  readonly columns: readonly string[] | undefined;
  readonly context: MagicContext;
}

const plots: Readonly<Record<string, (plotted: Plotted) => Displayable | Promise<Displayable>>> = {
  parallel: ({ runs, columns }) => parallelCoordinates(runs, columns === undefined ? {} : { columns }),
  scatter: (plotted) => {
    const [x, y, color, size] = plotted.columns ?? [...paramsOf(plotted, 1), ...metricsOf(plotted, 1)];
    if (x === undefined || y === undefined) throw tooFew("scatter", "x, y, and then colour and size if you like");
    return scatter(plotted.runs, { x, y, ...(color !== undefined && { color }), ...(size !== undefined && { size }) });
  },
  contour: (plotted) => {
    const [x, y, z] = plotted.columns ?? [...paramsOf(plotted, 2), ...metricsOf(plotted, 1)];
    if (x === undefined || y === undefined) throw tooFew("contour", "x, y and the metric that is the height");
    return contour(plotted.runs, { x, y, ...(z !== undefined && { z }) });
  },
  history: historyOf,
  optimization: (plotted) => optimizationHistory(plotted.runs, metricOption(plotted)),
  importance: (plotted) => paramImportance(plotted.runs, metricOption(plotted)),
  correlation: (plotted) => correlation(plotted.runs, metricOption(plotted)),
  box: (plotted) => {
    const by = plotted.columns?.find((column) => !column.startsWith("metrics."));
    return box(plotted.runs, { ...metricOption(plotted), ...(by !== undefined && { by }) });
  },
  bars: (plotted) => runBars(plotted.runs, metricOption(plotted)),
};

export const plotKinds: readonly string[] = Object.keys(plots);

/** Throws UsageError for a kind that there is none of. */
export function checkPlotKind(kind: string): void {
  if (Object.hasOwn(plots, kind)) return;
  const near = nearest(kind, plotKinds);
  const remedy = near === null ? `there are ${plotKinds.join(", ")}` : `did you mean ${near}?`;
  throw new UsageError(`%runs has no plot '${kind}'; ${remedy}`);
}

export async function plotOfRuns(kind: string, plotted: Plotted): Promise<MimeBundle> {
  const plot = await plots[kind]!(plotted);
  return { data: await plot[displaySymbol]() };
}

const mostHistories = 20;

/** Of the metrics among the columns, or of the first that has a history; a line per run and metric. */
async function historyOf(plotted: Plotted): Promise<Displayable> {
  const { runs, columns, context } = plotted;
  const named = columns?.filter((column) => column.startsWith("metrics."));
  const client = new MlflowClient();
  const keys = named?.length
    ? named.map((column) => column.slice("metrics.".length))
    : await keyWithHistory(plotted, client);
  const wanted = runs.flatMap((run) =>
    keys.filter((key) => Object.hasOwn(run.data.metrics, key)).map((key) => ({ run, key })),
  );
  if (wanted.length > mostHistories)
    context.notice(`the first ${mostHistories} of ${wanted.length} histories; --filter chooses others`);
  const histories = wanted.slice(0, mostHistories).map(async ({ run, key }) => ({
    name: keys.length === 1 ? run.info.runName : `${run.info.runName} ${key}`,
    points: await client.getMetricHistory(run.info.runId, key),
  }));
  return metricHistory(await Promise.all(histories), keys.length === 1 ? { label: keys[0]! } : {});
}

const mostAsked = 20;

/** The first metric with several points in the first run that has it, else the first of all. */
async function keyWithHistory(plotted: Plotted, client: MlflowClient): Promise<readonly string[]> {
  const keys = metricsOf(plotted, mostAsked).map((column) => column.slice("metrics.".length));
  for (const key of keys) {
    const run = plotted.runs.find(({ data }) => Object.hasOwn(data.metrics, key))!;
    if ((await client.getMetricHistory(run.info.runId, key)).length > 1) return [key];
  }
  return keys.slice(0, 1);
}

/** The metric that is named, if one is. */
function metricOption({ columns }: Plotted): { metric?: string } {
  const metric = columns?.find((column) => column.startsWith("metrics."));
  return metric === undefined ? {} : { metric };
}

function metricsOf({ runs }: Plotted, most: number): readonly string[] {
  const keys = new Set(runs.flatMap((run) => Object.keys(run.data.metrics)));
  return [...keys]
    .sort()
    .slice(0, most)
    .map((key) => `metrics.${key}`);
}

/** Params of which the runs have more than one value. */
function paramsOf({ runs }: Plotted, most: number): readonly string[] {
  const keys = new Set(runs.flatMap((run) => Object.keys(run.data.params)));
  return [...keys]
    .filter((key) => new Set(runs.map((run) => run.data.params[key])).size > 1)
    .sort()
    .slice(0, most)
    .map((key) => `params.${key}`);
}

function tooFew(kind: string, what: string): UsageError {
  return new UsageError(`${kind} needs columns: ${what}, e.g. --columns params.alpha,metrics.rmse`);
}
