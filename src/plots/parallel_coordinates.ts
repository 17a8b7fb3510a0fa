/** Runs as parallel coordinates: one axis per param and metric, one line per run. */
import { displaySymbol, type Displayable, type MimeBundle } from "../mime.js";
import { axisOf } from "./axis.js";
import { plotlyScale } from "./color_scale.js";
import { type Lines, parallelCoordinatesSvg } from "./parallel_coordinates_svg.js";
import { type Column, isVarying, type Observations, type Observed, observationsOf } from "./observations.js";
import { pictureHtml } from "./picture.js";
import { plotText } from "./plot_text.js";
import { plotlyText } from "./plotly_text.js";

export interface ParallelCoordinatesOptions {
  /** Axes from left to right, `["params.alpha", "metrics.rmse"]`, those that no run has left out; default: what varies, params first. At most 12 are drawn. */
  columns?: readonly string[];
  /** The axis that colours the lines; default: the last metric. */
  color?: string;
}

export interface ParallelCoordinates extends Lines {
  /** The same runs as fixed-width text. */
  readonly text: string;
}

const mostAxes = 12;

/** Runs or trials → axes and positions on them. Pure. */
export function parallelCoordinatesData(
  observed: Observed,
  options: ParallelCoordinatesOptions = {},
): ParallelCoordinates {
  const observations = observationsOf(observed);
  const columns = columnsFor(observations, options).slice(0, mostAxes);
  const lastMetric = columns.findLastIndex(({ label }) =>
    observations.metrics.some((metric) => metric.label === label),
  );
  const color = options.color === undefined ? -1 : columns.indexOf(observations.column(options.color));
  return {
    axes: columns.map(({ label, values }) => axisOf(label, values)),
    colorAxis: color >= 0 ? color : lastMetric >= 0 ? lastMetric : columns.length - 1,
    runNames: observations.names,
    text: plotText(observations.names, columns),
  };
}

/** A picture for every front end, Plotly's interactive one where it can be drawn, and text. */
export function renderParallelCoordinates(plot: ParallelCoordinates): MimeBundle {
  if (plot.axes.length < 2 || plot.runNames.length === 0) {
    const text = `nothing to plot: parallel coordinates need runs and two params or metrics (there are ${plot.runNames.length} runs, ${plot.axes.length} axes)`;
    return { data: { "text/plain": text } };
  }
  const alt = `Parallel coordinates of ${plot.runNames.length} runs: ${plot.axes.map((axis) => axis.label).join(", ")}`;
  return {
    data: {
      "application/vnd.plotly.v1+json": figure(plot),
      "text/html": pictureHtml(parallelCoordinatesSvg(plot), alt),
      "text/plain": plot.text,
    },
  };
}

/** A plot that shows itself as the last value of a cell. */
export function parallelCoordinates(observed: Observed, options: ParallelCoordinatesOptions = {}): Displayable {
  return { [displaySymbol]: () => renderParallelCoordinates(parallelCoordinatesData(observed, options)).data };
}

function columnsFor(observations: Observations, options: ParallelCoordinatesOptions): Column[] {
  if (options.columns === undefined) return [...observations.params, ...observations.metrics.filter(isVarying)];
  const columns = options.columns.filter((name) => observations.has(name)).map((name) => observations.column(name));
  const color = options.color === undefined ? undefined : observations.column(options.color);
  return color === undefined || columns.includes(color) ? columns : [...columns, color];
}

/** A figure that plotly.js 3 and 4 both draw. */
function figure(plot: ParallelCoordinates): unknown {
  const color = plot.axes[plot.colorAxis]!;
  return {
    data: [
      {
        type: "parcoords",
        line: { color: color.positions, colorscale: plotlyScale, cmin: color.min, cmax: color.max, showscale: false },
        dimensions: plot.axes.map((axis) => ({
          label: plotlyText(axis.label),
          values: axis.positions,
          range: [axis.min, axis.max],
          ...(axis.labelled && {
            tickvals: axis.ticks.map((tick) => tick.position),
            ticktext: axis.ticks.map((tick) => tick.text), // not read for tags
          }),
        })),
      },
    ],
    layout: { margin: { t: 90, r: 60, b: 30, l: leftMargin(plot) }, height: 420 },
  };
}

/** Plotly writes the first axis's ticks to its left, and does not make room for them. */
function leftMargin(plot: ParallelCoordinates): number {
  const longest = Math.max(0, ...(plot.axes[0]?.ticks ?? []).map((tick) => tick.text.length));
  return Math.min(200, Math.max(60, 20 + 6 * longest));
}
