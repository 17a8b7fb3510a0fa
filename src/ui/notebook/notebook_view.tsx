/** To be built. */
import type { ArtifactOwner } from "../../protocol/page.js";

export function NotebookView(_: { readonly notebook: never; readonly owner: ArtifactOwner; readonly path: string }) {
  return null;
}
