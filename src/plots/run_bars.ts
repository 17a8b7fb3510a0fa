/** A metric, or another column of numbers, of each run as bars: the runs' own order. */
import { displaySymbol, type Displayable, type MimeBundle } from "../mime.js";
import { type BarPlot, barsFigure, renderBars } from "./bars.js";
import type { Figure } from "./figure.js";
import { numbersOf, objectiveOf, type Observed, observationsOf } from "./observations.js";
import { readable } from "./run_fields.js";

export interface RunBarsOptions {
  /** Default: the first metric, for trials the loss. */
  metric?: string;
}

export interface RunBars {
  readonly metric: string;
  /** Runs that have it, in the order given, at most 100; `indices` are their places among what was given. */
  readonly bars: readonly { readonly name: string; readonly value: number }[];
  readonly indices: readonly number[];
  /** How many have it, and how many do not. */
  readonly count: number;
  readonly lacking: number;
}

/** More bars than that cannot be told apart. */
const mostBars = 100;

/** Runs or trials → their values. Pure. */
export function runBarsData(observed: Observed, options: RunBarsOptions = {}): RunBars {
  const observations = observationsOf(observed);
  const column = objectiveOf(observations, options.metric);
  const values = numbersOf(column);
  const having = values.flatMap((value, index) => (Number.isNaN(value) ? [] : [index]));
  const indices = having.slice(0, mostBars);
  return {
    metric: column.label,
    bars: indices.map((index) => ({ name: observations.names[index]!, value: values[index]! })),
    indices,
    count: having.length,
    lacking: values.length - having.length,
  };
}

function barsOf(plot: RunBars): BarPlot {
  const shown =
    plot.count > plot.bars.length ? `first ${plot.bars.length} of ${plot.count} runs` : `${plot.count} runs`;
  return {
    title: `${plot.metric}, ${shown}${plot.lacking > 0 ? ` (${plot.lacking} without it)` : ""}`,
    spoken: plot.metric,
    columns: ["run", plot.metric],
    bars: plot.bars.map(({ name, value }) => ({ label: name, value, text: readable(value) })),
    layout: { height: 90 + 24 * plot.bars.length },
  };
}

export function runBarsFigure(plot: RunBars): Figure {
  return barsFigure(barsOf(plot));
}

/** A picture for every front end, Plotly's interactive one where it can be drawn, and text. */
export function renderRunBars(plot: RunBars): MimeBundle {
  if (plot.bars.length === 0) return { data: { "text/plain": `nothing to plot: no run has a ${plot.metric}` } };
  return renderBars(barsOf(plot));
}

/** A plot that shows itself as the last value of a cell. */
export function runBars(observed: Observed, options: RunBarsOptions = {}): Displayable {
  return { [displaySymbol]: () => renderRunBars(runBarsData(observed, options)).data };
}
