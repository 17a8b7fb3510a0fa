/** Numbers as people read them; the exact ones belong into a `title`. */

/** From here on, digits that were rounded to zeros would look as if they were known. */
const large = 1e9;

/** So many digits that count, without zeros at the end: `6.30342`, `1.2e-7`, `1.18821e+13`. */
export function rounded(value: number, digits: number): string {
  const near = Number(value.toPrecision(digits));
  return Math.abs(near) >= large ? near.toExponential() : String(near);
}

/** Six significant digits: `6.30342`, `1.2e-7`, `73,908`, `1.18821e+13`, `NaN`; whole numbers whole. */
export function shortNumber(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  if (Number.isInteger(value) && Math.abs(value) < 1e15) return value.toLocaleString("en");
  const size = Math.abs(value);
  if (size < 1e-4 || size >= large) return rounded(value, 6);
  return Number(value.toPrecision(6)).toLocaleString("en", { maximumSignificantDigits: 6 });
}
