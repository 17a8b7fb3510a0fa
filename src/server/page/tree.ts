/** `artifacts/tree`: all files of several runs or models at once. */
import { eachOf } from "../../artifacts/parts.js";
import type { FileInfo } from "../../entities.js";
import { invalid, TrackingError } from "../../errors.js";
import type { ArtifactOwner, ArtifactTree, ArtifactTreeAnswer } from "../../protocol/page.js";
import { withDigests } from "./digests.js";
import { artifactsOf, optionalPath, ownerOf, type PageSources } from "./owner.js";
import { below } from "./walk.js";

const mostOwners = 100;
/** Of all trees of an answer together, and of one. */
const mostEntriesInAll = 100_000;
const mostEntries = 20_000;
/** A folder that has more gets its others only after every folder had its turn: one of many files must not hide the rest. */
const firstOfFolder = 500;

export async function artifactTrees(request: unknown, sources: PageSources): Promise<ArtifactTreeAnswer> {
  const { owners, path, depth, digests } = request as {
    owners?: unknown;
    path?: unknown;
    depth?: unknown;
    digests?: unknown;
  };
  if (!Array.isArray(owners) || owners.length > mostOwners) {
    throw invalid(`Invalid value for 'owners': give a list of at most ${mostOwners} owners of artifacts.`);
  }
  if (path !== undefined && typeof path !== "string") throw invalid("Invalid value for 'path': give a text.");
  if (depth !== undefined && !(Number.isInteger(depth) && (depth as number) > 0)) {
    throw invalid(`Invalid value ${JSON.stringify(depth)} for 'depth': give a whole number from 1 on.`);
  }
  const [all, from] = [owners.map(ownerOf), optionalPath(path)];
  const most = Math.min(mostEntries, Math.floor(mostEntriesInAll / Math.max(1, all.length)));
  const trees = await eachOf(all, (owner) => treeOf(owner, from, depth as number | undefined, most, sources));
  return { trees: digests === true ? await withDigests(trees, all, sources) : trees };
}

async function treeOf(
  owner: ArtifactOwner,
  from: string,
  depth: number | undefined,
  most: number,
  sources: PageSources,
): Promise<ArtifactTree> {
  try {
    const { artifacts, pathOf } = await artifactsOf(owner, sources);
    const start = pathOf("") === "" ? 0 : pathOf("").length + 1;
    const { found, truncated } = await gathered(below(artifacts, pathOf(from), depth), most);
    const sizes = new Map(
      found.map(({ path, isDir, sizeBytes }) => [path.slice(start), { isDir, sizeBytes: sizeBytes ?? 0 }]),
    );
    addUp(sizes);
    const files = [...sizes].map(([path, entry]) => ({ path, ...entry })).sort(inTreeOrder);
    return { files, truncated };
  } catch (error) {
    if (error instanceof TrackingError) return { files: [], truncated: false, error: error.bare };
    throw error;
  }
}

async function gathered(
  folders: AsyncIterable<readonly (readonly FileInfo[])[]>,
  most: number,
): Promise<{ readonly found: readonly FileInfo[]; readonly truncated: boolean }> {
  const found: FileInfo[] = [];
  const later: FileInfo[] = [];
  for await (const portion of folders) {
    for (const inside of portion) {
      const ordered = inside.length > firstOfFolder ? foldersFirst(inside) : inside;
      found.push(...ordered.slice(0, firstOfFolder));
      later.push(...ordered.slice(firstOfFolder, firstOfFolder + 1 + most - later.length)); // one more than is answered tells that there are more
    }
    if (found.length > most) break;
  }
  const truncated = found.length + later.length > most;
  return { found: [...found, ...later].slice(0, most), truncated };
}

function foldersFirst(inside: readonly FileInfo[]): readonly FileInfo[] {
  return [...inside.filter(({ isDir }) => isDir), ...inside.filter(({ isDir }) => !isDir)];
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
