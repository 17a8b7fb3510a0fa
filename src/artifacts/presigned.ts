/** One file at a time by URLs that the server signs for a run or a logged model: how a server wants it that moves no bytes itself. */
import type { IncomingMessage } from "node:http";
import type { Readable } from "node:stream";
import { decodeWhole } from "../protocol/decode.js";
import type { ArtifactServer } from "./artifact_server.js";

const api = "/api/2.0/mlflow/artifacts";

/** Whose artifacts are kept at a path of the proxy; null where the path does not tell. */
export type Owner = { readonly run_id: string } | { readonly model_id: string };

/** Of `1/<run id>/artifacts` and `1/models/<model id>/artifacts`, as servers lay them out. */
export function ownerOf(root: string): Owner | null {
  const id = /(?:^|\/)([^/]+)\/artifacts$/.exec(root)?.[1];
  if (id === undefined) return null;
  return /^m-[0-9a-f]{32}$/.test(id) ? { model_id: id } : { run_id: id };
}

export async function uploadSigned(
  server: ArtifactServer,
  owner: Owner,
  path: string,
  open: () => Readable,
  size: number,
): Promise<void> {
  const answer = await server.json("POST", `${api}/presigned-upload-url`, { ...owner, path });
  const { presigned_url = "", headers = {} } = decodeWhole("CreatePresignedUploadUrl.Response", answer);
  await server.putElsewhere(presigned_url, headers, open, size);
}

export async function openSigned(
  server: ArtifactServer,
  owner: Owner,
  path: string,
  wanted: Readonly<Record<string, string>>,
): Promise<IncomingMessage> {
  const answer = await server.json("POST", `${api}/presigned-download-url`, { ...owner, path });
  const { presigned_url = "", headers = {} } = decodeWhole("CreatePresignedDownloadUrl.Response", answer);
  return await server.getElsewhere(presigned_url, { ...headers, ...wanted });
}
