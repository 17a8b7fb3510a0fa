/** A text for a filter: in the quotes that it does not contain. The grammar has no escapes, so that `_` (any sign, for LIKE) stands in where it has both. */
export function quoted(text: string): string {
  if (!text.includes("'")) return `'${text}'`;
  return text.includes('"') ? `'${text.replaceAll("'", "_")}'` : `"${text}"`;
}

/** The comparison that `name` is this text. */
export function isText(name: string, text: string): string {
  const hasBoth = text.includes("'") && text.includes('"');
  return `${name} ${hasBoth ? "LIKE" : "="} ${quoted(text)}`;
}
