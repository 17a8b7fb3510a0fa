/** HTML that anyone may have written, without all that could do harm. Load it lazily: the sanitiser comes with it. */
import { sanitized } from "./markdown_rendered.js";

export default function HtmlRendered({ html }: { readonly html: string }) {
  return <div className="markdown" dangerouslySetInnerHTML={{ __html: sanitized(html) as unknown as string }} />;
}
