/** JSON as files have it: with Python's NaN and Infinity, and whole numbers that no double holds. Pure. */

/** Begins a text that stands for a number that JSON or JavaScript cannot write. */
const mark = "\u0000";
const written = String.raw`\u0000`;

/** Numbers beyond 2⁵³ are bigints; undefined: the text is no JSON. */
export function parsedJson(text: string): unknown {
  try {
    return /\d{16}/.test(text) ? (JSON.parse(text, exact) as unknown) : (JSON.parse(text) as unknown);
  } catch (error) {
    if (error instanceof RangeError) return JSON.parse(text) as unknown; // nested too deeply to be looked through
    if (!(error instanceof SyntaxError)) throw error;
    return parsedPython(text);
  }
}

/** As `JSON.stringify`, and back to the words of the file. `plain` makes of a value what is written for it. */
export function jsonText(value: unknown, indent?: number, plain = (inner: unknown): unknown => inner): string {
  const text = JSON.stringify(
    value,
    (_, inner: unknown) => (isOdd(inner) ? mark + String(inner) : plain(inner)),
    indent,
  );
  return text.replace(/"\\u0000(-?(?:NaN|Infinity|\d+))"/g, "$1");
}

function isOdd(value: unknown): boolean {
  return typeof value === "bigint" || (typeof value === "number" && !Number.isFinite(value));
}

function exact(_: string, value: unknown, context?: { readonly source?: string }): unknown {
  if (typeof value !== "number" || Number.isSafeInteger(value)) return value;
  return /^-?\d+$/.test(context?.source ?? "") ? BigInt(context!.source!) : value;
}

function parsedPython(text: string): unknown {
  if (!/NaN|Infinity/.test(text)) return undefined;
  const marked = text.replace(/"[^"\\]*(?:\\.[^"\\]*)*"|-?Infinity|NaN/g, (token) =>
    token.startsWith('"') ? token : `"${written}${token}"`,
  );
  try {
    return JSON.parse(marked, (key, value: unknown, context?: { readonly source?: string }) =>
      typeof value === "string" && value.startsWith(mark) ? Number(value.slice(1)) : exact(key, value, context),
    ) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof RangeError) return undefined;
    throw error;
  }
}
