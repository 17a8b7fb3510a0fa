/** A number as C++ streams write it with nine significant digits (`%.9g`), as XGBoost's dumps and parameters have it. Pure. */
import { exponential } from "./exponential.js";

export function float9(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
  if (Number.isInteger(value) && Math.abs(value) < 1e9) return Object.is(value, -0) ? "-0" : String(value);
  const [digits, power] = exponential(value, 8).split("e") as [string, string];
  const exponent = Number(power);
  if (exponent >= -4 && exponent < 9) return trimmed(Number(`${digits}e${power}`).toFixed(8 - exponent));
  const sign = exponent < 0 ? "-" : "+";
  return `${trimmed(digits)}e${sign}${String(Math.abs(exponent)).padStart(2, "0")}`;
}

function trimmed(text: string): string {
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
}
