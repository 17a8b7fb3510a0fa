/** A metric as a coloured surface over two params, with the runs or trials it was drawn from. */
import { TrackingError } from "../errors.js";
import { displaySymbol, type Displayable, type MimeBundle } from "../mime.js";
import { type Axis, axisOf } from "./axis.js";
import { chartSvg, type Scales } from "./chart_svg.js";
import { colorAt, colorCount, plotlyScale, type Range, rangeOf, shareOf } from "./color_scale.js";
import type { Figure } from "./figure.js";
import { surface } from "./interpolate.js";
import { numbersOf, objectiveOf, type Observed, observationsOf } from "./observations.js";
import { pictureHtml } from "./picture.js";
import { plotText } from "./plot_text.js";
import { plotlyAxis } from "./plotly_axis.js";
import { plotlyText } from "./plotly_text.js";
import { readable } from "./run_fields.js";

export interface ContourOptions {
  /** `params.alpha`, or `alpha` where only one has that name. */
  x: string;
  y: string;
  /** The metric that is the height; default: the first. */
  z?: string;
}

export interface Contour {
  readonly x: Axis;
  readonly y: Axis;
  readonly label: string;
  /** Names, positions and heights of the observations that have one. */
  readonly names: readonly string[];
  readonly points: readonly { readonly x: number; readonly y: number; readonly z: number }[];
  /** Heights between the points, the lowest y first; empty for fewer than three points. */
  readonly grid: readonly (readonly number[])[];
  /** The colours' ends: one bad run must not make all others look alike, so the highest twentieth is cut off. */
  readonly range: Range;
  readonly text: string;
}

const gridSize = { columns: 60, rows: 40 } as const;

/** Runs or trials → points and the surface through them. Observations without a height are left out. Pure. */
export function contourData(observed: Observed, options: ContourOptions): Contour {
  const observations = observationsOf(observed);
  const height = objectiveOf(observations, options.z);
  const heights = numbersOf(height);
  const kept = heights.flatMap((value, index) => (Number.isNaN(value) ? [] : [index]));
  const [across, up] = [options.x, options.y].map((name) => {
    const { label, values } = observations.column(name);
    return { label, values: kept.map((index) => values[index] ?? null) };
  }) as [{ label: string; values: (number | string | null)[] }, { label: string; values: (number | string | null)[] }];
  const [x, y] = [axisOf(across.label, across.values), axisOf(up.label, up.values)];
  const points = kept.map((index, at) => ({ x: x.positions[at]!, y: y.positions[at]!, z: heights[index]! }));
  const unit = points.map((point) => ({ x: shareOf(ends(x), point.x), y: shareOf(ends(y), point.y), z: point.z }));
  const names = kept.map((index) => observations.names[index]!);
  return {
    x,
    y,
    label: height.label,
    names,
    points,
    grid: points.length < 3 ? [] : surface(unit, gridSize.columns, gridSize.rows),
    range: rangeOf(withoutHighest(points.map(({ z }) => z))),
    text: plotText(names, [across, up, { label: height.label, values: points.map(({ z }) => z) }]),
  };
}

function ends(axis: Axis): Range {
  return { low: axis.min, high: axis.max };
}

function withoutHighest(values: readonly number[]): number[] {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted.slice(0, Math.max(1, Math.ceil(sorted.length * 0.95)));
}

/** A picture for every front end, Plotly's interactive one where it can be drawn, and text. */
export function renderContour(plot: Contour): MimeBundle {
  if (plot.points.length === 0) return { data: { "text/plain": `nothing to plot: no run has a ${plot.label}` } };
  const alt = `${plot.label} over ${plot.x.label} and ${plot.y.label}, ${plot.points.length} runs`;
  return {
    data: {
      "application/vnd.plotly.v1+json": contourFigure(plot),
      "text/html": pictureHtml(svgOf(plot), alt),
      "text/plain": plot.text,
    },
  };
}

