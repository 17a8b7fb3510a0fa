/** Metrics over steps or time: a line per run and metric, broken where a value is not finite. */
import type { Metric } from "../entities.js";
import { displaySymbol, type Displayable, type MimeBundle } from "../mime.js";
import { type Axis, axisOf } from "./axis.js";
import { chartSvg, type Scales } from "./chart_svg.js";
import type { Figure } from "./figure.js";
import { isDrawable } from "./scale.js";
import { fixedWidth } from "./fixed_width.js";
import { pictureHtml } from "./picture.js";
import { plotlyAxis } from "./plotly_axis.js";
import { plotlyText } from "./plotly_text.js";
import { readable, readableTime } from "./run_fields.js";

export interface History {
  /** What the line is called. */
  readonly name: string;
  /** As `getMetricHistory` gives them, in any order. */
  readonly points: readonly Pick<Metric, "value" | "step" | "timestampMs">[];
  /** `#rrggbb`; default: the next of a palette. */
  readonly color?: string;
}

export interface MetricHistoryOptions {
  /** Default: the step; `relative`: seconds since the line's first point. */
  x?: "step" | "time" | "relative";
  /** What the values are, at the axis. */
  label?: string;
  /** By logarithms; default: not across, and up where positive values span a factor of 100. */
  logX?: boolean;
  logY?: boolean;
}

export interface MetricHistory {
  readonly x: Axis;
  readonly y: Axis;
  readonly lines: readonly HistoryLine[];
}

export interface HistoryLine {
  readonly name: string;
  readonly color: string;
  /** How many points it had; the largest and smallest of each stretch are kept, at most `mostPoints`. */
  readonly points: number;
  /** On the axes; null: not finite, the line is broken. */
  readonly at: readonly { readonly x: number; readonly y: number | null }[];
  readonly first: number;
  readonly last: number;
  readonly least: number;
}

const palette = ["#3b7dd8", "#d9822b", "#1b998b", "#c44569", "#7d5ba6", "#8a9a2b", "#2aa7c9", "#b5651d"];
const mostPoints = 1000;
const xLabels = { step: "step", time: "time (UTC)", relative: "seconds since the start" } as const;

/** Histories → lines. Those without a point are left out. Pure. */
export function metricHistoryData(histories: readonly History[], options: MetricHistoryOptions = {}): MetricHistory {
  const { x: across = "step", label = "value", logX = false, logY } = options;
  const given = histories
    .filter(({ points }) => points.length > 0)
    .map((history, index) => ({
      ...history,
      color: history.color ?? palette[index % palette.length]!,
      ...rowsOf(history, across),
    }));
  const rows = given.flatMap((one) => one.rows);
  const x = axisOf(
    xLabels[across],
    rows.map((row) => row.x),
    logX,
  );
  const drawable = rows.flatMap(({ value }) => (isDrawable(value) ? [value] : []));
  const y = axisOf(label, drawable, logY);
  let [place, drawn] = [0, 0];
  const lines = given.map(({ name, color, points, rows: own }): HistoryLine => {
    const values = own.map(({ value }) => value).filter(isDrawable);
    const at = own.map(({ value }) => ({
      x: x.positions[place++]!,
      y: isDrawable(value) ? y.positions[drawn++]! : null,
    }));
    const least = values.reduce((a, b) => Math.min(a, b), Infinity);
    return { name, color, points: points.length, at, first: own[0]!.value, last: own.at(-1)!.value, least };
  });
  return { x: across === "time" ? withTimes(x) : x, y, lines };
}

function rowsOf({ points }: History, across: "step" | "time" | "relative") {
  const start = points.reduce((low, { timestampMs }) => Math.min(low, timestampMs), Infinity);
  const xOf = ({ step, timestampMs }: History["points"][number]): number =>
    across === "step" ? step : across === "time" ? timestampMs : (timestampMs - start) / 1000;
  const rows = points.map((point) => ({ x: xOf(point), value: point.value })).sort((a, b) => a.x - b.x);
  return { rows: thinned(rows) };
}

type Row = { readonly x: number; readonly value: number };

