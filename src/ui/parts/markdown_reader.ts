/** Markdown → HTML that is not yet safe. The only importer of markdown-it. */
import createReader, { type MarkdownIt } from "markdown-it";
import { type FoundTex, texAt } from "./tex.js";

/** Names of pictures that come with a text (`attachment:name`) → data URLs. */
export type Attachments = ReadonlyMap<string, string>;

const reader = createReader({ html: false, linkify: true }).use(readMaths);
const none: Attachments = new Map();

export function htmlOf(text: string, attachments: Attachments = none): string {
  return reader.render(text, { attachments });
}

const plainImage = reader.renderer.rules.image!;
reader.renderer.rules.image = (tokens, index, options, env, self) => {
  const token = tokens[index]!;
  const name = /^attachment:(.*)$/.exec(String(token.attrGet("src")))?.[1];
  const { attachments } = env as { readonly attachments: Attachments };
  const url = name === undefined ? undefined : attachments.get(decoded(name));
  if (url !== undefined) token.attrSet("src", url);
  return plainImage(tokens, index, options, env, self);
};

function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch (error) {
    if (error instanceof URIError) return name;
    throw error;
  }
}

/** TeX stays text, in an element that says whether it stands on its own (`data-maths`), until `maths.ts` draws it. */
function readMaths(reader: MarkdownIt): void {
  reader.inline.ruler.before("escape", "maths", (state, silent) => {
    const found = texAt(state.src, state.pos);
    if (found === null || found.end > state.posMax) return false;
    if (!silent) Object.assign(state.push("maths", "span", 0), { content: found.tex, info: display(found) });
    state.pos = found.end;
    return true;
  });
  // A line of its own, before lines within it are taken for lists and headings.
  reader.block.ruler.before(
    "fence",
    "maths",
    (state, startLine, endLine, silent) => {
      const start = state.bMarks[startLine]! + state.tShift[startLine]!;
      const found = state.sCount[startLine]! - state.blkIndent >= 4 ? null : texAt(state.src, start);
      if (found === null || !found.display) return false;
      let line = startLine;
      while (line < endLine && state.eMarks[line]! < found.end) line++;
      if (line >= endLine || state.src.slice(found.end, state.eMarks[line]).trim() !== "") return false;
      if (!silent) {
        Object.assign(state.push("maths", "div", 0), { content: found.tex, info: display(found), block: true });
        state.line = line + 1;
      }
      return true;
    },
    { alt: ["paragraph", "blockquote", "list"] },
  );
  reader.renderer.rules["maths"] = (tokens, index) => {
    const { tag, content, info } = tokens[index]!;
    return `<${tag} data-maths="${info}">${reader.utils.escapeHtml(content)}</${tag}>`;
  };
}

function display(found: FoundTex): string {
  return found.display ? "display" : "inline";
}
