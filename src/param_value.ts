/** Values of params and tags, which a store keeps as text. */

/** What can be logged as a param or tag; anything else, such as a function, is a compile error. */
export type ParamValue =
  string | number | bigint | boolean | null | Date | readonly ParamValue[] | { readonly [key: string]: ParamValue };

/** Text as it is, dates in ISO 8601, lists and objects as JSON, all else as JavaScript writes it. */
export function textOf(value: ParamValue): string {
  if (typeof value === "string") return value;
  if (value instanceof Date) return value.toISOString();
  if (typeof value === "object" && value !== null) {
    return JSON.stringify(value, (_key, item: unknown) => (typeof item === "bigint" ? item.toString() : item));
  }
  return String(value);
}

/** One pair per property; properties that are undefined are left out. */
export function pairsOf(values: { readonly [key: string]: ParamValue | undefined }): { key: string; value: string }[] {
  return Object.entries(values).flatMap(([key, value]) => (value === undefined ? [] : [{ key, value: textOf(value) }]));
}
