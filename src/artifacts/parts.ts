/** Files in parts, straight to and from the storage behind a server, by the URLs that the server signs. */
import { createReadStream, createWriteStream } from "node:fs";
import { open } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { TrackingError } from "../errors.js";
import { decodeWhole } from "../protocol/decode.js";
import type { ArtifactServer } from "./artifact_server.js";

const proxy = "/api/2.0/mlflow-artifacts";
const atOnce = 4;

interface FilePart {
  readonly number: number;
  readonly start: number;
  /** Of the last byte. */
  readonly end: number;
}

/** false when the server cannot take parts: then nothing was sent. `place` is encoded for a URL. */
export async function uploadInParts(
  server: ArtifactServer,
  place: string,
  file: { readonly path: string; readonly name: string; readonly size: number },
  partSize: number,
): Promise<boolean> {
  const parts = partsOf(file.size, partSize);
  const folder = place.split("/").slice(0, -1).join("/");
  const at = (verb: string) => `${proxy}/mpu/${verb}/${folder}`;
  const request = { path: file.name, num_parts: parts.length };
  const answer = await offered(() => server.json("POST", at("create"), request));
  if (answer === null) return false;
  const made = decodeWhole("artifacts.CreateMultipartUpload.Response", answer);
  const about = { path: file.name, upload_id: made.upload_id ?? "" };
  try {
    const credentials = made.credentials ?? [];
    const done = await eachOf(parts, async ({ number, start, end }) => {
      const { url = "", headers = {} } = credentials.find((one) => Number(one.part_number) === number) ?? {};
      const read = () => createReadStream(file.path, { start, end, highWaterMark: 1 << 20 });
      const answered = await server.putElsewhere(url, headers, read, end - start + 1);
      return { part_number: number, etag: answered.etag ?? "", url };
    });
    await server.json("POST", at("complete"), { ...about, parts: done });
  } catch (error) {
    await server.json("POST", at("abort"), about).catch(() => undefined); // what went wrong before is what matters
    throw error;
  }
  return true;
}

/** false when the server signs no URLs. Fills the file `draft`. */
export async function downloadInParts(
  server: ArtifactServer,
  place: string,
  draft: string,
  partSize: number,
): Promise<boolean> {
  const answer = await offered(() => server.json("GET", `${proxy}/presigned/${place}`));
  if (answer === null) return false;
  const { url = "", headers = {}, file_size } = decodeWhole("artifacts.GetPresignedDownloadUrl.Response", answer);
  if (file_size === undefined) return false;
  const file = await open(draft, "w");
  await file.truncate(Number(file_size));
  await file.close();
  await eachOf(partsOf(Number(file_size), partSize), ({ start, end }) =>
    server.whole(async () => {
      const stream = await server.getElsewhere(url, { ...headers, range: `bytes=${start}-${end}` });
      if (stream.statusCode !== 206 && (start > 0 || end + 1 < Number(file_size))) {
        stream.destroy();
        throw new TrackingError(
          "INTERNAL_ERROR",
          `the storage behind ${server.url} answers with whole files where a part was asked for`,
          {
            remedy: "set MLFLOW_ENABLE_PROXY_MULTIPART_DOWNLOAD=false",
          },
        );
      }
      await pipeline(stream, createWriteStream(draft, { flags: "r+", start, highWaterMark: 1 << 20 }));
    }),
  );
  return true;
}

/** null where the server does not have it, or has it for other storages only. */
async function offered(call: () => Promise<Record<string, unknown>>): Promise<Record<string, unknown> | null> {
  try {
    return await call();
  } catch (error) {
    const code = error instanceof TrackingError ? error.code : undefined;
    if (code === "NOT_IMPLEMENTED" || code === "ENDPOINT_NOT_FOUND") return null;
    throw error;
  }
}

function partsOf(size: number, partSize: number): FilePart[] {
  return Array.from({ length: Math.ceil(size / partSize) }, (_, index) => ({
    number: index + 1,
    start: index * partSize,
    end: Math.min((index + 1) * partSize, size) - 1,
  }));
}

/** In order of the items; a few at a time, none begun after one has failed. */
export async function eachOf<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  let failed = false;
  const worker = async (): Promise<void> => {
    while (next < items.length && !failed) {
      const index = next++;
      try {
        results[index] = await work(items[index]!);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  const workers = await Promise.allSettled(Array.from({ length: Math.min(atOnce, items.length) }, worker));
  const broken = workers.find((one) => one.status === "rejected");
  if (broken !== undefined) throw broken.reason;
  return results;
}
