/** Names of artifacts, as MLflow's clients take them. Pure. */
import type { ArtifactOwner } from "../../protocol/page.js";

/** `runs:/<id>/model`, `models:/<id>/MLmodel`, `models:/<name>/<version>`; "" is all of them. */
export function artifactUri(owner: ArtifactOwner, path: string): string {
  const below = path === "" ? "" : `/${path}`;
  if ("runId" in owner) return `runs:/${owner.runId}${below}`;
  if ("modelId" in owner) return `models:/${owner.modelId}${below}`;
  return `models:/${owner.name}/${owner.version}${below}`;
}
