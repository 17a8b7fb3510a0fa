/** Sends an artifact as a download, whole or a range of it (RFC 9110), without holding it in memory. */
import type { IncomingHttpHeaders, OutgoingHttpHeaders } from "node:http";
import { pipeline } from "node:stream/promises";
import type { ArtifactContent, ArtifactStore, ByteRange } from "../artifacts/artifacts.js";
import { attachment, contentType } from "./content.js";
import { withFlatMemory } from "./memory.js";
import type { Exchange } from "./exchange.js";

/** Rejects before anything is sent where the artifact cannot be read; later faults end the connection. */
export async function sendFile(exchange: Exchange, store: ArtifactStore, path: string): Promise<void> {
  const { incoming, outgoing, method } = exchange;
  let content = await store.readStream(path);
  const { sizeBytes } = content;
  const headers = labels(path, content);
  if (headers.etag !== undefined && incoming.headers["if-none-match"] === headers.etag) {
    content.stream.destroy();
    outgoing.writeHead(304, headers);
    return void outgoing.end();
  }
  const range = wantedRange(incoming.headers, sizeBytes, headers);
  if (range === "unsatisfiable") {
    content.stream.destroy();
    return exchange.send(416, { ...headers, "content-range": `bytes */${sizeBytes}` });
  }
  if (range !== null) {
    content.stream.destroy();
    content = await store.readStream(path, range);
  }
  const [start, end] = range === null ? [0, sizeBytes - 1] : [range.start, range.end];
  outgoing.writeHead(range === null ? 200 : 206, {
    ...headers,
    "content-length": end - start + 1,
    ...(range !== null && { "content-range": `bytes ${start}-${end}/${sizeBytes}` }),
  });
  if (method === "HEAD") {
    content.stream.destroy();
    outgoing.end();
    return;
  }
  await withFlatMemory(pipeline(content.stream, outgoing)).catch(() => outgoing.destroy()); // the client went away, or the disk failed
}

/** Of bytes that anyone may have stored: a browser saves them; opened by their address they run nothing and load nothing. */
export const rawHeaders = {
  "x-content-type-options": "nosniff",
  "content-security-policy": "sandbox; default-src 'none'",
  "cross-origin-resource-policy": "same-origin",
} as const;

function labels(path: string, { sizeBytes, modifiedMs }: ArtifactContent): OutgoingHttpHeaders {
  const name = path.split("/").at(-1)!;
  return {
    "content-type": contentType(name),
    "content-disposition": attachment(name),
    ...rawHeaders,
    "accept-ranges": "bytes",
    "cache-control": "no-cache", // a run may write it again
    ...(modifiedMs !== null && {
      "last-modified": new Date(modifiedMs).toUTCString(),
      etag: `"${modifiedMs.toString(16)}-${sizeBytes.toString(16)}"`,
    }),
  };
}

/** Several ranges at once are answered with the whole file, which the standard allows. */
function wantedRange(
  headers: IncomingHttpHeaders,
  sizeBytes: number,
  { etag, "last-modified": lastModified }: OutgoingHttpHeaders,
): Required<ByteRange> | "unsatisfiable" | null {
  const found = /^bytes=(\d*)-(\d*)$/.exec(headers.range ?? "");
  const onlyIf = headers["if-range"];
  if (found === null || (onlyIf !== undefined && onlyIf !== etag && onlyIf !== lastModified)) return null;
  const [, first, last] = found as unknown as [string, string, string];
  if (first === "" && last === "") return null;
  const start = first === "" ? Math.max(sizeBytes - Number(last), 0) : Number(first);
  const end = first === "" || last === "" ? sizeBytes - 1 : Math.min(Number(last), sizeBytes - 1);
  if (first !== "" && last !== "" && Number(last) < start) return null;
  return start > end ? "unsatisfiable" : { start, end };
}
