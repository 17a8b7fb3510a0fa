/** What is in a folder of artifacts and in its folders. */
import type { ArtifactStore } from "../../artifacts/artifacts.js";
import { eachOf } from "../../artifacts/parts.js";
import type { FileInfo } from "../../entities.js";
import { TrackingError } from "../../errors.js";

/** Links that lead back up would make folders without end. */
const deepest = 64;
const foldersAtOnce = 16;

/**
 * What is in each folder, level by level, in portions of some folders, so that who has enough can stop. A folder that leads out of
 * the artifacts is empty.
 */
export async function* below(
  artifacts: ArtifactStore,
  path: string,
  depth = deepest,
): AsyncGenerator<readonly (readonly FileInfo[])[], void> {
  let folders = [path];
  for (let level = 0; level < Math.min(depth, deepest) && folders.length > 0; level++) {
    const inside: string[] = [];
    for (let at = 0; at < folders.length; at += foldersAtOnce) {
      const portion = folders.slice(at, at + foldersAtOnce);
      const found = await eachOf(portion, (folder) => listed(artifacts, folder, level > 0));
      yield found;
      for (const file of found.flat()) if (file.isDir) inside.push(file.path);
    }
    folders = inside;
  }
}

async function listed(artifacts: ArtifactStore, folder: string, lenient: boolean): Promise<readonly FileInfo[]> {
  try {
    return await artifacts.list(folder);
  } catch (error) {
    if (lenient && error instanceof TrackingError && error.code === "INVALID_PARAMETER_VALUE") return [];
    throw error;
  }
}

/** A file or folder of this path; null: there is none. */
export async function find(artifacts: ArtifactStore, path: string): Promise<FileInfo | null> {
  const parent = path.includes("/") ? path.slice(0, path.lastIndexOf("/")) : "";
  return (await artifacts.list(parent)).find((file) => file.path === path) ?? null;
}
