/** A text for a filter: in the quotes that it does not contain. The grammar has no escapes, so that `_` (any sign, for LIKE) stands in where it has both. */
export function quoted(text: string): string {
  if (!text.includes("'")) return `'${text}'`;
  return hasBothQuotes(text) ? `'${text.replaceAll("'", "_")}'` : `"${text}"`;
}

/** Whether `quoted` can only be used with LIKE. */
export function hasBothQuotes(text: string): boolean {
  return text.includes("'") && text.includes('"');
}
