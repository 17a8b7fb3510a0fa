/** Which paths may name an artifact, and whether a place on disk lies inside a root. */
import { realpath, stat } from "node:fs/promises";
import { dirname, isAbsolute, join, relative, sep } from "node:path";
import { TrackingError } from "../errors.js";

/**
 * Throws INVALID_PARAMETER_VALUE unless `path` is relative, with "/" between parts, none of them "..". Backslashes and
 * drive letters are refused on every system, as the file may be fetched to a Windows machine.
 */
export function checkPath(path: string): void {
  if (
    path === "" ||
    path.startsWith("/") ||
    /[\\\0]/.test(path) ||
    /^[a-z]:(\/|$)/i.test(path) ||
    path.split("/").includes("..")
  ) {
    throw invalidPath(path);
  }
}

export function invalidPath(path: string): TrackingError {
  return new TrackingError("INVALID_PARAMETER_VALUE", "Invalid path", {
    remedy: `'${path}' is no artifact path: give a relative one that stays inside the run, such as "model/weights.json"`,
  });
}

/**
 * An artifact path out of a URL, decoded until nothing changes, so that no encoding hides what it is. Control characters
 * stay percent-encoded. Throws INVALID_PARAMETER_VALUE for what `checkPath` refuses, for "#" and for `file:` URIs.
 */
export function artifactPathOf(text: string): string {
  const path = decoded(text).replace(
    /[\x00-\x1f\x7f]/g,
    (character) => `%${character.charCodeAt(0).toString(16).padStart(2, "0")}`,
  );
  if (path.includes("#") || /^file:/i.test(path)) throw invalidPath(text);
  checkPath(path);
  return path;
}

function decoded(text: string): string {
  let path = text;
  for (let round = 0; round < 10; round++) {
    const next = percentDecoded(path);
    if (next === path) return path;
    path = next;
  }
  throw invalidPath(text);
}

/** Decodes what is well-formed UTF-8 and leaves a stray "%" as it is ("100%.txt"). */
export function percentDecoded(text: string): string {
  return text.replace(/(?:%[0-9a-f]{2})+/gi, (run) => Buffer.from(run.replaceAll("%", ""), "hex").toString("utf8"));
}

/** Follows symbolic links of what exists of `place`; it must stay in `root`. Others may be making both meanwhile. */
export async function staysInside(root: string, place: string): Promise<boolean> {
  const found = await nearestReal(root); // before `place`: a root that is there keeps what is inside it inside
  const realRoot = join(found.real, found.missing);
  const { real } = await nearestReal(place);
  return isInside(realRoot, real) || (found.missing !== "" && isInside(real, realRoot));
}

function isInside(folder: string, place: string): boolean {
  const inner = relative(folder, place);
  return inner !== ".." && !inner.startsWith(`..${sep}`) && !isAbsolute(inner); // absolute: another drive
}

/** The real path of the deepest part of `place` that exists, and what is missing below it. */
async function nearestReal(place: string): Promise<{ real: string; missing: string }> {
  for (let part = place; ; part = dirname(part)) {
    try {
      return { real: await realpath(part), missing: relative(part, place) };
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
  }
}

/** ENAMETOOLONG: nothing can be there under a name that the file system does not take. ELOOP: a link to itself. */
export function isMissing(error: unknown): boolean {
  return ["ENOENT", "ENOTDIR", "ENAMETOOLONG", "ELOOP"].includes((error as NodeJS.ErrnoException).code ?? "");
}

export async function isSame(a: string, b: string): Promise<boolean> {
  const [one, other] = await Promise.all([a, b].map((path) => realpath(path).catch(() => null)));
  return one !== null && one === other;
}

export async function isFolder(place: string): Promise<boolean> {
  const found = await stat(place).catch(() => undefined);
  return found?.isDirectory() === true;
}
