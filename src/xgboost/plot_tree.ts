/** One tree of a booster as a picture. */
import { displaySymbol, type Displayable, type MimeBundle } from "../mime.js";
import { pictureHtml } from "../plots/picture.js";
import { readable } from "../plots/run_fields.js";
import type { Booster } from "./booster.js";
import type { DrawnNode } from "./tree_layout.js";
import { type PlotTreeOptions, type TreePlot, treePlotOf } from "./tree_plot.js";
import { treeSvg } from "./tree_svg.js";

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
  const plot = treePlotOf(booster.model, options);
  return { [displaySymbol]: () => renderTreePlot(plot).data };
}

function line({ depth, kind, feature, threshold, amount, cover, below, from }: DrawnNode): string {
  const way = from === null ? "" : `${from.answer}${from.missing ? ", missing" : ""}: `;
  const condition = `${feature}${threshold === null ? "" : ` < ${threshold}`}`;
  const what = kind === "leaf" ? `leaf ${readable(amount)}` : condition;
  const more = kind === "cut" ? `, … ${below} nodes below` : "";
  return `${"  ".repeat(depth)}${way}${what} (cover ${readable(cover)})${more}`;
}
