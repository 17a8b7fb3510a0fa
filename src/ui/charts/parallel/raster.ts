/**
 * Thousands of lines as an image: each line adds its colour to the pixels that it crosses, and a pixel's opacity follows from
 * how many crossed it. Without a GPU that is fifty times as fast as stroking paths, and its cost is known line by line. Pure.
 */
import type { Rgb } from "./line_colors.js";

/**
 * What crossed each pixel, as two whole numbers of two fields each: red and coverage, green and blue. An addition to one
 * number then adds to both of its fields, which halves the time. Coverage is in `steps` per line, and multiplies the colours.
 */
export interface Raster {
  readonly width: number;
  readonly height: number;
  readonly sums: Float64Array;
}

/** Into how many parts a line's coverage is divided between the two pixels beside it. */
const steps = 16;
/** What the upper field is counted in: the lower one has room for 65,000 lines of the brightest colour over one pixel. */
const field = 2 ** 28;

export function rasterOf(width: number, height: number): Raster {
  return { width, height, sums: new Float64Array(width * height * 2) };
}

export function wipe({ sums }: Raster): void {
  sums.fill(0);
}

/** Colours as they are added: two numbers each. */
export type Inks = Float64Array;

export function inksOf(colors: readonly Rgb[]): Inks {
  const inks = new Float64Array(colors.length * 2);
  for (const [index, [red, green, blue]] of colors.entries()) {
    inks[index * 2] = red * field + 1;
    inks[index * 2 + 1] = green * field + blue;
  }
  return inks;
}

/** What lines are drawn on, where, and in which colours. */
export interface Drawing {
  readonly raster: Raster;
  /** Axes in whole pixels of the raster. */
  readonly xs: readonly number[];
  /** Per axis the height of each run, in pixels of the raster divided by `scale`. */
  readonly lines: readonly Float32Array[];
  readonly scale: number;
  /** Per run an index into `inks`. */
  readonly buckets: Uint8Array;
  readonly inks: Inks;
}

/** Adds the lines of `runs` from one index to before another, gap by gap: one gap's pixels fit the processor's cache. */
export function addLines(drawing: Drawing, runs: Uint32Array, start: number, end: number): void {
  const { raster, xs, lines, scale, buckets, inks } = drawing;
  const most = raster.height - 1.5; // whole pixels on both sides of each height
  for (let axis = 0; axis + 1 < xs.length; axis++) {
    const [x0, x1, left, right] = [xs[axis]!, xs[axis + 1]!, lines[axis]!, lines[axis + 1]!];
    for (let index = start; index < end; index++) {
      const run = runs[index]!;
      const ink = buckets[run]! * 2;
      const y0 = Math.min(most, Math.max(0.5, left[run]! * scale));
      const y1 = Math.min(most, Math.max(0.5, right[run]! * scale));
      addSegment(raster, x0, y0, x1, y1, inks[ink]!, inks[ink + 1]!);
    }
  }
}

/** Smooth at its edges: each step along the longer side is shared between the two pixels beside it (after Wu). */
function addSegment(
  { width, sums }: Raster,
  x0: number,
  y0: number,
  x1: number,
  y1: number,
  first: number,
  second: number,
): void {
  const slope = (y1 - y0) / (x1 - x0);
  if (slope >= -1 && slope <= 1) {
    const below = width * 2;
    let y = y0 + slope * 0.5 - 0.5;
    for (let x = x0; x < x1; x++, y += slope) {
      const cell = y | 0;
      const part = ((y - cell) * steps + 0.5) | 0;
      const at = (cell * width + x) * 2;
      sums[at]! += first * (steps - part);
      sums[at + 1]! += second * (steps - part);
      sums[at + below]! += first * part;
      sums[at + below + 1]! += second * part;
    }
    return;
  }
  const across = 1 / slope;
  const top = Math.round(Math.min(y0, y1));
  const bottom = Math.round(Math.max(y0, y1));
  let x = x0 + (top + 0.5 - y0) * across - 0.5;
  for (let y = top; y < bottom; y++, x += across) {
    const cell = x | 0;
    const part = ((x - cell) * steps + 0.5) | 0;
    const at = (y * width + cell) * 2;
    sums[at]! += first * (steps - part);
    sums[at + 1]! += second * (steps - part);
    sums[at + 2]! += first * part;
    sums[at + 3]! += second * part;
  }
}

/**
 * Writes the image into `pixels` (RGBA, as large as the raster). `opacity` is that of one line, 0 to 1; `one`: a colour for
 * all instead of the lines' own.
 */
export function paint({ sums }: Raster, pixels: Uint8ClampedArray, opacity: number, one?: Rgb): void {
  const alphas = alphaTable(opacity);
  const most = alphas.length - 1;
  const whole = new Uint32Array(pixels.buffer, pixels.byteOffset, pixels.length / 4); // A, B, G, R from the highest byte
  const same = one === undefined ? -1 : one[0] | (one[1] << 8) | (one[2] << 16);
  for (let at = 0, pixel = 0; pixel < whole.length; at += 2, pixel++) {
    const first = sums[at]!;
    if (first === 0) continue;
    const reds = Math.floor(first / field);
    const coverage = first - reds * field;
    const alpha = alphas[coverage < most ? coverage : most]! << 24;
    if (same >= 0) {
      whole[pixel] = alpha | same;
      continue;
    }
    const second = sums[at + 1]!;
    const greens = Math.floor(second / field);
    const share = 1 / coverage;
    const [red, green, blue] = [byte(reds * share), byte(greens * share), byte((second - greens * field) * share)];
    whole[pixel] = alpha | red | (green << 8) | (blue << 16);
  }
}

/** Beyond eight thousand lines over one pixel the lower fields lose their last digits, and a share may come out above a byte. */
function byte(value: number): number {
  return Math.min(255, (value + 0.5) | 0);
}

/** By coverage: as if that many lines lay one over the other. */
function alphaTable(opacity: number): Uint8Array {
  const most = Math.ceil(Math.log(1 / 255) / Math.log(1 - opacity)) + 1;
  return Uint8Array.from({ length: most * steps }, (_, index) =>
    Math.round(255 * (1 - (1 - opacity) ** (index / steps))),
  );
}
