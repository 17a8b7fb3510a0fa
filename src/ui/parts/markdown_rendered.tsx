/** Markdown → HTML → only what is harmless. The only importer of markdown-it and DOMPurify. */
import DOMPurify from "dompurify";
import MarkdownIt from "markdown-it";
import "./markdown.css";

const reader = new MarkdownIt({ html: false, linkify: true });

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

export default function MarkdownRendered({ text }: { readonly text: string }) {
  return (
    <div
      className="markdown"
      dangerouslySetInnerHTML={{ __html: sanitized(reader.render(text)) as unknown as string }}
    />
  );
}
