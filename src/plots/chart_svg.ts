/** The frame of static charts with two axes, readable on light and dark pages. Pure. */
import { escapeHtml } from "../html.js";
import type { Axis } from "./axis.js";
import { colorAt, colorCount } from "./color_scale.js";

export interface Chart {
  readonly x: Axis;
  readonly y: Axis;
  /** Above the chart. */
  readonly title: string;
  /** What the colours say, from lowest to highest; left out where they say nothing. */
  readonly color?: { readonly label: string; readonly low: string; readonly high: string };
}

/** From a position on the axis to pixels. */
export interface Scales {
  x(position: number): number;
  y(position: number): number;
}

export const chartSize = { width: 640, height: 400 } as const;
export const chartMargin = { top: 40, right: 24, bottom: 50, left: 100 } as const;
const legendWidth = 104;

/** `draw` gives what is inside the frame; its pixels come from the scales. */
export function chartSvg(chart: Chart, draw: (scales: Scales) => string): string {
  const right = chart.color === undefined ? chartMargin.right : chartMargin.right + legendWidth;
  const [left, top] = [chartMargin.left, chartMargin.top];
  const [plotWidth, plotHeight] = [chartSize.width - left - right, chartSize.height - top - chartMargin.bottom];
  const scales: Scales = {
    x: (position) => left + share(chart.x, position) * plotWidth,
    y: (position) => top + (1 - share(chart.y, position)) * plotHeight,
  };
  const { width, height } = chartSize;
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="system-ui,sans-serif" font-size="12">` +
    `<rect width="${width}" height="${height}" rx="6" fill="#fff"/>` +
    `<text x="${left}" y="22" fill="#57606a">${escapeHtml(short(chart.title, 90))}</text>` +
    `<clipPath id="frame"><rect x="${left - 8}" y="${top - 8}" width="${plotWidth + 16}" height="${plotHeight + 16}"/></clipPath>` +
    `<g clip-path="url(#frame)">${draw(scales)}</g>` +
    `<path d="M${left} ${top}V${top + plotHeight}H${left + plotWidth}" fill="none" stroke="#57606a"/>` +
    xTicks(chart.x, scales, top + plotHeight) +
    yTicks(chart.y, scales, left) +
    `<text x="${left + plotWidth / 2}" y="${height - 12}" text-anchor="middle" font-weight="600" fill="#24292f">${escapeHtml(short(chart.x.label, 60))}</text>` +
    `<text transform="translate(16 ${top + plotHeight / 2}) rotate(-90)" text-anchor="middle" font-weight="600" fill="#24292f">${escapeHtml(short(chart.y.label, 44))}</text>` +
    (chart.color === undefined ? "" : legend(chart.color, left + plotWidth + 24, top, plotHeight)) +
    "</svg>"
  );
}

function share(axis: Axis, position: number): number {
  return (position - axis.min) / (axis.max - axis.min);
}

function xTicks(axis: Axis, scales: Scales, bottom: number): string {
  let free = -Infinity;
  return axis.ticks
    .map(({ position, text }) => {
      const [x, label] = [scales.x(position), short(text, 12)];
      const half = label.length * 3.4 + 4;
      const mark = `<path d="M${x.toFixed(1)} ${bottom}v5" stroke="#57606a"/>`;
      if (x - half < free) return mark;
      free = x + half;
      return `${mark}<text x="${x.toFixed(1)}" y="${bottom + 18}" text-anchor="middle" fill="#24292f">${escapeHtml(label)}</text>`;
    })
    .join("");
}

function yTicks(axis: Axis, scales: Scales, left: number): string {
  return axis.ticks
    .map(({ position, text }) => {
      const y = scales.y(position).toFixed(1);
      return (
        `<path d="M${left} ${y}h-5" stroke="#57606a"/>` +
        `<text x="${left - 9}" y="${y}" dy="4" text-anchor="end" fill="#24292f">${escapeHtml(short(text, 11))}</text>`
      );
    })
    .join("");
}

function legend(color: NonNullable<Chart["color"]>, x: number, top: number, height: number): string {
  const step = (height - 40) / colorCount;
  const boxes = Array.from({ length: colorCount }, (_, index) => {
    const fill = colorAt(index / (colorCount - 1));
    return `<rect x="${x}" y="${(top + 20 + (colorCount - 1 - index) * step).toFixed(1)}" width="14" height="${(step + 0.5).toFixed(1)}" fill="${fill}"/>`;
  });
  return (
    boxes.join("") +
    `<text x="${x}" y="${top + 6}" font-weight="600" fill="#24292f">${escapeHtml(short(color.label, 12))}</text>` +
    `<text x="${x + 19}" y="${top + 30}" fill="#24292f">${escapeHtml(color.high)}</text>` +
    `<text x="${x + 19}" y="${top + height - 22}" fill="#24292f">${escapeHtml(color.low)}</text>`
  );
}

function short(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length - 1)}…` : text;
}
