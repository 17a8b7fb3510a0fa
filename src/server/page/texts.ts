/** `artifacts/texts`: one small file of several runs at once. */
import type { Readable } from "node:stream";
import { eachOf } from "../../artifacts/parts.js";
import { artifactPathOf } from "../../artifacts/place.js";
import { invalid, TrackingError } from "../../errors.js";
import type { ArtifactTextsAnswer } from "../../protocol/page.js";
import { artifactsOf, type Owned, type PageSources } from "./owner.js";

type Text = ArtifactTextsAnswer["texts"][number];

const mostRuns = 1000;
const mostPaths = 20;
const mostStars = 3;
const mostBytes = 2 ** 20;
/** Of all texts of an answer together; those that come after it are cut at once. */
const mostBytesInAll = 32 * 2 ** 20;

export async function artifactTexts(request: unknown, sources: PageSources): Promise<ArtifactTextsAnswer> {
  const { runIds, paths } = request as { runIds?: unknown; paths?: unknown };
  const runs = texts("runIds", runIds, mostRuns);
  const patterns = texts("paths", paths, mostPaths).map((path) => artifactPathOf(path));
  const odd = patterns.find((pattern) => pattern.split("*").length - 1 > mostStars);
  if (odd !== undefined)
    throw invalid(`Invalid value '${odd}' in 'paths': it may hold '*' ${mostStars} times at most.`);
  const budget = { leftBytes: mostBytesInAll };
  return { texts: await eachOf(runs, (runId) => firstText(runId, patterns, sources, budget)) };
}

function texts(name: string, value: unknown, most: number): string[] {
  if (Array.isArray(value) && value.length <= most && value.every((one) => typeof one === "string")) return value;
  throw invalid(`Invalid value for '${name}': give a list of at most ${most} texts.`);
}

interface Budget {
  leftBytes: number;
}

/** A run whose artifacts cannot be reached has no text; the tree of its artifacts says why. */
async function firstText(
  runId: string,
  patterns: readonly string[],
  sources: PageSources,
  budget: Budget,
): Promise<Text> {
  try {
    const owned = await artifactsOf({ runId }, sources);
    for (const pattern of patterns) {
      for (const path of await matching(owned, pattern)) {
        const found = await read(owned, path, budget);
        if (found !== null) return found;
      }
    }
    return null;
  } catch (error) {
    if (!(error instanceof TrackingError) || error.code === "TEMPORARILY_UNAVAILABLE") throw error;
    return null;
  }
}

/** Paths of files that a pattern may mean; one without `*` means itself, whether it is there or not. */
async function matching({ artifacts, pathOf }: Owned, pattern: string): Promise<string[]> {
  if (!pattern.includes("*")) return [pattern];
  let found = [""];
  const parts = pattern.split("/");
  for (const [index, part] of parts.entries()) {
    const isFolder = index < parts.length - 1;
    const name = new RegExp(`^${part.split("*").map(escaped).join("[^/]*")}$`);
    const inside = await eachOf(found, (folder) => artifacts.list(pathOf(folder)));
    const start = pathOf("").length === 0 ? 0 : pathOf("").length + 1;
    found = inside
      .flat()
      .filter((file) => file.isDir === isFolder && name.test(file.path.slice(file.path.lastIndexOf("/") + 1)))
      .map((file) => file.path.slice(start));
  }
  return found;
}

function escaped(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}

async function read({ artifacts, pathOf }: Owned, path: string, budget: Budget): Promise<Text> {
  try {
    const { stream, sizeBytes } = await artifacts.readStream(pathOf(path));
    const limitBytes = Math.max(Math.min(mostBytes, budget.leftBytes), 1);
    const bytes = await begin(stream, limitBytes);
    budget.leftBytes -= bytes.length;
    const truncated = sizeBytes > bytes.length;
    return { path, text: new TextDecoder().decode(bytes, { stream: truncated }), truncated }; // half a character is left out
  } catch (error) {
    if (error instanceof TrackingError && error.code === "RESOURCE_DOES_NOT_EXIST") return null;
    throw error;
  }
}

/** The first bytes; what comes after them is not read. */
async function begin(stream: Readable, limitBytes: number): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let sizeBytes = 0;
  for await (const piece of stream as AsyncIterable<Buffer>) {
    pieces.push(piece);
    sizeBytes += piece.length;
    if (sizeBytes >= limitBytes) break; // which ends the stream
  }
  return Buffer.concat(pieces).subarray(0, limitBytes);
}
