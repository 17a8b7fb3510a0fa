/** `artifacts/tree`: all files of several runs or models at once. */
import { eachOf } from "../../artifacts/parts.js";
import { invalid, TrackingError } from "../../errors.js";
import type { ArtifactOwner, ArtifactTree, ArtifactTreeAnswer } from "../../protocol/page.js";
import { artifactsOf, optionalPath, ownerOf, type PageSources } from "./owner.js";
import { below } from "./walk.js";

const mostOwners = 100;
const mostEntries = 5000;

export async function artifactTrees(request: unknown, sources: PageSources): Promise<ArtifactTreeAnswer> {
  const { owners, path, depth } = request as { owners?: unknown; path?: unknown; depth?: unknown };
  if (!Array.isArray(owners) || owners.length > mostOwners) {
    throw invalid(`Invalid value for 'owners': give a list of at most ${mostOwners} owners of artifacts.`);
  }
  if (path !== undefined && typeof path !== "string") throw invalid("Invalid value for 'path': give a text.");
  if (depth !== undefined && !(Number.isInteger(depth) && (depth as number) > 0)) {
    throw invalid(`Invalid value ${JSON.stringify(depth)} for 'depth': give a whole number from 1 on.`);
  }
  const [all, from] = [owners.map(ownerOf), optionalPath(path)];
  return { trees: await eachOf(all, (owner) => treeOf(owner, from, depth as number | undefined, sources)) };
}

async function treeOf(
  owner: ArtifactOwner,
  from: string,
  depth: number | undefined,
  sources: PageSources,
): Promise<ArtifactTree> {
  try {
    const { artifacts, pathOf } = await artifactsOf(owner, sources);
    const start = pathOf("") === "" ? 0 : pathOf("").length + 1;
    const sizes = new Map<string, { readonly isDir: boolean; sizeBytes: number }>();
    let truncated = false;
    for await (const found of below(artifacts, pathOf(from), depth)) {
      const room = mostEntries - sizes.size;
      for (const file of found.slice(0, room)) {
        sizes.set(file.path.slice(start), { isDir: file.isDir, sizeBytes: file.sizeBytes ?? 0 });
      }
      truncated = found.length > room;
      if (truncated) break;
    }
    addUp(sizes);
    const files = [...sizes].map(([path, entry]) => ({ path, ...entry })).sort(inTreeOrder);
    return { files, truncated };
  } catch (error) {
    if (error instanceof TrackingError) return { files: [], truncated: false, error: error.bare };
    throw error;
  }
}

function addUp(sizes: ReadonlyMap<string, { readonly isDir: boolean; sizeBytes: number }>): void {
  for (const [path, { isDir, sizeBytes }] of sizes) {
    if (isDir) continue;
    for (let at = path.lastIndexOf("/"); at > 0; at = path.lastIndexOf("/", at - 1)) {
      const folder = sizes.get(path.slice(0, at));
      if (folder !== undefined) folder.sizeBytes += sizeBytes;
    }
  }
}

/** A folder, then what is in it, then the next. */
function inTreeOrder(a: { readonly path: string }, b: { readonly path: string }): number {
  const [one, other] = [a, b].map(({ path }) => path.replaceAll("/", "\0"));
  return one! < other! ? -1 : 1;
}
