/** Code → pieces with the class of their colour. Loaded when code is first shown. */
import { highlightTree, tagHighlighter } from "@lezer/highlight";
import { codeClasses } from "./code_classes.js";
import { type LanguageName, languageSupport } from "./languages.js";

export interface CodePiece {
  readonly text: string;
  /** Empty: as all text. */
  readonly className: string;
}

const highlighter = tagHighlighter([...codeClasses]);

/** Together they are the text, whether it can be parsed or not. */
export async function highlighted(text: string, language: LanguageName): Promise<readonly CodePiece[]> {
  const support = await languageSupport(language);
  if (support === null) return [{ text, className: "" }];
  const pieces: CodePiece[] = [];
  let at = 0;
  highlightTree(support.language.parser.parse(text), highlighter, (from, to, className) => {
    if (from > at) pieces.push({ text: text.slice(at, from), className: "" });
    pieces.push({ text: text.slice(from, to), className });
    at = to;
  });
  if (at < text.length) pieces.push({ text: text.slice(at), className: "" });
  return pieces;
}
