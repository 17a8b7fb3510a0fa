/** A value → a MIME bundle: what it says of itself, what a store answered as a table, otherwise readable text. */
import { inspect } from "node:util";
import { displaySymbol, entityBundle, type MimeBundle } from "../../src/index.js";

/** The bundle of a value; `Symbol.for("Jupyter.display")` is asked first, as in Deno's kernel. */
export async function bundleOf(value: unknown): Promise<MimeBundle> {
  const method = displayMethod(value);
  if (method !== null) {
    const data = await method.call(value);
    if (isRecord(data)) return { data: "text/plain" in data ? data : { ...data, "text/plain": plain(data) } };
  }
  if (isBundle(value)) return value;
  return entityBundle(value) ?? { data: { "text/plain": textOf(value) } };
}

/** As Node's REPL shows it, without colours. */
export function textOf(value: unknown): string {
  return inspect(value, { depth: 4, maxArrayLength: 100, maxStringLength: 10_000, breakLength: 100, compact: 3 });
}

function displayMethod(value: unknown): (() => unknown) | null {
  if ((typeof value !== "object" && typeof value !== "function") || value === null) return null;
  const method = (value as Record<symbol, unknown>)[displaySymbol];
  return typeof method === "function" ? (method as () => unknown) : null;
}

/** `{data: {"text/html": …}}` */
function isBundle(value: unknown): value is MimeBundle {
  if (!isRecord(value) || !isRecord(value["data"])) return false;
  const types = Object.keys(value["data"]);
  const known = Object.keys(value).every((key) => key === "data" || key === "metadata");
  return known && types.length > 0 && types.every((type) => /^[a-z]+\/[\w.+-]+$/.test(type));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function plain(data: Record<string, unknown>): string {
  return `<${Object.keys(data).join(", ")}>`;
}
