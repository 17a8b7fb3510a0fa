/** A metric, or another column of numbers, as bars: of each run in the runs' own order, or the mean of those with the same value of a column. */
import { displaySymbol, type Displayable, type MimeBundle } from "../mime.js";
import { type BarPlot, barsFigure, renderBars } from "./bars.js";
import type { Figure } from "./figure.js";
import { type Column, numbersOf, objectiveOf, type Observed, observationsOf } from "./observations.js";
import { readable } from "./run_fields.js";
import { byNumberThenText } from "./scale.js";
import { spreadOf } from "./spread.js";

export interface RunBarsOptions {
  /** Default: the first metric, for trials the loss. */
  metric?: string;
  /** The column whose values gather the runs: a bar for each, as long as their mean. Default: a bar for each run. */
  by?: string;
}

export interface RunBars {
  readonly metric: string;
  /** What gathers the runs; null: each has a bar. */
  readonly by: string | null;
  /** At most 100: the first runs that have it, in the order given; of groups the largest, numbers in their order and before texts. */
  readonly bars: readonly RunBar[];
  /** How many bars are left out, how many runs have the metric, and how many do not. */
  readonly left: number;
  readonly count: number;
  readonly lacking: number;
}

export interface RunBar {
  readonly name: string;
  /** Of a group the mean. */
  readonly value: number;
  /** Sample standard deviation; null for fewer than two runs. */
  readonly deviation: number | null;
  /** Places of its runs among what was given. */
  readonly indices: readonly number[];
}

/** More bars than that cannot be told apart. */
const mostBars = 100;

/** Runs or trials → their values. Pure. */
export function runBarsData(observed: Observed, options: RunBarsOptions = {}): RunBars {
  const observations = observationsOf(observed);
  const column = objectiveOf(observations, options.metric);
  const by = options.by === undefined ? null : observations.column(options.by);
  const values = numbersOf(column);
  const having = values.flatMap((value, index) => (Number.isNaN(value) ? [] : [index]));
  const bars =
    by === null ? having.map((index) => [observations.names[index]!, [index]] as const) : gathered(by, having);
  const shown = bars.slice(0, mostBars).map(([name, indices]) => barOf(name, indices, values));
  return {
    metric: column.label,
    by: by?.label ?? null,
    bars: by === null ? shown : shown.sort((a, b) => byNumberThenText(a.name, b.name)),
    left: bars.length - shown.length,
    count: having.length,
    lacking: values.length - having.length,
  };
}

/** The largest first. */
function gathered(by: Column, having: readonly number[]): (readonly [string, readonly number[]])[] {
  const groups = Map.groupBy(having, (index) => String(by.values[index] ?? "none"));
  return [...groups].sort(([, a], [, b]) => b.length - a.length);
}

function barOf(name: string, indices: readonly number[], values: readonly number[]): RunBar {
  const { mean, deviation } = spreadOf(indices.map((index) => values[index]!));
  return { name, value: mean, deviation, indices };
}

function barsOf(plot: RunBars): BarPlot {
  const { metric, by, bars, left, count, lacking } = plot;
  const runs =
    left === 0
      ? `${count} runs`
      : by === null
        ? `first ${bars.length} of ${count} runs`
        : `${count} runs, ${left} groups left out`;
  const without = lacking > 0 ? ` (${lacking} without it)` : "";
  return {
    title: by === null ? `${metric}, ${runs}${without}` : `mean ${metric} by ${by} ± std, ${runs}${without}`,
    spoken: metric,
    columns: [by ?? "run", metric],
    bars: bars.map((bar) => ({ label: bar.name, value: bar.value, text: textOf(bar, by !== null) })),
    layout: { height: 90 + 24 * bars.length },
  };
}

function textOf({ value, deviation, indices }: RunBar, isGroup: boolean): string {
  const spread = deviation === null ? "" : ` ± ${readable(deviation)}`;
  return `${readable(value)}${spread}${isGroup ? ` (${indices.length})` : ""}`;
}

/** Plotly's figure; means have their standard deviations as whiskers. */
export function runBarsFigure(plot: RunBars): Figure {
  const { data, layout } = barsFigure(barsOf(plot));
  if (plot.by === null) return { data, layout };
  const array = plot.bars.map(({ deviation }) => deviation ?? 0);
  return {
    data: [{ ...data[0], error_x: { type: "data", array, color: "#8c959f", thickness: 1.5, width: 4 } }],
    layout,
  };
}

/** A picture for every front end, Plotly's interactive one where it can be drawn, and text. */
export function renderRunBars(plot: RunBars): MimeBundle {
  if (plot.bars.length === 0) return { data: { "text/plain": `nothing to plot: no run has a ${plot.metric}` } };
  const { data } = renderBars(barsOf(plot));
  return { data: { ...data, "application/vnd.plotly.v1+json": runBarsFigure(plot) } };
}

/** A plot that shows itself as the last value of a cell. */
export function runBars(observed: Observed, options: RunBarsOptions = {}): Displayable {
  return { [displaySymbol]: () => renderRunBars(runBarsData(observed, options)).data };
}
