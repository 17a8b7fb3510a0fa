/** Markdown that anyone may have written: no HTML of its own, no remote pictures, links that name no referrer. */
import { lazy, Suspense } from "react";

const Rendered = lazy(() => import("./markdown_rendered.js"));

export function Markdown({ text }: { readonly text: string }) {
  return (
    <Suspense fallback={<pre className="markdown-waiting">{text}</pre>}>
      <Rendered text={text} />
    </Suspense>
  );
}
