/** Markdown that anyone may have written: no HTML of its own, no remote pictures, links that name no referrer. */
import { lazy, Suspense } from "react";
import type { MarkdownProps } from "./markdown_rendered.js";

const Rendered = lazy(() => import("./markdown_rendered.js"));

export function Markdown(props: MarkdownProps) {
  return (
    <Suspense fallback={<pre className="markdown-waiting">{props.text}</pre>}>
      <Rendered {...props} />
    </Suspense>
  );
}
