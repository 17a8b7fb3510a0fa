/**
 * Which params matter: how much of the metric's spread each one explains by itself. The metric is taken by rank, so that one
 * bad run does not decide. A param's share is 1 − Σ(rank − guess)² / Σ(rank − mean)², where each run is guessed from the
 * others alone: from its neighbours on that param, or from the other runs with the same text. Below 0 means that the param
 * tells nothing and is shown as 0. What only two params together explain does not show.
 */
import { displaySymbol, type Displayable, type MimeBundle } from "../mime.js";
import { type BarPlot, renderBars } from "./bars.js";
import { type Column, numbersOf, objectiveOf, type Observed, observationsOf } from "./observations.js";
import { ranksOf } from "./ranks.js";

export interface ParamImportanceOptions {
  /** Default: the first metric, for trials the loss. */
  metric?: string;
  /** Params to compare; default: all that vary. */
  params?: readonly string[];
}

export interface ParamImportance {
  readonly metric: string;
  /** How many runs have the metric. */
  readonly count: number;
  /** The most important first; shares between 0 and 1. */
  readonly params: readonly { readonly label: string; readonly share: number }[];
}

const fewest = 5;

/** Runs or trials → shares. Empty for fewer than five with the metric. Pure. */
export function paramImportanceData(observed: Observed, options: ParamImportanceOptions = {}): ParamImportance {
  const observations = observationsOf(observed);
  const objective = objectiveOf(observations, options.metric);
  const values = numbersOf(objective);
  const kept = values.flatMap((value, index) => (Number.isNaN(value) ? [] : [index]));
  const ranks = ranksOf(kept.map((index) => values[index]!));
  const columns = options.params?.map((name) => observations.column(name)) ?? observations.params;
  const params = columns.map((column) => ({ label: column.label, share: explained(column, kept, ranks) }));
  return {
    metric: objective.label,
    count: kept.length,
    params: kept.length < fewest ? [] : params.sort((a, b) => b.share - a.share),
  };
}

function explained(column: Column, kept: readonly number[], ranks: readonly number[]): number {
  const own = kept.map((index) => column.values[index] ?? null);
  const numbers = numbersOf({ label: column.label, values: own });
  const guesses = numbers.every((value, index) => own[index] === null || !Number.isNaN(value))
    ? fromNeighbours(numbers, ranks)
    : fromSameText(own.map(String), ranks);
  const mean = (ranks.length - 1) / 2;
  const spread = ranks.reduce((sum, rank) => sum + (rank - mean) ** 2, 0);
  const left = ranks.reduce((sum, rank, index) => sum + (rank - guesses[index]!) ** 2, 0);
  return spread === 0 ? 0 : Math.max(0, 1 - left / spread);
}

/** The mean of the runs closest on the param, itself left out; runs that lack it are neighbours of each other. */
function fromNeighbours(numbers: readonly number[], ranks: readonly number[]): number[] {
  const order = numbers.map((_, index) => index).sort((a, b) => sortable(numbers[a]!) - sortable(numbers[b]!));
  const reach = Math.max(2, Math.round(Math.sqrt(ranks.length) / 2));
  const guesses = new Array<number>(ranks.length);
  order.forEach((index, at) => {
    const [start, end] = widened(order, numbers, at, reach);
    let [total, count] = [0, 0];
    for (let other = start; other <= end; other++) {
      if (other === at) continue;
      total += ranks[order[other]!]!;
      count++;
    }
    guesses[index] = total / count;
  });
  return guesses;
}

/** `reach` to both sides, and on over those that are equal to the ends, since equal values have no order. */
function widened(order: readonly number[], numbers: readonly number[], at: number, reach: number): [number, number] {
  const value = (place: number) => sortable(numbers[order[place]!]!);
  let [start, end] = [Math.max(0, at - reach), Math.min(order.length - 1, at + reach)];
  while (start > 0 && value(start - 1) === value(start)) start--;
  while (end < order.length - 1 && value(end + 1) === value(end)) end++;
  return [start, end];
}

function sortable(value: number): number {
  return Number.isNaN(value) ? -Number.MAX_VALUE : value;
}

function fromSameText(texts: readonly string[], ranks: readonly number[]): number[] {
  const groups = new Map<string, { total: number; count: number }>();
  texts.forEach((text, index) => {
    const { total, count } = groups.get(text) ?? { total: 0, count: 0 };
    groups.set(text, { total: total + ranks[index]!, count: count + 1 });
  });
  const all = ranks.reduce((sum, rank) => sum + rank, 0);
  return texts.map((text, index) => {
    const { total, count } = groups.get(text)!;
    return count > 1 ? (total - ranks[index]!) / (count - 1) : (all - ranks[index]!) / (ranks.length - 1);
  });
}

/** A picture for every front end, Plotly's interactive one where it can be drawn, and text. */
export function renderParamImportance(plot: ParamImportance): MimeBundle {
  if (plot.params.length === 0) {
    const text = `nothing to plot: importance needs ${fewest} runs with a ${plot.metric} and a param that varies (there are ${plot.count} runs)`;
    return { data: { "text/plain": text } };
  }
  return renderBars(barsOf(plot));
}

/** What the bars show; for charts that draw them themselves. */
export function barsOf(plot: ParamImportance): BarPlot {
  return {
    title: `share of ${plot.metric} that each param explains by itself, ${plot.count} runs`,
    spoken: "Importance",
    columns: ["param", "share"],
    bars: plot.params.map(({ label, share }) => ({ label, value: share, text: share.toFixed(2) })),
    most: 1,
    layout: { xaxis: { range: [0, 1] }, height: 90 + 30 * plot.params.length },
  };
}

/** A plot that shows itself as the last value of a cell. */
export function paramImportance(observed: Observed, options: ParamImportanceOptions = {}): Displayable {
  return { [displaySymbol]: () => renderParamImportance(paramImportanceData(observed, options)).data };
}
