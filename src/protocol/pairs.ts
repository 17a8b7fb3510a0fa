/** Tags and params: a record in an entity, a list of key and value on the wire. */
import type { Tag } from "../entities.js";
import type { Message } from "./messages.js";

type Pair = Message<"RunTag">;

export function pairsOf(record: Readonly<Record<string, string>>): Tag[] {
  return Object.keys(record).map((key) => ({ key, value: record[key]! }));
}

export function recordOf(pairs: readonly Pair[] | undefined): Record<string, string> {
  // Through entries: a key may be called `__proto__`.
  return Object.fromEntries((pairs ?? []).map(({ key = "", value = "" }) => [key, value]));
}

/** Pairs as they came, with what is missing as "". */
export function tagsOf(pairs: readonly Pair[] | undefined): Tag[] {
  return (pairs ?? []).map(({ key = "", value = "" }) => ({ key, value }));
}
