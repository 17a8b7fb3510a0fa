/** Viridis, a scale that stays readable without colour vision. Pure. */

/** At even steps from the lowest value to the highest. */
const steps = ["#440154", "#46327e", "#365c8d", "#277f8e", "#1fa187", "#4ac16d", "#a0da39", "#d8c81c"];

export const plotlyScale = "Viridis";

/** The colour of a share between 0 (lowest) and 1; shares beyond are cut off, NaN is grey. */
export function colorAt(share: number): string {
  if (Number.isNaN(share)) return "#8c959f";
  return steps[Math.round(Math.min(1, Math.max(0, share)) * (steps.length - 1))]!;
}

/** The colour of a share between its neighbours among the steps: red, green, blue from 0 to 255. */
export function rgbAt(share: number): readonly [number, number, number] {
  const place = Math.min(1, Math.max(0, share)) * (steps.length - 1);
  const [below, above] = [rgbOf(steps[Math.floor(place)]!), rgbOf(steps[Math.ceil(place)]!)];
  const part = place - Math.floor(place);
  const between = (index: 0 | 1 | 2): number => Math.round(below[index] + (above[index] - below[index]) * part);
  return [between(0), between(1), between(2)];
}

/** `#rrggbb` as three numbers from 0 to 255. */
export function rgbOf(color: string): readonly [number, number, number] {
  const bits = parseInt(color.slice(1), 16);
  return [(bits >> 16) & 255, (bits >> 8) & 255, bits & 255];
}

export const colorCount = steps.length;

export interface Range {
  readonly low: number;
  readonly high: number;
}

/** Of the values that are numbers; 0 to 1 when there is none. */
export function rangeOf(values: readonly number[]): Range {
  const numbers = values.filter((value) => !Number.isNaN(value));
  if (numbers.length === 0) return { low: 0, high: 1 };
  return { low: numbers.reduce((a, b) => Math.min(a, b)), high: numbers.reduce((a, b) => Math.max(a, b)) };
}

/** Where a value lies in the range; 0.5 where all are the same. */
export function shareOf({ low, high }: Range, value: number): number {
  return high > low || Number.isNaN(value) ? (value - low) / (high - low) : 0.5;
}
