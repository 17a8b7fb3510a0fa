/** Digests of files that have the same path and size in several trees: whether they are the same, no size tells. */
import { createHash } from "node:crypto";
import { eachOf } from "../../artifacts/parts.js";
import { TrackingError } from "../../errors.js";
import type { ArtifactOwner, ArtifactTree } from "../../protocol/page.js";
import { artifactsOf, type PageSources } from "./owner.js";

/** Of one file, and of all that are read for an answer. */
const mostBytes = 2 ** 20;
const mostBytesInAll = 64 * 2 ** 20;
const mostFiles = 1000;

/** `trees` has one per owner. */
export async function withDigests(
  trees: readonly ArtifactTree[],
  owners: readonly ArtifactOwner[],
  sources: PageSources,
): Promise<ArtifactTree[]> {
  const wanted = alike(trees);
  return await eachOf([...trees.entries()], async ([index, tree]) => {
    if (!tree.files.some((file) => wanted.has(keyOf(file)))) return tree;
    const { artifacts, pathOf } = await artifactsOf(owners[index]!, sources);
    const files: ArtifactTree["files"][number][] = [];
    for (const file of tree.files) {
      const digest = wanted.has(keyOf(file)) ? await digestOf(artifacts, pathOf(file.path)) : null;
      files.push(digest === null ? file : { ...file, digest });
    }
    return { ...tree, files };
  });
}

type Entry = ArtifactTree["files"][number];

function keyOf({ path, sizeBytes }: Entry): string {
  return `${sizeBytes} ${path}`;
}

/** Files that several trees have, as far as they are read. */
function alike(trees: readonly ArtifactTree[]): ReadonlySet<string> {
  const counts = new Map<string, number>();
  const files = new Map<string, Entry>();
  for (const file of trees.flatMap((tree) => tree.files)) {
    if (file.isDir || file.sizeBytes === 0 || file.sizeBytes > mostBytes) continue;
    counts.set(keyOf(file), (counts.get(keyOf(file)) ?? 0) + 1);
    files.set(keyOf(file), file);
  }
  let [leftBytes, leftFiles] = [mostBytesInAll, mostFiles];
  const wanted = new Set<string>();
  for (const [key, count] of counts) {
    const bytes = count * files.get(key)!.sizeBytes;
    if (count < 2 || bytes > leftBytes || count > leftFiles) continue;
    [leftBytes, leftFiles] = [leftBytes - bytes, leftFiles - count];
    wanted.add(key);
  }
  return wanted;
}

/** null: it cannot be read. */
async function digestOf(
  artifacts: Awaited<ReturnType<typeof artifactsOf>>["artifacts"],
  path: string,
): Promise<string | null> {
  try {
    const { stream } = await artifacts.readStream(path);
    const hash = createHash("sha256");
    for await (const piece of stream as AsyncIterable<Buffer>) hash.update(piece);
    return hash.digest("hex").slice(0, 12);
  } catch (error) {
    if (error instanceof TrackingError) return null;
    throw error;
  }
}
