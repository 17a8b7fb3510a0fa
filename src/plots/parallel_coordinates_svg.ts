/** The static picture of parallel coordinates, readable on light and dark pages. Pure. */
import type { Axis } from "./axis.js";
import { escapeHtml } from "../html.js";
import { colorAt } from "./color_scale.js";
import { shortenedApart } from "./short_text.js";

/** What is drawn: runs as lines over axes. */
export interface Lines {
  readonly axes: readonly Axis[];
  /** Index of the axis that colours the lines. */
  readonly colorAxis: number;
  readonly runNames: readonly string[];
  /** CSS colours of the lines that are not those of the axis, and what they say. */
  readonly colors?: readonly string[];
  readonly colorLabel?: string;
  /** px between axes; default: 110 to 220, by their number. */
  readonly gap?: number;
}

/** A static picture of more lines than this is a blot, and a large one. */
const mostLines = 1000;
const characterPx = 7;
const height = 380;
const margin = { top: 64, right: 100, bottom: 28, left: 70 };

export function parallelCoordinatesSvg(plot: Lines): string {
  const gap = plot.gap ?? Math.max(110, Math.min(220, 660 / Math.max(1, plot.axes.length - 1)));
  const [left, right] = plot.gap === undefined ? [margin.left, margin.right] : [Math.max(margin.left, gap / 2), gap];
  const width = left + right + gap * (plot.axes.length - 1);
  const x = (index: number) => left + gap * index;
  const chosen = sample(plot.runNames.length);
  const note = chosen.length < plot.runNames.length ? ` (${chosen.length} of ${plot.runNames.length} drawn)` : "";
  const color = plot.axes[plot.colorAxis]!;
  const lines = chosen.map((run) => {
    const points = plot.axes.map((axis, index) => `${x(index).toFixed(0)},${y(axis, axis.positions[run]!).toFixed(1)}`);
    return `<polyline points="${points.join(" ")}" stroke="${plot.colors?.[run] ?? colorOf(color, color.positions[run]!)}"/>`;
  });
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="system-ui,sans-serif" font-size="12">` +
    `<rect width="${width}" height="${height}" rx="6" fill="#fff"/>` +
    `<text x="${left}" y="20" fill="#57606a">${plot.runNames.length} runs${note}, coloured by ${escapeHtml(plot.colorLabel ?? color.label)}</text>` +
    `<g fill="none" stroke-width="${chosen.length > 200 ? 1 : 1.8}" stroke-opacity="${chosen.length > 200 ? 0.4 : 0.85}">${lines.join("")}</g>` +
    plot.axes.map((axis, index) => axisSvg(axis, x(index), gap, index % 2 === 1 && gap < 130)).join("") +
    "</svg>"
  );
}

/** At most `mostLines` of `count` runs, evenly. */
function sample(count: number): number[] {
  const step = Math.max(1, count / mostLines);
  return Array.from({ length: Math.min(count, mostLines) }, (_, index) => Math.floor(index * step));
}

function y(axis: Axis, position: number): number {
  const share = (position - axis.min) / (axis.max - axis.min);
  return height - margin.bottom - share * (height - margin.top - margin.bottom);
}

function colorOf(axis: Axis, position: number): string {
  return colorAt((position - axis.min) / (axis.max - axis.min));
}

function axisSvg(axis: Axis, x: number, gap: number, lower: boolean): string {
  const most = Math.floor((gap - 12) / characterPx);
  const [label] = shortenedApart([axis.label], lower || gap < 130 ? most + 4 : most);
  const texts = shortenedApart(
    axis.ticks.map(({ text }) => text),
    most,
  );
  const ticks = axis.ticks.map(({ position, text }, index) => {
    const at = y(axis, position).toFixed(1);
    return (
      `<path d="M${x - 4} ${at}h8" stroke="#57606a"/>` +
      `<text x="${x + 7}" y="${at}" dy="4" fill="#24292f" stroke="#fff" stroke-width="3" paint-order="stroke">${escapeHtml(texts[index]!)}${full(text, texts[index]!)}</text>`
    );
  });
  return (
    `<path d="M${x} ${margin.top}V${height - margin.bottom}" stroke="#57606a"/>${ticks.join("")}` +
    `<text x="${x}" y="${margin.top - (lower ? 24 : 10)}" text-anchor="middle" font-weight="600" fill="#24292f">${escapeHtml(label!)}${full(axis.label, label!)}</text>`
  );
}

/** The whole of what was shortened, for the pointer. */
function full(text: string, shown: string): string {
  return text === shown ? "" : `<title>${escapeHtml(text)}</title>`;
}
