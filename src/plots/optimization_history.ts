/** How a search went: the metric of each run or trial, and the best so far. */
import { displaySymbol, type Displayable, type MimeBundle } from "../mime.js";
import { type Axis, axisOf } from "./axis.js";
import { chartSvg } from "./chart_svg.js";
import { inOrderOfStart, numbersOf, objectiveOf, type Observed, observationsOf } from "./observations.js";
import { pictureHtml } from "./picture.js";
import { plotText } from "./plot_text.js";
import { plotlyAxis } from "./plotly_axis.js";
import { plotlyText } from "./plotly_text.js";
import { readable } from "./run_fields.js";

export interface OptimizationHistoryOptions {
  /** Default: the first metric, for trials the loss. */
  metric?: string;
  /** The best is the highest, not the lowest. */
  maximize?: boolean;
}

export interface OptimizationHistory {
  /** Counts from 0. */
  readonly x: Axis;
  readonly y: Axis;
  readonly names: readonly string[];
  /** NaN where one has none. */
  readonly values: readonly number[];
  /** Best of all up to there; NaN before the first. */
  readonly best: readonly number[];
  readonly text: string;
}

/** Runs, by their start, or trials → values in order. Pure. */
export function optimizationHistoryData(
  observed: Observed,
  options: OptimizationHistoryOptions = {},
): OptimizationHistory {
  const observations = observationsOf(inOrderOfStart(observed));
  const column = objectiveOf(observations, options.metric);
  const values = numbersOf(column);
  const best = bestSoFar(values, options.maximize === true ? Math.max : Math.min);
  return {
    x: axisOf(
      "trial",
      values.map((_, index) => index),
    ),
    y: axisOf(
      column.label,
      values.map((value) => (Number.isNaN(value) ? null : value)),
    ),
    names: observations.names,
    values,
    best,
    text: plotText(observations.names, [column, { label: "best so far", values: best }]),
  };
}

function bestSoFar(values: readonly number[], better: (a: number, b: number) => number): number[] {
  let best = NaN;
  return values.map((value) => {
    if (!Number.isNaN(value)) best = Number.isNaN(best) ? value : better(best, value);
    return best;
  });
}

/** A picture for every front end, Plotly's interactive one where it can be drawn, and text. */
export function renderOptimizationHistory(plot: OptimizationHistory): MimeBundle {
  const last = plot.best.at(-1);
  if (last === undefined || Number.isNaN(last)) {
    return { data: { "text/plain": `nothing to plot: no run has a ${plot.y.label}` } };
  }
  const alt = `${plot.y.label} of ${plot.values.length} trials, best ${readable(last)}`;
  return {
    data: {
      "application/vnd.plotly.v1+json": figure(plot),
      "text/html": pictureHtml(svgOf(plot, last), alt),
      "text/plain": plot.text,
    },
  };
}

/** A plot that shows itself as the last value of a cell. */
export function optimizationHistory(observed: Observed, options: OptimizationHistoryOptions = {}): Displayable {
  return { [displaySymbol]: () => renderOptimizationHistory(optimizationHistoryData(observed, options)).data };
}

/** Where a value stands on the axis, which may be logarithmic: the position of the trial that had it. */
function positionOf(plot: OptimizationHistory, value: number): number {
  return plot.y.positions[plot.values.indexOf(value)]!;
}

function svgOf(plot: OptimizationHistory, last: number): string {
  const title = `${plot.values.length} trials, best ${readable(last)} (line: best so far)`;
  return chartSvg({ x: plot.x, y: plot.y, title }, (scales) => {
    const dots = plot.values.flatMap((value, index) => {
      if (Number.isNaN(value)) return [];
      const [x, y] = [scales.x(index), scales.y(plot.y.positions[index]!)];
      return [`<circle cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="3.5" fill="#365c8d" fill-opacity=".6"/>`];
    });
    const steps = plot.best.flatMap((value, index) => {
      if (Number.isNaN(value)) return [];
      const [x, y] = [scales.x(index).toFixed(1), scales.y(positionOf(plot, value)).toFixed(1)];
      return [plot.best[index - 1] === undefined || Number.isNaN(plot.best[index - 1]!) ? `M${x} ${y}` : `H${x}V${y}`];
    });
    return `<path d="${steps.join("")}" fill="none" stroke="#1fa187" stroke-width="2"/>${dots.join("")}`;
  });
}

function figure(plot: OptimizationHistory): unknown {
  const index = plot.values.map((_, at) => at);
  const kept = index.filter((at) => !Number.isNaN(plot.values[at]!));
  const led = index.filter((at) => !Number.isNaN(plot.best[at]!));
  return {
    data: [
      {
        type: "scatter",
        mode: "markers",
        name: plotlyText(plot.y.label),
        x: kept,
        y: kept.map((at) => plot.y.positions[at]),
        text: kept.map((at) => `${plotlyText(plot.names[at]!)}: ${readable(plot.values[at]!)}`),
        hovertemplate: "%{text}<extra></extra>",
        marker: { color: "#365c8d", opacity: 0.6 },
      },
      {
        type: "scatter",
        mode: "lines",
        name: "best so far",
        x: led,
        y: led.map((at) => positionOf(plot, plot.best[at]!)),
        line: { color: "#1fa187", shape: "hv" },
        hoverinfo: "skip",
      },
    ],
    layout: { xaxis: plotlyAxis(plot.x), yaxis: plotlyAxis(plot.y), margin: { t: 30 }, height: 420 },
  };
}
