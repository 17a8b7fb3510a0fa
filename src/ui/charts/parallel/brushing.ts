/** Brushes as stretches of an axis, and back: what is dragged becomes ranges in the data's own units, or values. Pure. */
import type { FieldName } from "../../../protocol/page.js";
import type { Brush } from "../../runs/brush.js";
import type { ParallelAxis, Place } from "./axes.js";

/** A chosen stretch of an axis in shares, `from` ≤ `to`. */
export interface Segment {
  readonly from: number;
  readonly to: number;
}

/** A stretch in the place of another: `at` counts `segmentsOf` the brush; undefined: one more. */
export interface Edit {
  readonly at?: number;
  /** undefined: the stretch goes. */
  readonly segment?: Segment;
}

export function brushOn(brushes: readonly Brush[], field: FieldName): Brush | undefined {
  return brushes.find((brush) => brush.field === field);
}

/** The others stay where they are; undefined takes the field's brush away. */
export function withBrush(brushes: readonly Brush[], field: FieldName, brush: Brush | undefined): readonly Brush[] {
  const others = brushes.filter((one) => one.field !== field);
  return brush === undefined ? others : [...others, brush];
}

/** What of the axis is chosen: numbers by range, categories as runs of neighbours. */
export function segmentsOf(axis: ParallelAxis, brush: Brush | undefined): Segment[] {
  if (brush === undefined) return [];
  if (axis.scale.kind === "category") return categorySegments(axis, brush);
  return rangesOnAxis(axis, brush).map(([low, high]) => ({ from: shareOf(axis, low), to: shareOf(axis, high) }));
}

export function edited(axis: ParallelAxis, brush: Brush | undefined, { at, segment }: Edit): Brush | undefined {
  if (axis.scale.kind === "category") return editedCategories(axis, brush, at, segment);
  const onAxis = rangesOnAxis(axis, brush);
  const others = (brush?.ranges ?? []).filter((range) => !onAxis.includes(range));
  const kept = onAxis.filter((_, index) => index !== at);
  const added = segment === undefined ? [] : [rangeOf(axis, segment)];
  const values = (brush?.values ?? []).filter((value) => Number.isNaN(axis.scale.position(value)));
  return brushWith(axis.field, brush, { ranges: merged([...others, ...kept, ...added]), values });
}

/** One category more, or one less. */
export function categoryToggled(axis: ParallelAxis, brush: Brush | undefined, text: string): Brush | undefined {
  const chosen = axis.scale.categories.filter((one) => brush !== undefined && isCategoryChosen(brush, one));
  const values = chosen.includes(text) ? chosen.filter((one) => one !== text) : [...chosen, text];
  return brushWith(axis.field, brush, { ranges: [], values });
}

export function isPlaceChosen({ extent }: ParallelAxis, brush: Brush | undefined, place: Place): boolean {
  if (brush === undefined) return false;
  if (place.reason === "missing") return brush.missing === true;
  if (place.reason === "nonpositive") return (brush.ranges ?? []).some(([low, high]) => low <= extent[0] && high >= 0);
  return place.values.every((value) => brush.values?.includes(value));
}

export function placeToggled(axis: ParallelAxis, brush: Brush | undefined, place: Place): Brush | undefined {
  const chosen = isPlaceChosen(axis, brush, place);
  if (place.reason === "missing") return brushWith(axis.field, brush, { missing: !chosen });
  if (place.reason === "nonpositive") {
    const others = (brush?.ranges ?? []).filter(([, high]) => high > 0);
    return brushWith(axis.field, brush, { ranges: chosen ? others : [[axis.extent[0], 0], ...others] });
  }
  const others = (brush?.values ?? []).filter((value) => !place.values.includes(value));
  return brushWith(axis.field, brush, { values: chosen ? others : [...others, ...place.values] });
}

