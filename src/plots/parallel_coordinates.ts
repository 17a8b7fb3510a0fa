/** Runs as parallel coordinates: one axis per param and metric, one line per run. */
import type { Run } from "../entities.js";
import { displaySymbol, type Displayable, type MimeBundle } from "../mime.js";
import { axisOf } from "./axis.js";
import { type Lines, parallelCoordinatesSvg } from "./parallel_coordinates_svg.js";
import { type Field, fieldOf, fieldsIn, valueOf } from "./run_fields.js";
import { plainText, runsTableData } from "./runs_table.js";

export interface ParallelCoordinatesOptions {
  /** Axes from left to right, `["params.alpha", "metrics.rmse"]`; default: what varies, params first. At most 12 are drawn. */
  columns?: readonly string[];
  /** The axis that colours the lines; default: the last metric. */
  color?: string;
}

export interface ParallelCoordinates extends Lines {
  /** The same runs as fixed-width text. */
  readonly text: string;
}

const mostAxes = 12;

/** Runs → axes and positions on them. Pure. */
export function parallelCoordinatesData(
  runs: readonly Run[],
  options: ParallelCoordinatesOptions = {},
): ParallelCoordinates {
  const fields = fieldsFor(runs, options).slice(0, mostAxes);
  const lastMetric = fields.findLastIndex((field) => field.kind === "metric");
  const chosen =
    options.color === undefined ? -1 : fields.findIndex((field) => field.name === fieldOf(options.color!).name);
  return {
    axes: fields.map((field) =>
      axisOf(
        field.key,
        runs.map((run) => valueOf(run, field)),
      ),
    ),
    colorAxis: chosen >= 0 ? chosen : lastMetric >= 0 ? lastMetric : fields.length - 1,
    runNames: runs.map((run) => run.info.runName),
    text: plainText(runsTableData(runs, { columns: fields.map((field) => field.name), maxRows: 50 })),
  };
}

/** A picture for every front end, Plotly's interactive one where it can be drawn, and text. */
export function renderParallelCoordinates(plot: ParallelCoordinates): MimeBundle {
  if (plot.axes.length < 2 || plot.runNames.length === 0) {
    const text = `nothing to plot: parallel coordinates need runs and two params or metrics (there are ${plot.runNames.length} runs, ${plot.axes.length} axes)`;
    return { data: { "text/plain": text } };
  }
  const svg = Buffer.from(parallelCoordinatesSvg(plot)).toString("base64");
  const alt =
    `Parallel coordinates of ${plot.runNames.length} runs: ${plot.axes.map((axis) => axis.label).join(", ")}`.replaceAll(
      '"',
      "'",
    );
  return {
    data: {
      "application/vnd.plotly.v1+json": figure(plot),
      "text/html": `<div><img alt="${alt.replaceAll("<", "")}" src="data:image/svg+xml;base64,${svg}" style="max-width:100%"></div>`,
      "text/plain": plot.text,
    },
  };
}

/** A plot that shows itself as the last value of a cell. */
export function parallelCoordinates(runs: readonly Run[], options: ParallelCoordinatesOptions = {}): Displayable {
  return { [displaySymbol]: () => renderParallelCoordinates(parallelCoordinatesData(runs, options)).data };
}

function fieldsFor(runs: readonly Run[], options: ParallelCoordinatesOptions): Field[] {
  if (options.columns === undefined) return [...fieldsIn(runs, "param", true), ...fieldsIn(runs, "metric", true)];
  const fields = options.columns.map(fieldOf);
  const color = options.color === undefined ? undefined : fieldOf(options.color);
  return color === undefined || fields.some((field) => field.name === color.name) ? fields : [...fields, color];
}

/** A figure that plotly.js 3 and 4 both draw. */
function figure(plot: ParallelCoordinates): unknown {
  const color = plot.axes[plot.colorAxis]!;
  return {
    data: [
      {
        type: "parcoords",
        line: { color: color.positions, colorscale: "Viridis", cmin: color.min, cmax: color.max, showscale: false },
        dimensions: plot.axes.map((axis) => ({
          label: axis.label,
          values: axis.positions,
          range: [axis.min, axis.max],
          ...(axis.labelled && {
            tickvals: axis.ticks.map((tick) => tick.position),
            ticktext: axis.ticks.map((tick) => tick.text),
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
