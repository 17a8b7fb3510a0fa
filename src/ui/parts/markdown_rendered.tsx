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

/** HTML without scripts, forms, frames, styles and remote pictures. */
export function sanitized(html: string): TrustedHTML {
  return purifier.sanitize(html, {
    RETURN_TRUSTED_TYPE: true,
    ALLOWED_URI_REGEXP: /^(?:https?:|mailto:|#|data:image\/(?:png|jpeg|gif|webp);)/i,
    FORBID_TAGS: ["style", "form", "input", "button", "textarea", "select", "iframe", "object", "embed", "svg", "math"],
    FORBID_ATTR: ["style", "id", "name", "class"],
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
