/** Lists too long for an address: it holds a key instead, and this browser's tab holds the list. */

const prefix = "labbook.list.";
/** Ids that still fit an address. */
export const longestInAddress = 60;
const kept = new Map<string, readonly string[]>();

/** A key that follows from the list, so that the same list is kept once. */
export function keepList(list: readonly string[]): string {
  const text = list.join("\n");
  let [a, b] = [5381, 52711];
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    a = ((a * 33) ^ code) >>> 0;
    b = ((b * 31) ^ code) >>> 0;
  }
  const key = `${list.length}-${a.toString(36)}${b.toString(36)}`;
  if (kept.has(key)) return key;
  kept.set(key, list);
  store(prefix + key, text);
  return key;
}

/** undefined: this tab does not have it (the address came from elsewhere). */
export function listOf(key: string): readonly string[] | undefined {
  const known = kept.get(key);
  if (known !== undefined) return known;
  const text = stored(prefix + key);
  if (text === null) return undefined;
  const list = text.split("\n");
  kept.set(key, list);
  return list;
}

/** A browser may forbid storage to a page: then the list is kept until the tab is loaded anew. */
function stored(key: string): string | null {
  try {
    return sessionStorage.getItem(key);
  } catch (error) {
    if (error instanceof DOMException) return null;
    throw error;
  }
}

/** The oldest lists make room. */
function store(key: string, text: string): void {
  for (;;) {
    try {
      return sessionStorage.setItem(key, text);
    } catch (error) {
      if (!(error instanceof DOMException)) throw error;
      if (error.name !== "QuotaExceededError") return;
      const oldest = Object.keys(sessionStorage).find((one) => one.startsWith(prefix) && one !== key);
      if (oldest === undefined) return;
      sessionStorage.removeItem(oldest);
    }
  }
}
