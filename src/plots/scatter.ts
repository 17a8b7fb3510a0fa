/** Two columns of runs or trials against each other, coloured by a third. */
import { displaySymbol, type Displayable, type MimeBundle } from "../mime.js";
import type { Figure } from "./figure.js";
import { type Axis, axisOf } from "./axis.js";
import { chartSvg } from "./chart_svg.js";
import { colorAt, plotlyScale, rangeOf, shareOf } from "./color_scale.js";
import { type Column, numbersOf, objectiveOf, type Observed, observationsOf } from "./observations.js";
import { pictureHtml } from "./picture.js";
import { plotText } from "./plot_text.js";
import { plotlyAxis } from "./plotly_axis.js";
import { plotlyText } from "./plotly_text.js";
import { readable } from "./run_fields.js";
import { naturalKind, type Tick } from "./scale.js";

export interface ScatterOptions {
  /** `params.alpha`, `metrics.rmse`, or `alpha` where only one has that name. */
  x: string;
  y: string;
  /** The column that colours the dots; default: the first metric, unless it is an axis already. */
  color?: string;
  /** The column whose numbers are the dots' areas; default: all alike. */
  size?: string;
  /** By logarithms; default: where positive values span a factor of 100. */
  logX?: boolean;
  logY?: boolean;
}

export interface Scatter {
  readonly x: Axis;
  readonly y: Axis;
  readonly names: readonly string[];
  /** NaN: no value, drawn grey; `ticks`: of texts, which have places. Null: one colour for all. */
  readonly color: {
    readonly label: string;
    readonly values: readonly number[];
    readonly ticks?: readonly Tick[];
  } | null;
  /** NaN: no value, drawn smallest. Null: one size for all. */
  readonly size: { readonly label: string; readonly values: readonly number[] } | null;
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
  const size = options.size === undefined ? null : observations.column(options.size);
  const columns = [x, y, ...(color === null ? [] : [color]), ...(size === null ? [] : [size])];
  return {
    x: axisOf(x.label, x.values, options.logX, isTime(options.x)),
    y: axisOf(y.label, y.values, options.logY, isTime(options.y)),
    names: observations.names,
    color: color === null ? null : colorOf(color),
    size: size === null ? null : { label: size.label, values: numbersOf(size) },
    text: plotText(observations.names, columns),
  };
}

function isTime(name: string): boolean {
  return /^(attributes?\.)?(start|end)_time$/.test(name);
}

function colorOf(column: Column): NonNullable<Scatter["color"]> {
  const { label, values } = column;
  if (naturalKind(values) !== "category") return { label, values: numbersOf(column) };
  const { positions, ticks } = axisOf(label, values);
  return { label, values: positions, ticks };
}

/** A picture for every front end, Plotly's interactive one where it can be drawn, and text. */
export function renderScatter(plot: Scatter): MimeBundle {
  if (plot.names.length === 0) return { data: { "text/plain": "nothing to plot: no runs" } };
  const title = `${plot.names.length} runs`;
  const alt = `${plot.y.label} against ${plot.x.label}, ${title}`;
  return {
    data: {
      "application/vnd.plotly.v1+json": scatterFigure(plot),
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
  const text = (value: number): string =>
    plot.color?.ticks?.find(({ position }) => position === value)?.text ?? readable(value);
  const color =
    plot.color === null ? {} : { color: { label: plot.color.label, low: text(range.low), high: text(range.high) } };
  const diameters = diametersOf(plot);
  return chartSvg({ x: plot.x, y: plot.y, title, ...color }, (scales) =>
    plot.names
      .map((_, index) => {
        const fill = plot.color === null ? "#277f8e" : colorAt(shareOf(range, plot.color.values[index]!));
        const [x, y] = [scales.x(plot.x.positions[index]!), scales.y(plot.y.positions[index]!)];
        return `<circle cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="${diameters === null ? 4.5 : (diameters[index]! / 2).toFixed(1)}" fill="${fill}" fill-opacity=".85" stroke="#fff"/>`;
      })
      .join(""),
  );
}

/** Diameters of the dots, 5 to 24 px, their areas in proportion to the range; null: all alike. */
function diametersOf({ size }: Scatter): readonly number[] | null {
  if (size === null) return null;
  const range = rangeOf(size.values);
  return size.values.map((value) => {
    const share = shareOf(range, value);
    return Number.isNaN(share) ? 5 : Math.sqrt(25 + share * (24 * 24 - 25));
  });
}

function namedTicks(ticks: readonly Tick[]): object {
  return {
    tickmode: "array",
    tickvals: ticks.map(({ position }) => position),
    ticktext: ticks.map(({ text }) => plotlyText(text)),
  };
}

/** Plotly's figure: one trace of dots, in the order of the names. */
export function scatterFigure(plot: Scatter): Figure {
  const { color } = plot;
  const size = diametersOf(plot) ?? 9;
  return {
    data: [
      {
        type: "scatter",
        mode: "markers",
        x: plot.x.positions,
        y: plot.y.positions,
        text: plot.names.map(plotlyText),
        hovertemplate: `%{text}<extra></extra>`,
        marker:
          color === null
            ? { size }
            : {
                size,
                color: color.values.map((value) => (Number.isNaN(value) ? null : value)),
                colorscale: plotlyScale,
                colorbar: {
                  title: { text: plotlyText(color.label) },
                  ...(color.ticks !== undefined && namedTicks(color.ticks)),
                },
              },
      },
    ],
    layout: { xaxis: plotlyAxis(plot.x), yaxis: plotlyAxis(plot.y), margin: { t: 30 }, height: 420 },
  };
}
