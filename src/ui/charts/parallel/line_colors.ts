/** The colour of each run's line: by a field's value on the even scale, by category, or the run's own. Pure. */
import { rgbAt, rgbOf } from "../../../plots/color_scale.js";
import { palette } from "../../runs/run_color.js";
import { labelOf } from "../../runs/field.js";
import type { ChartData } from "../chart_data.js";
import { readableOn, type Scaled, scaled } from "./axes.js";

export type Rgb = readonly [number, number, number];

export interface LineColors {
  /** Per run an index into `colors`. */
  readonly buckets: Uint8Array;
  readonly colors: readonly Rgb[];
  readonly legend: Legend;
}

export type Legend =
  | {
      readonly kind: "scale";
      readonly label: string;
      readonly stops: readonly Rgb[];
      readonly low: string;
      readonly high: string;
    }
  | { readonly kind: "categories"; readonly label: string; readonly entries: readonly (readonly [string, Rgb])[] }
  | { readonly kind: "runs" };

/** Stands for the runs' own colours where a field is asked for. */
export const ownColors = "run";

const scaleBuckets = 64;
/** Of a byte's 256 buckets, without the grey one. */
const mostColors = 255;
const grey: Rgb = [0x8c, 0x95, 0x9f];

/** `own`: those of the runs, `#rrggbb`. `reversed`: the highest value gets the darkest colour. */
export function lineColors(
  own: readonly string[],
  columnOf: ChartData["column"],
  field: string,
  reversed: boolean,
  dark: boolean,
): LineColors {
  const column = field === ownColors ? undefined : columnOf(field);
  if (column === undefined) return colorsOfRuns(own);
  const values = scaled(column, field);
  const { categories } = values.scale;
  const named =
    categories.length > 0 &&
    categories.length <= palette.length &&
    categories.some((text) => Number.isNaN(Number(text)));
  return named ? colorsOfCategories(values, labelOf(field)) : colorsOfScale(values, field, reversed, dark);
}

function colorsOfScale({ scale, shares }: Scaled, field: string, reversed: boolean, dark: boolean): LineColors {
  const colors = Array.from({ length: scaleBuckets }, (_, bucket) => {
    const share = bucket / (scaleBuckets - 1);
    return onGround(reversed ? 1 - share : share, dark);
  });
  const buckets = Uint8Array.from(shares, (share) =>
    Number.isNaN(share) ? scaleBuckets : Math.round(share * (scaleBuckets - 1)),
  );
  const text = (position: number): string => {
    const value = scale.valueAt(position);
    const short = (number: number): string => String(Number(number.toPrecision(4)));
    return typeof value === "string" ? value : readableOn({ field }, value, short);
  };
  const legend: Legend = {
    kind: "scale",
    label: labelOf(field),
    stops: colors,
    low: text(scale.min),
    high: text(scale.max),
  };
  return { buckets, colors: [...colors, grey], legend };
}

/** The dark end is left out on dark ground, where it cannot be seen. */
function onGround(share: number, dark: boolean): Rgb {
  return rgbAt(dark ? 0.2 + 0.8 * share : share);
}

function colorsOfCategories({ scale, shares }: Scaled, label: string): LineColors {
  const { categories } = scale;
  const colors = categories.map((_, index) => rgbOf(palette[index]!));
  const buckets = Uint8Array.from(shares, (share) =>
    Number.isNaN(share) ? categories.length : Math.round(scale.min + share * (scale.max - scale.min)),
  );
  const entries = categories.map((text, index) => [text, colors[index]!] as const);
  return { buckets, colors: [...colors, grey], legend: { kind: "categories", label, entries } };
}

function colorsOfRuns(colors: readonly string[]): LineColors {
  const places = new Map<string, number>();
  const buckets = Uint8Array.from(colors, (color) => {
    const found = places.get(color);
    if (found !== undefined) return found;
    if (places.size === mostColors) return mostColors;
    places.set(color, places.size);
    return places.size - 1;
  });
  return { buckets, colors: [...[...places.keys()].map(rgbOf), grey], legend: { kind: "runs" } };
}
