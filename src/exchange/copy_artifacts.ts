/** Copies the files of one folder of artifacts to another, as streams; those that are there in full stay. */
import type { ArtifactStore } from "../artifacts/artifacts.js";
import type { FileInfo } from "../entities.js";
import { type Journey, noting, progress } from "./journey.js";

export async function copyArtifacts(journey: Journey, fromUri: string, toUri: string, what: string): Promise<void> {
  if (!journey.options.artifacts || fromUri === toUri) return;
  await copyFolder(journey, { from: journey.from.artifacts(fromUri), to: journey.there.artifacts(toUri), what }, "");
}

interface Ends {
  readonly from: ArtifactStore;
  readonly to: ArtifactStore;
  readonly what: string;
}

async function copyFolder(journey: Journey, ends: Ends, path: string): Promise<void> {
  const folder = path === "" ? undefined : path;
  const files = await ends.from.list(folder);
  if (files.length === 0) return;
  const there = new Map((await ends.to.list(folder)).map((file) => [file.path, file]));
  for (const file of files) {
    if (file.isDir) {
      await copyFolder(journey, ends, file.path);
      continue;
    }
    if (await isThere(ends, file, there.get(file.path))) continue;
    await noting(journey, `artifact ${file.path} of ${ends.what}`, async () => {
      journey.summary.artifactBytes += await copyFile(ends, file);
      journey.summary.artifacts += 1;
    });
    progress(journey, ends.what);
  }
}

/** Up to this size files of equal length are compared: a `metrics.json` that was written again is often as long as before. */
const comparedBytes = 2 ** 20;

async function isThere({ from, to }: Ends, file: FileInfo, found: FileInfo | undefined): Promise<boolean> {
  if (file.sizeBytes === null || found?.sizeBytes !== file.sizeBytes) return false;
  if (file.sizeBytes > comparedBytes) return true;
  const [theirs, ours] = await Promise.all([from.read(file.path), to.read(file.path)]);
  return Buffer.compare(theirs, ours) === 0;
}

/** Resolves to the number of bytes; some servers say only in their list how many there are. */
async function copyFile({ from, to }: Ends, file: FileInfo): Promise<number> {
  const { stream, sizeBytes } = await from.readStream(file.path);
  const size = Number.isFinite(sizeBytes) ? sizeBytes : (file.sizeBytes ?? undefined);
  await to.writeStream(file.path, stream, size);
  return size ?? 0;
}
