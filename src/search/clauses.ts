/**
 * What MLflow says to a filter that is no list of comparisons. It splits the text as SQL (with Python's sqlparse), takes out
 * comparisons and ANDs, and names what is left over. This splits in the same way as far as filters go. Pure.
 */
import { pythonRepr } from "../python_text.js";

interface Piece {
  readonly kind: "name" | "number" | "string" | "sum" | "group" | "operator" | "keyword" | "comparison" | "other";
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

const patterns: readonly (readonly [Piece["kind"], RegExp])[] = [
  ["other", /--[^\n]*/y],
  ["string", /'(?:[^'\\]|\\.)*'/y],
  ["sum", /[\p{L}_][\p{L}\p{N}_.]*(?:[-+*/%][\p{L}\p{N}_.]+)+/uy],
  ["name", /(?:[\p{L}_][\p{L}\p{N}_]*|`[^`]*`|"[^"]*")(?:\.(?:[\p{L}_][\p{L}\p{N}_]*|`[^`]*`|"[^"]*"|(?!\d)))*/uy],
  ["number", /-?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/y],
  ["operator", /[<>=!]+/y],
];

const keywords = new Set(
  "AND OR NOT IS IN NULL BETWEEN NO AT ALL AS BY FROM WHERE SELECT ORDER GROUP VERSION".split(" "),
);

/** A word of SQL's own, which names nothing unless it is quoted. */
export function isKeyword(word: string): boolean {
  return keywords.has(word.toUpperCase());
}

/** MLflow's message for a filter text that cannot be split into comparisons; `quoted`: runs have clauses in quotes. */
export function clauseFault(text: string, quoted: boolean): string {
  if (text.trim() === "") return `Invalid filter '${text}'. Could not be parsed.`;
  const pieces = split(text);
  const end = pieces.findIndex((piece) => piece.text === ";");
  if (end >= 0 && end < pieces.length - 1) {
    return `Search filter contained multiple expression ${pythonRepr(text)}. Provide AND-ed expression list.`;
  }
  const clauses = joined(text, pieces);
  const wrong = clauses.filter((clause) => clause.kind !== "comparison" && clause.text.toUpperCase() !== "AND");
  if (wrong.length > 0) {
    return `Invalid clause(s) in filter string: ${wrong.map(({ text }) => (quoted ? `'${text}'` : text)).join(", ")}`;
  }
  const left = clauses.map((clause) => split(clause.text)[0]).find((piece) => piece?.kind !== "name");
  return `Invalid comparison clause. Expected 'Identifier' found '${left?.text ?? text}'`;
}

function split(text: string): Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  while (from < text.length) {
    const to = /\s/.test(text[from]!) ? from + 1 : endOf(text, from, pieces);
    from = to;
  }
  return pieces;
}

/** Adds the piece that begins at `from`; returns where it ends. */
function endOf(text: string, from: number, pieces: Piece[]): number {
  const add = (kind: Piece["kind"], to: number) => {
    pieces.push({ kind, from, to, text: text.slice(from, to) });
    return to;
  };
  if (text[from] === "(") {
    const close = closing(text, from);
    if (close > 0) return add("group", close + 1);
  }
  for (const [kind, pattern] of patterns) {
    pattern.lastIndex = from;
    const found = pattern.exec(text)?.[0];
    if (found === undefined) continue;
    const word = found.toUpperCase();
    if (word === "LIKE" || word === "ILIKE") return add("operator", from + found.length);
    return add(keywords.has(word) ? "keyword" : kind, from + found.length);
  }
  return add("other", from + 1);
}

function closing(text: string, from: number): number {
  let depth = 0;
  for (let index = from; index < text.length; index++) {
    if (text[index] === "(") depth++;
    if (text[index] === ")" && --depth === 0) return index;
  }
  return -1;
}

/** Comparisons, and names that stand beside each other or with a comma between, as one clause each. */
function joined(text: string, pieces: readonly Piece[]): Piece[] {
  const clauses: Piece[] = [];
  for (let index = 0; index < pieces.length;) {
    const length = comparisonLength(pieces, index);
    const last = pieces[index + Math.max(length, 1) - 1]!;
    const { from, kind } = pieces[index]!;
    clauses.push({ kind: length > 0 ? "comparison" : kind, from, to: last.to, text: text.slice(from, last.to) });
    index += Math.max(length, 1);
  }
  return merged(text, clauses);
}

const operands: readonly string[] = ["name", "number", "string", "sum"];

/** How many pieces from `index` on are a comparison; 0 for none. */
function comparisonLength(pieces: readonly Piece[], index: number): number {
  const [left, ...rest] = pieces.slice(index, index + 4);
  if (left === undefined || !operands.includes(left.kind)) return 0;
  const words = rest.map((piece) => piece.text.toUpperCase());
  if (rest[0]?.kind === "operator" && operands.includes(rest[1]?.kind ?? "")) return 3;
  if (words[0] === "IN" && rest[1]?.kind === "group") return 3;
  if (words[0] === "NOT" && words[1] === "IN" && rest[2]?.kind === "group") return 4;
  if (words[0] === "IS" && words[1] === "NULL") return 3;
  if (words[0] === "IS" && words[1] === "NOT" && words[2] === "NULL") return 4;
  return 0;
}

function merged(text: string, clauses: readonly Piece[]): Piece[] {
  const result: Piece[] = [];
  let comma = false;
  for (const clause of clauses) {
    const before = result.at(-1);
    const names = before?.kind === "name" && clause.kind === "name";
    if (before !== undefined && (clause.text === "," || comma || names)) {
      const whole = { from: before.from, to: clause.to, text: text.slice(before.from, clause.to) };
      result[result.length - 1] = { kind: "other", ...whole };
    } else {
      result.push(clause);
    }
    comma = clause.text === ",";
  }
  return result;
}
