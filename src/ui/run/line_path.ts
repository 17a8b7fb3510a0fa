/** A series → the path of its line in a box. Pure. */
import type { CellValue } from "../../protocol/page.js";

export interface Box {
  readonly width: number;
  readonly height: number;
}

/** From the first to the last x, from the least to the greatest y; a range of nothing lies in the middle. */
export interface Extent {
  readonly x: readonly [number, number];
  readonly y: readonly [number, number];
}

/** undefined where there is no finite value. */
export function extentOf(x: readonly number[], y: readonly CellValue[]): Extent | undefined {
  const finite = y.filter(isFiniteNumber);
  if (finite.length === 0) return undefined;
  const least = (values: readonly number[]): number => values.reduce((a, b) => Math.min(a, b));
  const greatest = (values: readonly number[]): number => values.reduce((a, b) => Math.max(a, b));
  return { x: [least(x), greatest(x)], y: [least(finite), greatest(finite)] };
}

/** SVG's `d`; what is not finite breaks the line. */
export function linePath(x: readonly number[], y: readonly CellValue[], extent: Extent, box: Box): string {
  let [path, joined] = ["", false];
  for (const [index, value] of y.entries()) {
    if (!isFiniteNumber(value)) {
      joined = false;
      continue;
    }
    const [left, top] = placeOf(x[index]!, value, extent, box);
    path += `${joined ? "L" : "M"}${left.toFixed(1)},${top.toFixed(1)}`;
    joined = true;
  }
  return path;
}

export function placeOf(x: number, y: number, extent: Extent, { width, height }: Box): readonly [number, number] {
  return [share(x, extent.x) * width, (1 - share(y, extent.y)) * height];
}

function share(value: number, [low, high]: readonly [number, number]): number {
  return high > low ? (value - low) / (high - low) : 0.5;
}

function isFiniteNumber(value: CellValue): value is number {
  return typeof value === "number" && Number.isFinite(value);
}
