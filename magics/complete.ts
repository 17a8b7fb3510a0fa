/** Completion and explanation on the line of a magic. */
import { helpOf } from "./help.js";
import { keyOf } from "./args.js";
import type { Magic, MagicContext } from "./magic.js";
import { magicLines } from "./magic_lines.js";
import { partsOf } from "./parts.js";
import { UsageError } from "./usage_error.js";

export interface MagicCompletion {
  readonly matches: readonly string[];
  /** Offsets in the cell of what a match replaces. */
  readonly start: number;
  readonly end: number;
}

/** Names, options and known values at `cursor`; null where TypeScript is to be completed. */
export async function completeAt(
  source: string,
  cursor: number,
  magics: ReadonlyMap<string, Magic>,
  context: MagicContext,
): Promise<MagicCompletion | null> {
  const lineStart = source.lastIndexOf("\n", cursor - 1) + 1;
  const before = source.slice(lineStart, cursor);
  const opening = /^[ \t]*(?:\/\/)?(%%?)([A-Za-z_]\w*)?$/.exec(before);
  if (opening !== null) return completeName(opening, cursor, magics);
  const line = magicLines(source).find((one) => one.argsStart <= cursor && cursor <= one.end);
  const magic = line === undefined ? undefined : magics.get(line.name);
  if (line === undefined || magic === undefined || magic.argument === "code") return null;
  if (inExpression(source, line.argsStart, line.end, cursor)) return null;
  return await completeArgument(source, line.argsStart, cursor, magic, context);
}

/** The help of the magic whose name or line `cursor` is on; null elsewhere. */
export function inspectAt(source: string, cursor: number, magics: ReadonlyMap<string, Magic>): string | null {
  const line = magicLines(source).find((one) => one.start <= cursor && cursor <= one.end);
  const magic = line === undefined ? undefined : magics.get(line.name);
  if (line === undefined || magic === undefined || inExpression(source, line.argsStart, line.end, cursor)) return null;
  return magic.argument === "code" && cursor > line.argsStart ? null : helpOf(magic);
}

function completeName(opening: RegExpExecArray, cursor: number, magics: ReadonlyMap<string, Magic>): MagicCompletion {
  const mark = opening[1]!;
  const typed = opening[2] ?? "";
  const form = mark === "%%" ? "cell" : "line";
  const matches = [...magics.values()]
    .filter((magic) => magic.forms.includes(form) && magic.name.startsWith(typed))
    .map((magic) => `${mark}${magic.name}`);
  return { matches: matches.sort(), start: cursor - mark.length - typed.length, end: cursor };
}

function inExpression(source: string, start: number, end: number, cursor: number): boolean {
  try {
    return partsOf(source, start, end).some(
      (part) => part.kind === "expression" && part.start <= cursor && cursor <= part.end,
    );
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return error.position !== null && error.position < cursor; // the brace is still open: TypeScript follows it
  }
}

async function completeArgument(
  source: string,
  argsStart: number,
  cursor: number,
  magic: Magic,
  context: MagicContext,
): Promise<MagicCompletion> {
  const text = source.slice(argsStart, cursor);
  const typed = /[^\s"']*$/.exec(text)![0];
  const earlier = text.slice(0, text.length - typed.length).trim();
  const words = earlier === "" ? [] : earlier.split(/\s+/);
  const option = magic.args.find((spec) => spec.name === words.at(-1) && spec.type !== "boolean");
  const place = { start: cursor - typed.length, end: cursor };
  if (typed.startsWith("-") && option === undefined) {
    const names = magic.args.map((spec) => spec.name).filter((name) => name.startsWith("--"));
    return { matches: names.filter((name) => name.startsWith(typed) && !words.includes(name)), ...place };
  }
  const positional = magic.args.filter((spec) => !spec.name.startsWith("--"));
  const spec = option ?? positional[Math.min(countPositional(magic, words), positional.length - 1)];
  const known = spec?.complete === undefined ? [] : await spec.complete(context);
  return {
    matches: known.filter((word) => word.startsWith(typed)).map((word) => (/\s/.test(word) ? `"${word}"` : word)),
    ...place,
  };
}

function countPositional(magic: Magic, words: readonly string[]): number {
  let count = 0;
  for (let index = 0; index < words.length; index++) {
    const option = magic.args.find((spec) => spec.name === words[index]);
    if (option !== undefined && keyOf(option) !== option.name) index += option.type === "boolean" ? 0 : 1;
    else count++;
  }
  return count;
}
