/** A booster's most important features as bars. */
import { TrackingError } from "../errors.js";
import { displaySymbol, type Displayable, type MimeBundle } from "../mime.js";
import { barsSvg } from "../plots/bars_svg.js";
import { fixedWidth } from "../plots/fixed_width.js";
import { pictureHtml } from "../plots/picture.js";
import { readable } from "../plots/run_fields.js";
import type { Booster } from "./booster.js";
import type { ImportanceType } from "./importance.js";

export interface PlotImportanceOptions {
  /** Default `weight`: how many splits use the feature. */
  readonly importanceType?: ImportanceType;
  /** Default 20. */
  readonly maxNumFeatures?: number;
  /** Default `Feature importance`. */
  readonly title?: string;
}

export interface ImportancePlot {
  readonly title: string;
  readonly importanceType: ImportanceType;
  /** The most important first. */
  readonly features: readonly { readonly name: string; readonly score: number }[];
}

/** Pure. */
export function importancePlotData(booster: Booster, options: PlotImportanceOptions = {}): ImportancePlot {
  const { importanceType = "weight", maxNumFeatures = 20, title = "Feature importance" } = options;
  if (!(maxNumFeatures >= 1)) {
    const message = `maxNumFeatures is ${maxNumFeatures}; give 1 or more`;
    throw new TrackingError("INVALID_PARAMETER_VALUE", message);
  }
  const scores = Object.entries(booster.getScore({ importanceType })).sort(([, a], [, b]) => b - a);
  const shown = scores.slice(0, maxNumFeatures);
  const part = shown.length < scores.length ? `, ${shown.length} of ${scores.length} features` : "";
  return {
    title: `${title} (${importanceType}${part})`,
    importanceType,
    features: shown.map(([name, score]) => ({ name, score })),
  };
}

/** A picture for every front end, Plotly's interactive one where it can be drawn, and text. */
export function renderImportancePlot(plot: ImportancePlot): MimeBundle {
  const { title, importanceType, features } = plot;
  if (features.length === 0) return { data: { "text/plain": "nothing to plot: the booster has no splits" } };
  const bars = features.map(({ name, score }) => ({ label: name, value: Math.max(0, score), text: readable(score) }));
  const columns = [{ title: "feature" }, { title: importanceType, numeric: true }];
  return {
    data: {
      "application/vnd.plotly.v1+json": figure(plot),
      "text/html": pictureHtml(
        barsSvg(title, bars),
        `${title}: ${bars.map(({ label, text }) => `${label} ${text}`).join(", ")}`,
      ),
      "text/plain": fixedWidth(
        columns,
        bars.map(({ label, text }) => [label, text]),
      ).join("\n"),
    },
  };
}

/** A plot that shows itself as the last value of a cell. */
export function plotImportance(booster: Booster, options: PlotImportanceOptions = {}): Displayable {
  const plot = importancePlotData(booster, options);
  return { [displaySymbol]: () => renderImportancePlot(plot).data };
}

function figure({ title, features }: ImportancePlot): unknown {
  const shown = features.toReversed();
  return {
    data: [
      {
        type: "bar",
        orientation: "h",
        y: shown.map(({ name }) => name),
        x: shown.map(({ score }) => score),
        marker: { color: "#277f8e" },
      },
    ],
    layout: {
      title: { text: title, font: { size: 13 } },
      yaxis: { automargin: true, type: "category" },
      margin: { t: 50 },
      height: 90 + 24 * shown.length,
    },
  };
}
