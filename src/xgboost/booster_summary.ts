/** A booster in short: what it is trained for, how large it is, what matters most in it. Pure. */
import { escapeHtml } from "../html.js";
import type { MimeData } from "../mime.js";
import { featureMapOf } from "./feature_map.js";
import { importanceOf } from "./importance.js";
import { treesPerRound } from "./outputs.js";
import type { BoosterModel } from "./tree.js";

const mostFeatures = 5;

/** One line. */
export function summaryText(model: BoosterModel): string {
  const rounds = counted(model.trees.length / treesPerRound(model), "round");
  const best = bestOf(model);
  const end = best === null ? "" : `, best iteration ${best}`;
  return `Booster ${model.objective}, ${rounds}, ${counted(model.featureCount, "feature")}${end}`;
}

function bestOf({ attributes }: BoosterModel): string | null {
  const { best_iteration: iteration, best_score: score } = attributes;
  return iteration === undefined ? null : `${iteration} (${Number(score).toPrecision(7)})`;
}

export function summaryData(model: BoosterModel): MimeData {
  const leaves = model.trees.reduce(
    (sum, { leftChildren }) => sum + 1 + leftChildren.filter((left) => left !== -1).length,
    0,
  );
  const best = bestOf(model);
  const rows: [string, string][] = [
    ["objective", model.objective],
    ["rounds", count(model.trees.length / treesPerRound(model))],
    ["trees", `${count(model.trees.length)} with ${counted(leaves, "leaf", "leaves")}`],
    ["features", count(model.featureCount)],
    ["base score", String(Math.fround(model.baseScore))],
    ...(best === null ? [] : [["best iteration", best] as [string, string]]),
    ["most gain", mostGain(model)],
  ];
  const cells = rows.map(
    ([name, value]) =>
      `<tr><th style="text-align:left">${name}</th><td style="text-align:left">${escapeHtml(value)}</td></tr>`,
  );
  return {
    "text/html": `<table><caption>XGBoost booster</caption><tbody>${cells.join("")}</tbody></table>`,
    "text/plain": [summaryText(model), ...rows.slice(2).map(([name, value]) => `  ${name}: ${value}`)].join("\n"),
  };
}

function mostGain(model: BoosterModel): string {
  const { names } = featureMapOf(model);
  const scores = [...importanceOf(model.trees, "total_gain")].sort(([, a], [, b]) => b - a);
  const total = scores.reduce((sum, [, gain]) => sum + gain, 0);
  const shown = scores
    .slice(0, mostFeatures)
    .map(([feature, gain]) => `${names[feature]} ${((100 * gain) / total).toFixed(0)} %`);
  return shown.length === 0 ? "no splits" : shown.join(", ");
}

function counted(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

function count(value: number): string {
  return value.toLocaleString("en-US");
}
