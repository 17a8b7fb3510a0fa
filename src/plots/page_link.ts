/** A link to the web page, and the page itself in a frame. */
import { escapeHtml } from "../html.js";
import type { MimeBundle } from "../mime.js";

export interface PageLink {
  /** `http://127.0.0.1:41231/#/experiments/1/runs` */
  readonly url: string;
  /** What is shown there: `run deep`. */
  readonly title: string;
  /** Height of the frame in pixels; null: only the link. */
  readonly frameHeight: number | null;
}

/** Front ends leave frames out of notebooks that are not trusted; the link stays. */
export function renderPageLink({ url, title, frameHeight }: PageLink): MimeBundle {
  const link = `<a href="${escapeHtml(url)}" target="_blank" rel="noopener noreferrer">${escapeHtml(title)}</a>`;
  const style = `width:100%;height:${frameHeight}px;border:1px solid #8b96a3;border-radius:6px`;
  const frame = `<iframe src="${escapeHtml(url)}" title="${escapeHtml(title)}" style="${style}"></iframe>`;
  return {
    data: {
      "text/html": `<p>${link}</p>${frameHeight === null ? "" : frame}`,
      "text/plain": `${title}: ${url}`,
    },
  };
}