/** Of each stretch its least and its greatest value, and what is not finite: no peak and no gap is lost. */
function thinned(rows: readonly Row[]): readonly Row[] {
  if (rows.length <= mostPoints) return rows;
  const size = Math.ceil(rows.length / (mostPoints / 3));
  const stretches = Array.from({ length: Math.ceil(rows.length / size) }, (_, at) =>
    rows.slice(at * size, (at + 1) * size),
  );
  return stretches.flatMap((stretch) => {
    const finite = stretch.filter(({ value }) => isDrawable(value));
    const lost = stretch.find(({ value }) => !isDrawable(value));
    const low = finite.reduce<Row | undefined>((a, b) => (a === undefined || b.value < a.value ? b : a), undefined);
    const high = finite.reduce<Row | undefined>((a, b) => (a === undefined || b.value > a.value ? b : a), undefined);
    return [...new Set([low, high, lost])].filter((row) => row !== undefined).sort((a, b) => a.x - b.x);
  });
}

function withTimes(axis: Axis): Axis {
  const ticks = axis.ticks.map(({ position }) => ({ position, text: readableTime(position).slice(5) }));
  return { ...axis, ticks, labelled: true };
}

/** Plotly's figure: a trace per line. */
export function metricHistoryFigure(plot: MetricHistory): Figure {
  return {
    data: plot.lines.map(({ name, color, at }) => ({
      type: "scatter",
      mode: at.length < 30 ? "lines+markers" : "lines",
      name: plotlyText(name),
      x: at.map(({ x }) => x),
      y: at.map(({ y }) => y),
      line: { color, width: 1.5 },
      hovertemplate: "%{y}<extra>%{fullData.name}</extra>",
    })),
    layout: { xaxis: plotlyAxis(plot.x), yaxis: plotlyAxis(plot.y), margin: { t: 30 }, height: 420 },
  };
}

/** The lines as a static picture; SVG. */
export function metricHistorySvg(plot: MetricHistory): string {
  const title = plot.lines.length === 1 ? plot.lines[0]!.name : `${plot.lines.length} lines`;
  return chartSvg({ x: plot.x, y: plot.y, title }, (scales) =>
    plot.lines
      .map(({ color, at }) => {
        let pen = "M";
        const path = at.map(({ x, y }) => {
          if (y === null) {
            pen = "M";
            return "";
          }
          const step = `${pen}${scales.x(x).toFixed(1)} ${scales.y(y).toFixed(1)}`;
          pen = "L";
          return step;
        });
        const line = `<path d="${path.join("")}" fill="none" stroke="${color}" stroke-width="1.5" stroke-linecap="round"/>`;
        return line + at.map((_, index) => (isAlone(at, index) ? dot(scales, at[index]!, color) : "")).join("");
      })
      .join(""),
  );
}

/** No line leads to it. */
function isAlone(at: HistoryLine["at"], index: number): boolean {
  const isThere = (place: number): boolean => (at[place]?.y ?? null) !== null;
  return isThere(index) && !isThere(index - 1) && !isThere(index + 1);
}

function dot(scales: Scales, { x, y }: HistoryLine["at"][number], color: string): string {
  return `<circle cx="${scales.x(x).toFixed(1)}" cy="${scales.y(y!).toFixed(1)}" r="3" fill="${color}"/>`;
}

/** A picture for every front end, Plotly's interactive one where it can be drawn, and text. */
export function renderMetricHistory(plot: MetricHistory): MimeBundle {
  if (plot.lines.length === 0) return { data: { "text/plain": "nothing to plot: no history has a point" } };
  const titles = ["points", "first", "last", "least"].map((title) => ({ title, numeric: true }));
  const rows = plot.lines.map(({ name, points, first, last, least }) => [
    name,
    String(points),
    ...[first, last, least].map(readable),
  ]);
  return {
    data: {
      "application/vnd.plotly.v1+json": metricHistoryFigure(plot),
      "text/html": pictureHtml(
        metricHistorySvg(plot),
        `${plot.y.label} by ${plot.x.label}, ${plot.lines.length} lines`,
      ),
      "text/plain": fixedWidth([{ title: "line" }, ...titles], rows).join("\n"),
    },
  };
}

/** A plot that shows itself as the last value of a cell: `metricHistory([{ name: "a", points: await client.getMetricHistory(id, "rmse") }])`. */
export function metricHistory(histories: readonly History[], options: MetricHistoryOptions = {}): Displayable {
  return { [displaySymbol]: () => renderMetricHistory(metricHistoryData(histories, options)).data };
}
