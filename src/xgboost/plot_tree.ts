/** One tree of a booster as a picture. */
import { TrackingError } from "../errors.js";
import { displaySymbol, type Displayable, type MimeBundle } from "../mime.js";
import { pictureHtml } from "../plots/picture.js";
import { readable } from "../plots/run_fields.js";
import type { Booster } from "./booster.js";
import { featureMapOf } from "./feature_map.js";
import { treesPerRound } from "./predict.js";
import { type DrawnNode, layOut, type TreeLayout } from "./tree_layout.js";
import { treeSvg } from "./tree_svg.js";

export interface PlotTreeOptions {
  /** From 0. Default 0. */
  readonly treeIndex?: number;
  /** Splits from the root to the deepest drawn node; deeper ones are counted in the boxes that stand for them. Default 4. */
  readonly maxDepth?: number;
}

/** More could not be read. */
const mostNodes = 255;

export interface TreePlot {
  readonly title: string;
  readonly layout: TreeLayout;
}

/** Throws INVALID_PARAMETER_VALUE for a tree that the booster does not have. Pure. */
export function treePlotData(booster: Booster, { treeIndex = 0, maxDepth = 4 }: PlotTreeOptions = {}): TreePlot {
  const { model } = booster;
  const tree = model.trees[treeIndex];
  if (tree === undefined) {
    const remedy = model.trees.length === 0 ? "train it first" : `give treeIndex 0 to ${model.trees.length - 1}`;
    throw new TrackingError("INVALID_PARAMETER_VALUE", `there is no tree ${treeIndex}; ${remedy}`);
  }
  if (!(maxDepth >= 0)) throw new TrackingError("INVALID_PARAMETER_VALUE", `maxDepth is ${maxDepth}; give 0 or more`);
  const round = treesPerRound(model) === 1 ? "" : `, round ${Math.floor(treeIndex / treesPerRound(model))}`;
  return {
    title: `tree ${treeIndex} of ${model.trees.length}${round}`,
    layout: layOut(tree, featureMapOf(model), maxDepth, mostNodes),
  };
}

/** A picture for every front end, and text. */
export function renderTreePlot({ title, layout }: TreePlot): MimeBundle {
  const alt = `${title}: ${layout.wholeCount} nodes, depth ${layout.wholeDepth}`;
  return {
    data: {
      "text/html": pictureHtml(treeSvg(title, layout), alt),
      "text/plain": [alt, ...layout.nodes.map(line)].join("\n"),
    },
  };
}

/** A picture that shows itself as the last value of a cell. */
export function plotTree(booster: Booster, options: PlotTreeOptions = {}): Displayable {
  const plot = treePlotData(booster, options);
  return { [displaySymbol]: () => renderTreePlot(plot).data };
}

function line({ depth, kind, feature, threshold, amount, cover, below, from }: DrawnNode): string {
  const way = from === null ? "" : `${from.answer}${from.missing ? ", missing" : ""}: `;
  const condition = `${feature}${threshold === null ? "" : ` < ${threshold}`}`;
  const what = kind === "leaf" ? `leaf ${readable(amount)}` : condition;
  const more = kind === "cut" ? `, … ${below} nodes below` : "";
  return `${"  ".repeat(depth)}${way}${what} (cover ${readable(cover)})${more}`;
}
