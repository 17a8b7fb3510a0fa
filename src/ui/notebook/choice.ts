/** In which form an output is shown, of those that it has. The order keeps scripts out of the page (`docs`: images, then text, then HTML). Pure. */
import { pictureIn, textOf } from "./document.js";

export type Shown =
  /** `url` is a data URL for `<img>`, in which no script runs. */
  | { readonly as: "image"; readonly url: string; readonly alt: string }
  | { readonly as: "markdown"; readonly text: string }
  | { readonly as: "text"; readonly text: string }
  /** Tables and text, to be sanitised. */
  | { readonly as: "html"; readonly html: string }
  /** Needs a document of its own; `asks`: it has scripts, which run only when a reader wants it; `reaches`: they load others. `text` stands in. */
  | {
      readonly as: "frame";
      readonly mime: string;
      readonly asks: boolean;
      readonly reaches: boolean;
      readonly text: string;
    }
  | { readonly as: "nothing"; readonly mimes: readonly string[] };

export const plotlyMime = "application/vnd.plotly.v1+json";

/** `framed`: whether the server can make a document of it, which it does for files and not for ledgers. */
export function shownOf(data: ReadonlyMap<string, unknown>, framed: boolean): Shown {
  const text = plainOf(data);
  if (framed && data.has(plotlyMime)) return { as: "frame", mime: plotlyMime, asks: false, reaches: false, text };
  const picture = pictureIn(data);
  if (picture !== null) return { as: "image", url: picture, alt: text };
  const svg = textOf(data.get("image/svg+xml"));
  if (svg !== "") return { as: "image", url: `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`, alt: text };
  const markdown = textOf(data.get("text/markdown"));
  if (markdown !== "") return { as: "markdown", text: markdown };
  const html = textOf(data.get("text/html"));
  if (html !== "") return htmlShown(html, framed, text);
  const latex = textOf(data.get("text/latex"));
  if (latex !== "") return { as: "markdown", text: latex }; // between dollars
  return text === "" ? { as: "nothing", mimes: [...data.keys()] } : { as: "text", text };
}

function htmlShown(html: string, framed: boolean, text: string): Shown {
  const kind = kindOfHtml(html);
  if (kind === "plain" || !framed)
    return kind === "scripts" && text !== "" ? { as: "text", text } : { as: "html", html };
  const reaches = kind === "scripts" && /\bhttps:\/\//.test(html);
  return { as: "frame", mime: "text/html", asks: kind === "scripts", reaches, text };
}

/** `plain` loses nothing that matters when it is sanitised; `styled` has drawings or styles of its own. */
function kindOfHtml(html: string): "plain" | "styled" | "scripts" {
  if (/<\s*(script|iframe|object|embed|frame)\b|<[^>]*[\s/"']on\w+\s*=|javascript:/i.test(html)) return "scripts";
  const own = html.replace(/<style scoped>[^]*?<\/style>/gi, ""); // of pandas: it only aligns what our tables align
  return /<\s*(style|svg|canvas|form|input|button|select|video|audio|link)\b/i.test(own) ? "styled" : "plain";
}

/** What a text says of it; types that are not known fall back to their text. */
function plainOf(data: ReadonlyMap<string, unknown>): string {
  const plain = textOf(data.get("text/plain"));
  if (plain !== "") return plain;
  const json = [...data].find(([mime]) => /[/+]json$/.test(mime) && mime !== plotlyMime);
  if (json !== undefined) return JSON.stringify(json[1], null, 2);
  const other = [...data].find(
    ([mime, value]) => mime.startsWith("text/") && mime !== "text/html" && textOf(value) !== "",
  );
  return other === undefined ? "" : textOf(other[1]);
}
