/** Texts for little room: their beginnings and ends, and never two alike. Pure. */

/** Each with its beginning and its end where it is too long; in full where others would then look the same. */
export function shortenedApart(texts: readonly string[], most: number): string[] {
  const short = texts.map((text) => shortened(text, most));
  const times = new Map<string, number>();
  for (const text of short) times.set(text, (times.get(text) ?? 0) + 1);
  return short.map((text, index) => (times.get(text) === 1 ? text : texts[index]!));
}

function shortened(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, Math.ceil(most / 2) - 1)}…${text.slice(-Math.floor(most / 2))}`;
}
