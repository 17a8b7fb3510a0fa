/** The endpoints that the server has for this page only (`src/protocol/page.ts`). */
import {
  type About,
  type ActivityAnswer,
  type ActivityRequest,
  type ArtifactOwner,
  type ArtifactTextsAnswer,
  type ArtifactTextsRequest,
  type ArtifactTreeAnswer,
  type ArtifactTreeRequest,
  pagePrefix,
  type RunGroups,
  type RunGroupsRequest,
  type RunsChangeAnswer,
  type RunsChangeRequest,
  type RunTable,
  type RunTableRequest,
  type SeriesAnswer,
  type SeriesRequest,
} from "../../protocol/page.js";
import { jsonOf } from "./failure.js";
import { send } from "./send.js";

interface Asked {
  "runs/table": [RunTableRequest, RunTable];
  "runs/groups": [RunGroupsRequest, RunGroups];
  "runs/series": [SeriesRequest, SeriesAnswer];
  "runs/change": [RunsChangeRequest, RunsChangeAnswer];
  "experiments/activity": [ActivityRequest, ActivityAnswer];
  "artifacts/tree": [ArtifactTreeRequest, ArtifactTreeAnswer];
  "artifacts/texts": [ArtifactTextsRequest, ArtifactTextsAnswer];
}

/** The last answers with their tags: asking again for what has not changed brings no body. */
const kept = new Map<string, { readonly etag: string; readonly answer: unknown }>();
const mostKept = 30;

/** Rejects with an `ApiError`. */
export async function ask<P extends keyof Asked>(
  path: P,
  request: Asked[P][0],
  signal?: AbortSignal,
): Promise<Asked[P][1]> {
  const body = JSON.stringify(request);
  const key = `${path} ${body}`;
  const known = kept.get(key);
  const answer = await send(urlOf(path), {
    method: "POST",
    signal,
    conditional: true,
    headers: { "content-type": "application/json", ...(known !== undefined && { "if-none-match": known.etag }) },
    body,
  });
  if (answer.status === 304 && known !== undefined) return known.answer as Asked[P][1];
  const value = (await jsonOf(answer, signal)) as Asked[P][1];
  keep(key, answer.headers.get("etag"), value);
  return value;
}

function keep(key: string, etag: string | null, answer: unknown): void {
  kept.delete(key);
  if (etag === null) return;
  kept.set(key, { etag, answer });
  if (kept.size > mostKept) kept.delete(kept.keys().next().value!);
}

export async function about(signal?: AbortSignal): Promise<About> {
  return (await jsonOf(await send(urlOf("about"), { signal }), signal)) as About;
}

/** The tag of the store's state; null where the store cannot tell. `known` saves the answer when nothing changed. */
export async function revision(known: string | undefined, signal?: AbortSignal): Promise<string | null> {
  const headers = known === undefined ? {} : { "if-none-match": known };
  const answer = await send(urlOf("revision"), { signal, headers, conditional: true });
  return answer.headers.get("etag") ?? known ?? null;
}

/** Where an artifact's bytes are: `artifactUrl("file", { runId }, "model/MLmodel")`. */
export function artifactUrl(
  what: "file" | "zip" | "frame" | "output",
  owner: ArtifactOwner,
  path: string,
  more: Readonly<Record<string, string>> = {},
): string {
  const named: Record<string, string> =
    "runId" in owner ? { run_id: owner.runId } : "modelId" in owner ? { model_id: owner.modelId } : { ...owner };
  return `${urlOf(`artifacts/${what}`)}?${new URLSearchParams({ ...named, path, ...more })}`;
}

function urlOf(path: string): string {
  return `${pagePrefix.slice(1)}/${path}`;
}
