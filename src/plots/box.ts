/** How a metric is spread within each value of a param or tag: boxes from the lower to the upper quartile. */
import { displaySymbol, type Displayable, type MimeBundle } from "../mime.js";
import { axisOf } from "./axis.js";
import { byNumberThenText } from "./scale.js";
import { chartSvg } from "./chart_svg.js";
import type { Figure } from "./figure.js";
import { fixedWidth } from "./fixed_width.js";
import { numbersOf, objectiveOf, type Observed, observationsOf } from "./observations.js";
import { pictureHtml } from "./picture.js";
import { plotlyText } from "./plotly_text.js";
import { readable } from "./run_fields.js";

export interface BoxOptions {
  /** Default: the first metric, for trials the loss. */
  metric?: string;
  /** The column whose values make the boxes; default: one box of all. */
  by?: string;
}

export interface BoxGroup {
  /** The value that its runs share; `none` where they lack it. */
  readonly label: string;
  /** Names and values of its runs, and their places among what was given. */
  readonly names: readonly string[];
  readonly values: readonly number[];
  readonly indices: readonly number[];
  /** Least, lower quartile, median, upper quartile, greatest; between two values by share. */
  readonly quartiles: readonly [number, number, number, number, number];
}

export interface Box {
  readonly metric: string;
  /** Null: one box of all. */
  readonly by: string | null;
  /** Numbers in their order and before texts; at most 40, those with the most runs. */
  readonly groups: readonly BoxGroup[];
  /** How many groups are left out. */
  readonly left: number;
}

const mostGroups = 40;

/** Runs or trials → boxes. Those without the metric are left out. Pure. */
export function boxData(observed: Observed, options: BoxOptions = {}): Box {
  const observations = observationsOf(observed);
  const column = objectiveOf(observations, options.metric);
  const by = options.by === undefined ? null : observations.column(options.by);
  const members = new Map<string, number[]>();
  const values = numbersOf(column);
  values.forEach((value, index) => {
    if (Number.isNaN(value)) return;
    const label = by === null ? "all runs" : String(by.values[index] ?? "none");
    const own = members.get(label);
    if (own === undefined) members.set(label, [index]);
    else own.push(index);
  });
  const kept = [...members].sort(([, a], [, b]) => b.length - a.length).slice(0, mostGroups);
  return {
    metric: column.label,
    by: by?.label ?? null,
    groups: kept
      .sort(([a], [b]) => byNumberThenText(a, b))
      .map(([label, indices]) => groupOf(label, indices, values, observations.names)),
    left: members.size - kept.length,
  };
}

function groupOf(
  label: string,
  indices: readonly number[],
  all: readonly number[],
  names: readonly string[],
): BoxGroup {
  const values = indices.map((index) => all[index]!);
  const sorted = values.toSorted((a, b) => a - b);
  return {
    label,
    names: indices.map((index) => names[index]!),
    values,
    indices,
    quartiles: [0, 0.25, 0.5, 0.75, 1].map((share) => quantile(sorted, share)) as unknown as BoxGroup["quartiles"],
  };
}

function quantile(sorted: readonly number[], share: number): number {
  const at = share * (sorted.length - 1);
  const [low, high] = [sorted[Math.floor(at)]!, sorted[Math.ceil(at)]!];
  return low + (high - low) * (at - Math.floor(at));
}

/** Plotly's figure: a trace per box, with the runs as dots beside it. */
export function boxFigure(plot: Box): Figure {
  return {
    data: plot.groups.map(({ label, names, values }) => ({
      type: "box",
      name: plotlyText(label),
      y: values,
      text: names.map(plotlyText),
      boxpoints: values.length > 500 ? "outliers" : "all",
      jitter: 0.4,
      pointpos: 0,
      marker: { color: "#277f8e", size: 4, opacity: 0.7 },
      line: { width: 1.5 },
      hoveron: "boxes+points",
    })),
    layout: {
      showlegend: false,
      xaxis: { type: "category", ...(plot.by !== null && { title: { text: plotlyText(plot.by) } }) },
      yaxis: { title: { text: plotlyText(plot.metric) } },
      margin: { t: 30 },
      height: 420,
    },
  };
}

/** A picture for every front end, Plotly's interactive one where it can be drawn, and text. */
export function renderBox(plot: Box): MimeBundle {
  if (plot.groups.length === 0) return { data: { "text/plain": `nothing to plot: no run has a ${plot.metric}` } };
  const titles = ["min", "25 %", "median", "75 %", "max"].map((title) => ({ title, numeric: true }));
  const rows = plot.groups.map(({ label, values, quartiles }) => [
    label,
    String(values.length),
    ...quartiles.map(readable),
  ]);
  return {
    data: {
      "application/vnd.plotly.v1+json": boxFigure(plot),
      "text/html": pictureHtml(svgOf(plot), titleOf(plot)),
      "text/plain": fixedWidth([{ title: plot.by ?? "runs" }, { title: "runs", numeric: true }, ...titles], rows).join(
        "\n",
      ),
    },
  };
}

function titleOf({ metric, by, groups }: Box): string {
  const runs = groups.reduce((sum, { values }) => sum + values.length, 0);
  return `${metric}${by === null ? "" : ` by ${by}`}, ${runs} runs`;
}

function svgOf(plot: Box): string {
  const shown = plot.groups;
  const y = axisOf(
    plot.metric,
    shown.flatMap(({ quartiles }) => quartiles),
    false,
  );
  const ticks = shown.map(({ label }, position) => ({ position, text: label }));
  const x = { label: plot.by ?? "", positions: [], min: -0.5, max: shown.length - 0.5, ticks, labelled: true };
  return chartSvg({ x, y, title: titleOf(plot) }, (scales) => {
    const half = Math.min(24, (scales.x(1) - scales.x(0)) * 0.35);
    return shown
      .map(({ quartiles }, index) => {
        const [least, lower, median, upper, greatest] = quartiles.map((value) => scales.y(value).toFixed(1)) as [
          string,
          string,
          string,
          string,
          string,
        ];
        const middle = scales.x(index);
        const [left, right] = [(middle - half).toFixed(1), (middle + half).toFixed(1)];
        return (
          `<path d="M${middle.toFixed(1)} ${least}V${lower}M${middle.toFixed(1)} ${upper}V${greatest}" stroke="#57606a"/>` +
          `<path d="M${left} ${lower}H${right}V${upper}H${left}Z" fill="#277f8e" fill-opacity=".35" stroke="#277f8e"/>` +
          `<path d="M${left} ${median}H${right}" stroke="#24292f" stroke-width="2"/>`
        );
      })
      .join("");
  });
}

/** A plot that shows itself as the last value of a cell. */
export function box(observed: Observed, options: BoxOptions = {}): Displayable {
  return { [displaySymbol]: () => renderBox(boxData(observed, options)).data };
}
