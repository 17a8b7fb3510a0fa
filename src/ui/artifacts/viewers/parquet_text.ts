/** Values of Parquet as text, to the last digit. Pure. */

import { jsonText } from "./json_value.js";

/** A column's `logical_type`, as far as it says how a number is written. */
export interface Logical {
  readonly type: string;
  readonly unit?: string;
  readonly isAdjustedToUTC?: boolean;
}

const digitsOf: Readonly<Record<string, number>> = { MILLIS: 3, MICROS: 6, NANOS: 9 };

/** "" where there is none. Times that belong to no zone have no Z. */
export function parquetText(value: unknown, logical?: Logical): string {
  if (value === null || value === undefined) return "";
  if (value instanceof Uint8Array) return bytesText(value);
  if (logical?.type === "TIME" && (typeof value === "number" || typeof value === "bigint")) {
    return instantText(BigInt(value), digitsOf[logical.unit ?? ""] ?? 3).slice("1970-01-01T".length, -1);
  }
  if (logical?.type === "TIMESTAMP" && logical.isAdjustedToUTC === false) return String(value).replace(/Z$/, "");
  if (typeof value !== "object") return String(value);
  return jsonText(value, undefined, (inner) => (inner instanceof Uint8Array ? bytesText(inner) : inner));
}

/** `2023-01-01T00:26:10.123456Z`: of a count of units of 10 to the -`digits` s since the epoch. Without a fraction of zeros. */
export function instantText(count: bigint, digits: number): string {
  const unit = 10n ** BigInt(digits);
  const fraction = ((count % unit) + unit) % unit;
  const date = new Date(Number(((count - fraction) / unit) * 1000n));
  if (Number.isNaN(date.getTime())) return String(count); // beyond the year 275760
  const whole = date.toISOString().replace(/\.000Z$/, "");
  return `${whole}${fraction === 0n ? "" : `.${String(fraction).padStart(digits, "0").replace(/0+$/, "")}`}Z`;
}

/** `2023-01-01`, of days since the epoch. */
export function dateText(days: number): string {
  return instantText(BigInt(days) * 86_400n, 0).replace(/T.*$/, "");
}

/** Old writers do not say that bytes are text. */
function bytesText(bytes: Uint8Array): string {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    if (!/[\u0000-\u0008\u000e-\u001f]/.test(text)) return text;
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
  }
  return `${bytes.length} ${bytes.length === 1 ? "byte" : "bytes"}`;
}
