/** Bytes of a file → its text, whatever wrote it. Pure. */

/**
 * UTF-16 if the bytes begin as such; else UTF-8, unless more of what is not ASCII is none: then Windows-1252, of which Latin-1 is a
 * part. `cut`: a character that the end cut in two is left out.
 */
export function decoded(bytes: ArrayBuffer, cut: boolean): string {
  const [first, second] = new Uint8Array(bytes, 0, Math.min(2, bytes.byteLength));
  if (first === 0xff && second === 0xfe) return new TextDecoder("utf-16le").decode(bytes, { stream: cut });
  if (first === 0xfe && second === 0xff) return new TextDecoder("utf-16be").decode(bytes, { stream: cut });
  const text = new TextDecoder("utf-8").decode(bytes, { stream: cut });
  return isMostlyWrong(text) ? new TextDecoder("windows-1252").decode(bytes) : text;
}

/** One bad byte in a long text must not turn all its other characters into two. */
function isMostlyWrong(text: string): boolean {
  if (!text.includes("\ufffd")) return false;
  const wrong = text.match(/\ufffd/g)?.length ?? 0;
  const right = text.match(/[\u0080-\ufffc]/g)?.length ?? 0;
  return wrong > right;
}