/** A plot that shows itself as the last value of a cell. INVALID_PARAMETER_VALUE when x and y are the same column. */
export function contour(observed: Observed, options: ContourOptions): Displayable {
  if (options.x === options.y) {
    throw new TrackingError("INVALID_PARAMETER_VALUE", `x and y are both '${options.x}'; a contour needs two columns`);
  }
  return { [displaySymbol]: () => renderContour(contourData(observed, options)).data };
}

function svgOf(plot: Contour): string {
  const color = { label: plot.label, low: readable(plot.range.low), high: readable(plot.range.high) };
  const chart = { x: plot.x, y: plot.y, title: `${plot.points.length} runs`, color };
  return chartSvg(chart, (scales) => bands(plot, scales) + dots(plot, scales));
}

/** Cells of one colour that lie side by side are one rectangle. */
function bands(plot: Contour, scales: Scales): string {
  const { columns, rows } = gridSize;
  const x = (column: number) => scales.x(plot.x.min + (column / columns) * (plot.x.max - plot.x.min));
  const y = (row: number) => scales.y(plot.y.min + (row / rows) * (plot.y.max - plot.y.min));
  const cells = plot.grid
    .flatMap((heights, row) => {
      const shades = heights.map((height) => shadeOf(plot.range, height));
      const starts = shades.flatMap((shade, column) => (column > 0 && shade === shades[column - 1] ? [] : [column]));
      return starts.map((start, index) => {
        const [left, end] = [x(start), x(starts[index + 1] ?? columns)];
        return `<rect x="${left.toFixed(1)}" y="${y(row + 1).toFixed(1)}" width="${(end - left + 0.4).toFixed(1)}" height="${(y(row) - y(row + 1) + 0.4).toFixed(1)}" fill="${colorAt(shades[start]! / (colorCount - 1))}"/>`;
      });
    })
    .join("");
  return `<g shape-rendering="crispEdges">${cells}</g>`; // else the page shows between rows
}

function shadeOf(range: Range, height: number): number {
  return Math.round(Math.min(1, Math.max(0, shareOf(range, height))) * (colorCount - 1));
}

function dots(plot: Contour, scales: Scales): string {
  return plot.points
    .map(({ x, y, z }) => {
      const fill = colorAt(shareOf(plot.range, z));
      return `<circle cx="${scales.x(x).toFixed(1)}" cy="${scales.y(y).toFixed(1)}" r="4" fill="${fill}" stroke="#fff"/>`;
    })
    .join("");
}

/** Plotly's figure: the surface, if there is one, and the dots. */
export function contourFigure(plot: Contour): Figure {
  const { x, y, range } = plot;
  const { columns, rows } = gridSize;
  const along = (axis: Axis, count: number) =>
    Array.from({ length: count }, (_, index) => axis.min + ((index + 0.5) / count) * (axis.max - axis.min));
  const surfaceTrace = {
    type: "contour",
    x: along(x, columns),
    y: along(y, rows),
    z: plot.grid,
    zmin: range.low,
    zmax: range.high,
    colorscale: plotlyScale,
    colorbar: { title: { text: plotlyText(plot.label) } },
    hoverinfo: "skip",
  };
  const dotsTrace = {
    type: "scatter",
    mode: "markers",
    x: plot.points.map((point) => point.x),
    y: plot.points.map((point) => point.y),
    text: plot.names.map((name, index) => `${plotlyText(name)}: ${readable(plot.points[index]!.z)}`),
    hovertemplate: "%{text}<extra></extra>",
    marker: { color: "#24292f", size: 6, line: { color: "#fff", width: 1 } },
    showlegend: false,
  };
  return {
    data: plot.grid.length === 0 ? [dotsTrace] : [surfaceTrace, dotsTrace],
    layout: { xaxis: plotlyAxis(x), yaxis: plotlyAxis(y), margin: { t: 30 }, height: 420 },
  };
}
