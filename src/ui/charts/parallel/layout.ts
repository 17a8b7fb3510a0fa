/** Where axes stand and lines cross them, in CSS pixels. Pure. */
import type { ParallelAxis } from "./axes.js";

export interface Layout {
  readonly width: number;
  readonly height: number;
  /** Pixels of each axis from the left; of a lone axis also where its lines end. */
  readonly xs: readonly number[];
  /** The y of a scale's upper and lower end. */
  readonly top: number;
  readonly bottom: number;
}

export const placeStep = 20;
const margin = { top: 12, left: 56, right: 84, bottom: 12 };
const leastGap = 104;

export function layoutOf(axes: readonly ParallelAxis[], width: number, height: number): Layout {
  const gaps = Math.max(1, axes.length - 1);
  const least = margin.left + margin.right + leastGap * gaps;
  const full = Math.max(Math.floor(width), least);
  const gap = Math.floor((full - margin.left - margin.right) / gaps);
  const places = axes.reduce((most, axis) => Math.max(most, axis.places.length), 0);
  return {
    width: full,
    height,
    xs: Array.from({ length: axes.length === 1 ? 2 : axes.length }, (_, index) => margin.left + gap * index),
    top: margin.top,
    bottom: height - margin.bottom - (places === 0 ? 0 : places * placeStep + 4),
  };
}

export function yOf(layout: Layout, { inverted }: ParallelAxis, share: number): number {
  return layout.bottom - (inverted ? 1 - share : share) * (layout.bottom - layout.top);
}

/** The share at a height; below 0 and above 1 beyond the axis. */
export function shareAt(layout: Layout, { inverted }: ParallelAxis, y: number): number {
  const share = (layout.bottom - y) / (layout.bottom - layout.top);
  return inverted ? 1 - share : share;
}

/** `index` counts the axis's places from 0. */
export function placeY(layout: Layout, index: number): number {
  return layout.bottom + (index + 1) * placeStep;
}

/** Per `xs` of the layout the height at which each run's line crosses it. */
export function linesOf(axes: readonly ParallelAxis[], layout: Layout): Float32Array[] {
  const heights = axes.map((axis) => {
    const { shares, beside } = axis;
    const ys = new Float32Array(shares.length);
    for (let run = 0; run < ys.length; run++)
      ys[run] = beside[run] === 0 ? yOf(layout, axis, shares[run]!) : placeY(layout, beside[run]! - 1);
    return ys;
  });
  return axes.length === 1 ? [...heights, ...heights] : heights;
}
