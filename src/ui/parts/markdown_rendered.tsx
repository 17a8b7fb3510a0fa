/** Markdown → HTML → only what is harmless. The only importer of DOMPurify. */
import { useEffect, useMemo, useRef } from "react";
import DOMPurify from "dompurify";
import { type Attachments, htmlOf } from "./markdown_reader.js";
import "./markdown.css";

const purifier = DOMPurify(window);
purifier.addHook("afterSanitizeAttributes", (node) => {
  if (node.tagName === "A") {
    node.setAttribute("rel", "noopener noreferrer");
    node.setAttribute("target", "_blank");
  }
  if (node.tagName === "IMG" && !/^data:image\/(png|jpeg|gif|webp);/.test(node.getAttribute("src") ?? "")) {
    node.removeAttribute("src"); // a picture from elsewhere would tell its server who reads this
    node.setAttribute("title", "pictures from the network are not loaded");
  }
});

const interactive = ["form", "input", "button", "textarea", "select"];
const media = ["picture", "source", "audio", "video", "track"];

/** HTML without scripts, forms, frames, styles, media and remote pictures. */
export function sanitized(html: string): TrustedHTML {
  return purifier.sanitize(html, {
    RETURN_TRUSTED_TYPE: true,
    ALLOWED_URI_REGEXP: /^(?:https?:|mailto:|#|data:image\/(?:png|jpeg|gif|webp);)/i,
    FORBID_TAGS: [...interactive, ...media, "style", "iframe", "object", "embed", "svg", "math"],
    // Besides what could look like the page's own: addresses that are loaded, other than a picture's.
    FORBID_ATTR: ["style", "id", "name", "class", "srcset", "poster", "background"],
  });
}

export interface MarkdownProps {
  readonly text: string;
  readonly attachments?: Attachments;
}

export default function MarkdownRendered({ text, attachments }: MarkdownProps) {
  const place = useRef<HTMLDivElement>(null);
  // Kept, since React writes HTML again that is another object, and takes what was drawn away.
  const html = useMemo(
    () => ({ __html: sanitized(htmlOf(text, attachments)) as unknown as string }),
    [text, attachments],
  );
  useEffect(() => {
    const shown = place.current!;
    if (shown.querySelector("[data-maths]") === null) return;
    void import("./maths.js").then(({ drawMaths }) => drawMaths(shown));
  }, [html]);
  return <div ref={place} className="markdown" dangerouslySetInnerHTML={html} />;
}
