/** TeX in a text, as Jupyter finds it: `$…$`, `$$…$$` and `\begin{…}…\end{…}`. Pure. */

export interface FoundTex {
  readonly tex: string;
  readonly display: boolean;
  /** In the text, behind what closes it. */
  readonly end: number;
}

/** What is longer is no TeX: a text of many beginnings without an end would be read as often. */
const mostCharacters = 10_000;

/** Whether TeX begins at `start`. `$5 and $6` are prices: what opens has no space behind it, what closes none before it and no digit behind it. */
export function texAt(text: string, start: number): FoundTex | null {
  if (text[start] !== "$" && text[start] !== "\\") return null;
  const found = texIn(text.slice(start, start + mostCharacters));
  return found === null ? null : { ...found, end: start + found.end };
}

function texIn(text: string): FoundTex | null {
  if (text.startsWith("$$")) {
    const close = closing(text, "$$", 2);
    const tex = text.slice(2, close).trim();
    return close < 0 || tex === "" ? null : { tex, display: true, end: close + 2 };
  }
  if (text.startsWith("$")) {
    const close = closing(text, "$", 1);
    const tex = text.slice(1, close);
    const isTex = close > 1 && !/^\s|\s$|\n\s*\n/.test(tex) && !/^\d/.test(text.slice(close + 1, close + 2));
    return isTex ? { tex, display: false, end: close + 1 } : null;
  }
  const name = /^\\begin\{([a-zA-Z]+\*?)\}/.exec(text)?.[1];
  if (name === undefined) return null;
  const last = `\\end{${name}}`;
  const close = text.indexOf(last);
  const end = close + last.length;
  return close < 0 ? null : { tex: text.slice(0, end), display: true, end };
}

/** Where `mark` is from `start` on, with no backslash before it; -1: nowhere. */
function closing(text: string, mark: string, start: number): number {
  let at = text.indexOf(mark, start);
  while (at > 0 && text[at - 1] === "\\") at = text.indexOf(mark, at + 1);
  return at;
}
