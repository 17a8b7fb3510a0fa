/** Float32 numbers as text: the shortest that reads back to the same number, as XGBoost's model files have them. Pure. */
import { exponential } from "./exponential.js";

const double = new Float64Array(1);
const words = new Uint32Array(double.buffer);
const lowWord = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1 ? 0 : 1;
const exactDigits = 100;
/** Covers and small leaves come again and again. */
const texts = new Map<number, string>();
const mostTexts = 1 << 14;

/**
 * `7.8619385E0`, `5E-1`, `0E0`: always with an exponent, since XGBoost's reader takes a number without point and exponent for
 * an integer and refuses it. `NaN`, `Infinity` and `-Infinity` are what its reader takes, though JSON has no such numbers.
 */
export function float32Text(value: number): string {
  if (Object.is(value, -0)) return "-0E0";
  const known = texts.get(value);
  if (known !== undefined) return known;
  const text = Number.isFinite(value) ? shortest(value).replace("e+", "e").toUpperCase() : String(value);
  if (texts.size < mostTexts) texts.set(value, text);
  return text;
}

/** Most float32 numbers need eight digits; nine are always enough. */
function shortest(value: number): string {
  let decimals = 8;
  while (decimals > 0 && float32Of(Number(value.toExponential(decimals - 1))) === value) decimals--;
  return exponential(value, decimals);
}

/**
 * The float32 that a decimal text means, which was first read as a double. Rounding twice differs from rounding once only
 * where the double lies exactly between two float32 numbers; there a text of less than 16 digits, which is the double's own
 * shortest, decides, and otherwise the even one is taken.
 */
export function float32Of(read: number): number {
  const single = Math.fround(read);
  double[0] = read;
  if ((words[lowWord]! & 0x1fffffff) !== 0x10000000 || !Number.isFinite(single)) return single;
  const written = digitsOf(read.toExponential());
  const exact = digitsOf(read.toExponential(exactDigits));
  if (written.length > 15 || written.padEnd(exact.length, "0") === exact) return single;
  const other = 2 * read - single;
  return written > exact === Math.abs(other) > Math.abs(single) ? other : single;
}

function digitsOf(text: string): string {
  return text.replace(/e.*$|[-.]/g, "");
}
