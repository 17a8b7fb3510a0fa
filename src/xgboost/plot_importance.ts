/** A booster's most important features as bars. */
import { TrackingError } from "../errors.js";
import { displaySymbol, type Displayable, type MimeBundle } from "../mime.js";
import { renderBars } from "../plots/bars.js";
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
  return renderBars({
    title,
    spoken: title,
    columns: ["feature", importanceType],
    bars: features.map(({ name, score }) => ({ label: name, value: score, text: readable(score) })),
    layout: { height: 90 + 24 * features.length },
  });
}

/** A plot that shows itself as the last value of a cell. */
export function plotImportance(booster: Booster, options: PlotImportanceOptions = {}): Displayable {
  const plot = importancePlotData(booster, options);
  return { [displaySymbol]: () => renderImportancePlot(plot).data };
}
