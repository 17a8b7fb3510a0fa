/** Numbers as people read them; the exact ones belong into a `title`. */

/** Six significant digits: `6.30342`, `1.2e-7`, `73,908`, `NaN`. */
export function shortNumber(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  if (Number.isInteger(value) && Math.abs(value) < 1e15) return value.toLocaleString("en");
  const size = Math.abs(value);
  if (size < 1e-4 || size >= 1e15) return String(Number(value.toPrecision(6)));
  return Number(value.toPrecision(6)).toLocaleString("en", { maximumSignificantDigits: 6 });
}
