/**
 * How params and other metrics go with a metric: Spearman's rank correlation, from −1 (one falls as the other rises) to 1.
 * Params that are no numbers have no rank and are left out; runs that lack either value are left out of that pair.
 */
import { displaySymbol, type Displayable, type MimeBundle } from "../mime.js";
import { fixedWidth } from "./fixed_width.js";
import { type BarPlot, barsFigure } from "./bars.js";
import { barsSvg } from "./bars_svg.js";
import { type Column, numbersOf, objectiveOf, type Observed, observationsOf } from "./observations.js";
import { pictureHtml } from "./picture.js";
import { ranksOf } from "./ranks.js";

export interface CorrelationOptions {
  /** Default: the first metric, for trials the loss. */
  metric?: string;
}

export interface Correlation {
  readonly metric: string;
  /** How many runs have the metric. */
  readonly count: number;
  /** The strongest first, whatever its sign; `runs` have both values. */
  readonly columns: readonly { readonly label: string; readonly value: number; readonly runs: number }[];
}

const fewest = 5;

/** Runs or trials → rank correlations, of columns that five runs or more have beside the metric. Pure. */
export function correlationData(observed: Observed, options: CorrelationOptions = {}): Correlation {
  const observations = observationsOf(observed);
  const objective = objectiveOf(observations, options.metric);
  const values = numbersOf(objective);
  const others = [...observations.params, ...observations.metrics].filter((column) => column !== objective);
  return {
    metric: objective.label,
    count: values.filter((value) => !Number.isNaN(value)).length,
    columns: others
      .flatMap((column) => correlated(column, values))
      .sort((a, b) => Math.abs(b.value) - Math.abs(a.value)),
  };
}

function correlated(column: Column, values: readonly number[]): Correlation["columns"] {
  const numbers = numbersOf(column);
  const kept = numbers.flatMap((value, index) => (Number.isNaN(value) || Number.isNaN(values[index]!) ? [] : [index]));
  if (kept.length < fewest) return [];
  const [own, theirs] = [kept.map((index) => numbers[index]!), kept.map((index) => values[index]!)].map(ranksOf) as [
    number[],
    number[],
  ];
  const value = pearson(own, theirs);
  return Number.isNaN(value) ? [] : [{ label: column.label, value, runs: kept.length }];
}

/** NaN where one of them is the same everywhere. */
function pearson(a: readonly number[], b: readonly number[]): number {
  const mean = (a.length - 1) / 2; // of ranks
  let [both, ofA, ofB] = [0, 0, 0];
  a.forEach((value, index) => {
    const [x, y] = [value - mean, b[index]! - mean];
    both += x * y;
    ofA += x * x;
    ofB += y * y;
  });
  return both / Math.sqrt(ofA * ofB);
}

/** What the bars show; for charts that draw them themselves. */
export function correlationBars(plot: Correlation): BarPlot {
  return {
    title: `rank correlation (Spearman) with ${plot.metric}, ${plot.count} runs`,
    spoken: "Correlation",
    columns: ["column", "correlation"],
    bars: plot.columns.map(({ label, value }) => ({ label, value, text: value.toFixed(2) })),
    layout: {
      xaxis: { range: [-1, 1], dtick: 1, tickangle: 0 },
      height: 90 + 30 * plot.columns.length,
    },
  };
}

/** A picture for every front end (its bars show the strength, its texts the sign), Plotly's interactive one, and text. */
export function renderCorrelation(plot: Correlation): MimeBundle {
  if (plot.columns.length === 0) {
    const text = `nothing to plot: correlation needs ${fewest} runs with a ${plot.metric} and another number that varies (there are ${plot.count} runs)`;
    return { data: { "text/plain": text } };
  }
  const bars = correlationBars(plot);
  const strengths = bars.bars.map((bar) => ({ ...bar, value: Math.abs(bar.value) }));
  const rows = plot.columns.map(({ label, value, runs }) => [label, value.toFixed(2), String(runs)]);
  const titles = [{ title: "column" }, { title: "correlation", numeric: true }, { title: "runs", numeric: true }];
  return {
    data: {
      "application/vnd.plotly.v1+json": barsFigure(bars),
      "text/html": pictureHtml(barsSvg(bars.title, strengths, 1), bars.title),
      "text/plain": fixedWidth(titles, rows).join("\n"),
    },
  };
}

/** A plot that shows itself as the last value of a cell. */
export function correlation(observed: Observed, options: CorrelationOptions = {}): Displayable {
  return { [displaySymbol]: () => renderCorrelation(correlationData(observed, options)).data };
}