/** The brush with some of its parts replaced; undefined when nothing is left of it. */
export function brushWith(
  field: FieldName,
  brush: Brush | undefined,
  change: { readonly ranges?: Brush["ranges"]; readonly values?: Brush["values"]; readonly missing?: boolean },
): Brush | undefined {
  const { ranges = [], values = [], missing = false } = { ...brush, ...change };
  if (ranges.length === 0 && values.length === 0 && !missing) return undefined;
  return {
    field,
    ...(ranges.length > 0 && { ranges }),
    ...(values.length > 0 && { values }),
    ...(missing && { missing }),
  };
}

/** Where a number lies on the axis, at its ends if beyond them. */
export function shareOf({ scale }: ParallelAxis, value: number): number {
  const share = (scale.position(value) - scale.min) / (scale.max - scale.min);
  return Number.isNaN(share) ? (value > 0 ? 1 : 0) : Math.min(1, Math.max(0, share));
}

/** The number at a share, with as many digits as the axis can tell apart; at the ends the extreme values themselves. */
export function numberAt({ scale, extent }: ParallelAxis, share: number): number {
  const [low, high] = scale.kind === "log" && extent[0] <= 0 ? [10 ** scale.min * (1 - 1e-12), extent[1]] : extent; // powers are rounded: not above the value
  if (share <= 0) return low;
  if (share >= 1) return high;
  const at = (part: number): number => Number(scale.valueAt(scale.min + part * (scale.max - scale.min)));
  const [value, near] = [at(share), Math.abs(at(share + 0.002) - at(share))];
  const digits = near > 0 ? Math.ceil(-Math.log10(near)) : 12;
  const rounded =
    digits >= 0 ? Number(value.toFixed(Math.min(100, digits))) : Math.round(value / 10 ** -digits) * 10 ** -digits;
  return Math.min(high, Math.max(low, rounded));
}

/** Those that reach above the place for what is not positive. */
function rangesOnAxis({ scale }: ParallelAxis, brush: Brush | undefined): (readonly [number, number])[] {
  const values = (brush?.values ?? []).filter((value) => !Number.isNaN(scale.position(value)));
  const ranges = (brush?.ranges ?? []).filter(([, high]) => scale.kind !== "log" || high > 0);
  return [...ranges, ...values.map((value) => [Number(value), Number(value)] as const)];
}

function rangeOf(axis: ParallelAxis, { from, to }: Segment): readonly [number, number] {
  return [numberAt(axis, from), numberAt(axis, to)];
}

/** Ranges that overlap become one. */
function merged(ranges: readonly (readonly [number, number])[]): (readonly [number, number])[] {
  const result: [number, number][] = [];
  for (const [low, high] of [...ranges].sort((a, b) => a[0] - b[0])) {
    const last = result.at(-1);
    if (last !== undefined && low <= last[1]) last[1] = Math.max(last[1], high);
    else result.push([low, high]);
  }
  return result;
}

function categorySegments({ scale }: ParallelAxis, brush: Brush): Segment[] {
  const span = scale.max - scale.min;
  const segments: { from: number; to: number }[] = [];
  scale.categories.forEach((text, index) => {
    if (!isCategoryChosen(brush, text)) return;
    const [from, to] = [(index - 0.5 - scale.min) / span, (index + 0.5 - scale.min) / span];
    const last = segments.at(-1);
    if (last !== undefined && Math.abs(last.to - from) < 1e-9) last.to = to;
    else segments.push({ from, to });
  });
  return segments;
}

export function isCategoryChosen({ ranges = [], values = [] }: Brush, text: string): boolean {
  if (values.includes(text)) return true;
  const number = text.trim() === "" ? NaN : Number(text);
  return ranges.some(([low, high]) => number >= low && number <= high);
}

function editedCategories(
  axis: ParallelAxis,
  brush: Brush | undefined,
  at: number | undefined,
  segment: Segment | undefined,
): Brush | undefined {
  const { scale } = axis;
  const before = segmentsOf(axis, brush).filter((_, index) => index !== at);
  const chosen = segment === undefined ? before : [...before, segment];
  const span = scale.max - scale.min;
  const values = scale.categories.filter((_, index) => {
    const share = (index - scale.min) / span;
    return chosen.some(({ from, to }) => share >= from && share <= to);
  });
  return brushWith(axis.field, brush, { ranges: [], values });
}
