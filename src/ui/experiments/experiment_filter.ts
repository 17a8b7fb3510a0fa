/** What is typed into the search box of experiments → a filter of the server. Pure. */

const grammar =
  /^\s*(attributes?|tags?|name|experiment_id|creation_time|last_update_time)\b[\s\S]*(=|<|>|\bI?LIKE\b|\bIN\b|\bIS\b)/i;

/** Filters stay as they are; each plain word must be in the name. undefined for nothing. */
export function experimentFilter(text: string): string | undefined {
  if (text.trim() === "") return undefined;
  if (grammar.test(text)) return text;
  const words = text.trim().split(/\s+/);
  return words.map((word) => `name ILIKE ${quoted(`%${word}%`)}`).join(" AND ");
}

/** In the quotes that it does not contain; the grammar has no escapes, so that `_` stands in for both. */
function quoted(text: string): string {
  if (!text.includes("'")) return `'${text}'`;
  return text.includes('"') ? `'${text.replaceAll("'", "_")}'` : `"${text}"`;
}
