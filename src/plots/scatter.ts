/** Two columns of runs or trials against each other, coloured by a third. */
import { displaySymbol, type Displayable, type MimeBundle } from "../mime.js";
import { type Axis, axisOf } from "./axis.js";
import { chartSvg } from "./chart_svg.js";
import { colorAt, plotlyScale, rangeOf, shareOf } from "./color_scale.js";
import { numbersOf, objectiveOf, type Observed, observationsOf } from "./observations.js";
import { pictureHtml } from "./picture.js";
import { plotText } from "./plot_text.js";
import { plotlyAxis } from "./plotly_axis.js";
import { readable } from "./run_fields.js";

export interface ScatterOptions {
  /** `params.alpha`, `metrics.rmse`, or `alpha` where only one has that name. */
  x: string;
  y: string;
  /** The column that colours the dots; default: the first metric, unless it is an axis already. */
  color?: string;
}

export interface Scatter {
  readonly x: Axis;
  readonly y: Axis;
  readonly names: readonly string[];
  /** NaN: no value, drawn grey. Null: one colour for all. */
  readonly color: { readonly label: string; readonly values: readonly number[] } | null;
  /** The same as fixed-width text. */
  readonly text: string;
}

/** Runs or trials → dots. Pure. */
export function scatterData(observed: Observed, options: ScatterOptions): Scatter {
  const observations = observationsOf(observed);
  const [x, y] = [observations.column(options.x), observations.column(options.y)];
  const asked = options.color === undefined ? observations.metrics[0] : objectiveOf(observations, options.color);
  const color =
    asked === undefined || (options.color === undefined && [x.label, y.label].includes(asked.label)) ? null : asked;
  const columns = [x, y, ...(color === null ? [] : [color])];
  return {
    x: axisOf(x.label, x.values),
    y: axisOf(y.label, y.values),
    names: observations.names,
    color: color === null ? null : { label: color.label, values: numbersOf(color) },
    text: plotText(observations.names, columns),
  };
}

/** A picture for every front end, Plotly's interactive one where it can be drawn, and text. */
export function renderScatter(plot: Scatter): MimeBundle {
  if (plot.names.length === 0) return { data: { "text/plain": "nothing to plot: no runs" } };
  const title = `${plot.names.length} runs`;
  const alt = `${plot.y.label} against ${plot.x.label}, ${title}`;
  return {
    data: {
      "application/vnd.plotly.v1+json": figure(plot),
      "text/html": pictureHtml(svgOf(plot, title), alt),
      "text/plain": plot.text,
    },
  };
}

/** A plot that shows itself as the last value of a cell. */
export function scatter(observed: Observed, options: ScatterOptions): Displayable {
  return { [displaySymbol]: () => renderScatter(scatterData(observed, options)).data };
}

function svgOf(plot: Scatter, title: string): string {
  const range = rangeOf(plot.color?.values ?? []);
  const color =
    plot.color === null
      ? {}
      : { color: { label: plot.color.label, low: readable(range.low), high: readable(range.high) } };
  return chartSvg({ x: plot.x, y: plot.y, title, ...color }, (scales) =>
    plot.names
      .map((_, index) => {
        const fill = plot.color === null ? "#277f8e" : colorAt(shareOf(range, plot.color.values[index]!));
        const [x, y] = [scales.x(plot.x.positions[index]!), scales.y(plot.y.positions[index]!)];
        return `<circle cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="4.5" fill="${fill}" fill-opacity=".85" stroke="#fff"/>`;
      })
      .join(""),
  );
}

function figure(plot: Scatter): unknown {
  const { color } = plot;
  return {
    data: [
      {
        type: "scatter",
        mode: "markers",
        x: plot.x.positions,
        y: plot.y.positions,
        text: plot.names,
        hovertemplate: `%{text}<extra></extra>`,
        marker:
          color === null
            ? { size: 9 }
            : {
                size: 9,
                color: color.values.map((value) => (Number.isNaN(value) ? null : value)),
                colorscale: plotlyScale,
                colorbar: { title: { text: color.label } },
              },
      },
    ],
    layout: { xaxis: plotlyAxis(plot.x), yaxis: plotlyAxis(plot.y), margin: { t: 30 }, height: 420 },
  };
}
