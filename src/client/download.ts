/** Copies artifacts into a local folder. */
import { mkdir, mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { ArtifactStore } from "../artifacts/artifacts.js";

/**
 * Copies `path` of `artifacts` ("" for everything) to `<folder>/<as>`, by default under its own path. The folder is made
 * where it is missing; without one, a new folder for temporary files. Resolves to the copy's absolute path.
 */
export async function downloadInto(
  artifacts: ArtifactStore,
  path: string,
  folder: string | undefined,
  as: string = path,
): Promise<string> {
  const place = folder === undefined ? await mkdtemp(join(tmpdir(), "labbook-")) : resolve(folder);
  await mkdir(place, { recursive: true });
  return await artifacts.download(path, as === "" ? place : join(place, as));
}
