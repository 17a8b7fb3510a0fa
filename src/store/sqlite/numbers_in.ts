/** Reads the numbers of a column from one text, in which commas part its values. Pure. */
import { numberIn } from "../../search/field.js";

export interface Numbers {
  /** How many of the values are numbers; NaN: not known, since a value holds a comma (and is none). */
  readonly count: number;
  /** Infinity where there is no number. */
  readonly min: number;
  readonly max: number;
}

const [comma, point, zero] = [44, 46, 48];
/** Whole numbers and divisors up to here are exact, and so is the nearest double to their quotient. */
const mostDigits = 15;
const powers = Array.from({ length: mostDigits + 1 }, (_, digits) => 10 ** digits);

/** `rows`: how many values there are; null: none. Plain digits, as nearly all are, are read here: in a third of the time. */
export function numbersIn(text: string | null, rows: number): Numbers {
  let [count, values, min, max] = [0, 0, Infinity, -Infinity];
  for (let start = 0; text !== null && start <= text.length; values++) {
    let [whole, digits, decimals, at] = [0, 0, -1, start];
    for (; at < text.length; at++) {
      const digit = text.charCodeAt(at) - zero;
      if (digit >= 0 && digit <= 9) {
        whole = whole * 10 + digit;
        digits++;
        if (decimals >= 0) decimals++;
      } else if (digit === point - zero && decimals < 0) decimals = 0;
      else break;
    }
    const isPlain = digits > 0 && digits <= mostDigits && (at === text.length || text.charCodeAt(at) === comma);
    if (!isPlain) at = endOf(text, at);
    const value = isPlain ? whole / powers[Math.max(decimals, 0)]! : numberIn(text.slice(start, at));
    if (value !== null) {
      count++;
      if (value < min) min = value;
      if (value > max) max = value;
    }
    start = at + 1;
  }
  return { count: values === rows ? count : NaN, min, max };
}

function endOf(text: string, from: number): number {
  const end = text.indexOf(",", from);
  return end < 0 ? text.length : end;
}
