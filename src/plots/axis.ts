/** Values of one column → positions on an axis of a notebook's plot, with a place for missing values. Pure. */
import { rangeOf } from "./color_scale.js";
import { readable, readableTime } from "./run_fields.js";
import {
  isDrawable,
  naturalKind,
  numberOf,
  type Scale,
  type ScaleKind,
  scaleOf,
  type Tick,
  type Value,
} from "./scale.js";

export interface Axis {
  readonly label: string;
  /** One per run, between min and max. */
  readonly positions: readonly number[];
  readonly min: number;
  readonly max: number;
  readonly ticks: readonly Tick[];
  /** The ticks' texts are not their positions (categories, logarithms, missing values). */
  readonly labelled: boolean;
}

const missingText = "none";

/**
 * `log`: whether numbers are placed by their logarithms; default: positive ones that span a factor of 100 are. `isTime`: they
 * are milliseconds since the epoch, and their ticks are read as times (UTC).
 */
export function axisOf(label: string, values: readonly Value[], log?: boolean, isTime = false): Axis {
  const kind = naturalKind(values);
  if (kind !== "category") {
    const scale = scaleOf(values, numericKind(values, kind, log), isTime ? timeFormat(values) : readable);
    const axis = numericAxis(label, values, scale);
    return isTime ? { ...axis, label: `${label} (UTC)`, labelled: true } : axis;
  }
  const texts = values.map((value) => value ?? missingText);
  const { min, max, ticks, position } = scaleOf(texts, kind);
  return { label, positions: texts.map(position), min, max, ticks, labelled: true };
}

/** With seconds where minutes would be the same at all ticks. */
function timeFormat(values: readonly Value[]): (ms: number) => string {
  const { low, high } = rangeOf(values.map(numberOf));
  return high - low < 600_000 && high < 8.64e15 ? (ms) => new Date(ms).toISOString().slice(11, 19) : readableTime;
}

function numericKind(values: readonly Value[], natural: ScaleKind, log: boolean | undefined): ScaleKind {
  if (log === undefined) return natural;
  return log && values.some((value) => numberOf(value) > 0 && isDrawable(numberOf(value))) ? "log" : "linear";
}

function numericAxis(label: string, values: readonly Value[], scale: Scale): Axis {
  const positions = values.map((value) => scale.position(value));
  const lacking = positions.some(Number.isNaN);
  const below = scale.min - (scale.max - scale.min) * 0.12;
  return {
    label,
    positions: positions.map((position) => (Number.isNaN(position) ? below : position)),
    min: lacking ? below : scale.min,
    max: scale.max,
    ticks: lacking ? [{ position: below, text: missingText }, ...scale.ticks] : scale.ticks,
    labelled: scale.kind === "log" || lacking,
  };
}
