/** A tree as a static picture, readable on light and dark pages: root at the left, edges as thick as what goes through them. Pure. */
import { escapeHtml } from "../html.js";
import { readable } from "../plots/run_fields.js";
import type { DrawnNode, TreeLayout } from "./tree_layout.js";

const size = { row: 50, box: 38, padding: 16, top: 58, gap: 84, letter: 7.2, mostLetters: 30 } as const;
const widest = 5;
const ink = "#24292f";
const pale = "#57606a";

export function treeSvg(title: string, layout: TreeLayout): string {
  const widths = columnWidths(layout);
  const lefts = widths.map(
    (_, depth) => size.padding + widths.slice(0, depth).reduce((sum, own) => sum + own + size.gap, 0),
  );
  const width = Math.max(lefts.at(-1)! + widths.at(-1)! + size.padding, 580);
  const height = size.top + layout.rowCount * size.row + size.padding - 6;
  const places = layout.nodes.map(({ depth, row }): Place => {
    return { x: lefts[depth]!, y: size.top + row * size.row, width: widths[depth]! };
  });
  const most = layout.nodes.reduce(
    (top, { kind, amount }) => (kind === "leaf" ? Math.max(top, Math.abs(amount)) : top),
    0,
  );
  const total = layout.nodes[0]!.cover;
  const edges = layout.nodes.map((node, index) => edge(node, places, index, total));
  const boxes = layout.nodes.map((node, index) => box(node, places[index]!, most));
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${round(width)}" height="${height}" viewBox="0 0 ${round(width)} ${height}" font-family="system-ui,sans-serif" font-size="12">` +
    `<rect width="${round(width)}" height="${height}" rx="6" fill="#fff"/>` +
    `<text x="16" y="22" font-weight="600" fill="${ink}">${escapeHtml(title)}</text>` +
    `<text x="16" y="40" font-size="11" fill="${pale}">${legend(layout)}</text>` +
    `${edges.join("")}${boxes.join("")}</svg>`
  );
}

interface Place {
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

function legend({ depth, wholeDepth, wholeCount }: TreeLayout): string {
  const cut = depth < wholeDepth ? `cut at depth ${depth} of ${wholeDepth} (${count(wholeCount)} nodes) · ` : "";
  return `${cut}upper branch: smaller values · solid: missing values go here too`;
}

function columnWidths(layout: TreeLayout): number[] {
  const widths: number[] = [];
  for (const node of layout.nodes) {
    const letters = Math.max(...linesOf(node).map((line) => line.length));
    widths[node.depth] = Math.max(widths[node.depth] ?? 70, letters * size.letter + 22);
  }
  return widths;
}

function linesOf({ kind, feature, threshold, amount, cover, below }: DrawnNode): [string, string] {
  if (kind === "leaf") return [readable(amount), `cover ${readable(cover)}`];
  const condition = threshold === null ? "" : ` < ${readable(Number(threshold))}`;
  const room = size.mostLetters - condition.length;
  const name = feature.length > room ? `${feature.slice(0, room - 1)}…` : feature;
  const second = kind === "cut" ? `… ${count(below)} nodes below` : `gain ${brief(amount)} · cover ${brief(cover)}`;
  return [`${name}${condition}`, second];
}

/** Solid where missing values go, dashed elsewhere. */
function edge({ from, cover }: DrawnNode, places: readonly Place[], index: number, total: number): string {
  if (from === null) return "";
  const [parent, own] = [places[from.parent]!, places[index]!];
  const [x1, y1] = [parent.x + parent.width, parent.y + size.box / 2];
  const [x2, y2] = [own.x, own.y + size.box / 2];
  const bend = (x1 + x2) / 2;
  const thick = Math.max(1, widest * Math.sqrt(total > 0 ? cover / total : 0));
  const dashes = from.missing ? "" : ' stroke-dasharray="5 3"';
  const label = from.answer === "yes" ? "yes" : "no";
  const above = y2 < y1 || (y2 === y1 && from.answer === "yes");
  return (
    `<path d="M${round(x1)} ${round(y1)}C${round(bend)} ${round(y1)} ${round(bend)} ${round(y2)} ${round(x2)} ${round(y2)}" fill="none" stroke="#afb8c1" stroke-width="${thick.toFixed(1)}"${dashes}/>` +
    `<text x="${round(x2 - 6)}" y="${round(y2 + (above ? -6 : 15))}" text-anchor="end" font-size="11" fill="${pale}">${label}</text>`
  );
}

function box(node: DrawnNode, { x, y, width }: Place, most: number): string {
  const [first, second] = linesOf(node);
  const fill = node.kind === "leaf" ? leafColor(node.amount, most) : node.kind === "cut" ? "#fff" : "#f6f8fa";
  const border = node.kind === "cut" ? ' stroke-dasharray="3 3"' : "";
  const radius = node.kind === "leaf" ? size.box / 2 : 6;
  const middle = round(x + width / 2);
  return (
    `<rect x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${size.box}" rx="${radius}" fill="${fill}" stroke="#d0d7de"${border}/>` +
    `<text x="${middle}" y="${round(y + 16)}" text-anchor="middle" font-weight="600" fill="${ink}">${escapeHtml(first)}</text>` +
    `<text x="${middle}" y="${round(y + 30)}" text-anchor="middle" font-size="10.5" fill="${pale}">${escapeHtml(second)}</text>`
  );
}

/** Blue-green above 0, orange below; the stronger the farther from 0. */
function leafColor(value: number, most: number): string {
  const [red, green, blue] = value < 0 ? [217, 115, 13] : [39, 127, 142];
  const share = most > 0 ? 0.1 + 0.4 * (Math.abs(value) / most) : 0.1;
  const mixed = [red, green, blue].map((channel) => Math.round(255 + (channel - 255) * share));
  return `rgb(${mixed.join()})`;
}

/** At most three digits for what only tells how large. */
function brief(value: number): string {
  return value >= 1000 ? count(Math.round(value)) : readable(Number(value.toPrecision(3)));
}

function count(value: number): string {
  return value.toLocaleString("en-US");
}

function round(value: number): string {
  return String(Math.round(value * 10) / 10);
}
