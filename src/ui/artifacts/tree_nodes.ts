/** A flat listing of artifacts → a tree, folders first. Pure. */
import type { ArtifactTree } from "../../protocol/page.js";

export interface TreeNode {
  readonly path: string;
  readonly name: string;
  readonly isDir: boolean;
  /** Of a folder: of all that is in it. */
  readonly sizeBytes: number;
  readonly children: readonly TreeNode[];
}

interface Growing extends TreeNode {
  readonly children: Growing[];
}

/** Only files whose path contains `filter`, and the folders that lead to them. `labels`: what folders are called instead of by their names. */
export function treeNodes(
  files: ArtifactTree["files"],
  filter = "",
  labels: ReadonlyMap<string, string> = new Map(),
): readonly TreeNode[] {
  const wanted = filter.trim().toLowerCase();
  const top: Growing[] = [];
  const folders = new Map<string, Growing>();
  const sizes = new Map(files.map((file) => [file.path, file.sizeBytes]));
  const childrenOf = (path: string): Growing[] => {
    const end = path.lastIndexOf("/");
    return end < 0 ? top : folderAt(path.slice(0, end)).children;
  };
  const folderAt = (path: string): Growing => {
    const known = folders.get(path);
    if (known !== undefined) return known;
    const name = labels.get(path) ?? nameOf(path);
    const made = { path, name, isDir: true, sizeBytes: sizes.get(path) ?? 0, children: [] };
    folders.set(path, made);
    childrenOf(path).push(made);
    return made;
  };
  for (const { path, isDir, sizeBytes } of files) {
    if (wanted !== "" && (isDir || !path.toLowerCase().includes(wanted))) continue;
    if (isDir) folderAt(path);
    else childrenOf(path).push({ path, name: nameOf(path), isDir, sizeBytes, children: [] });
  }
  sort(top);
  for (const { children } of folders.values()) sort(children);
  return top;
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

const { compare } = new Intl.Collator("en", { numeric: true });

/** `part_2` before `part_10`. */
export const inNaturalOrder = (a: string, b: string): number => compare(a, b);

function sort(nodes: Growing[]): void {
  nodes.sort((a, b) => Number(b.isDir) - Number(a.isDir) || inNaturalOrder(a.name, b.name));
}

/** The folders above a path: `a/b/c` → `a`, `a/b`. */
export function foldersAbove(path: string): string[] {
  const parts = path.split("/");
  return parts.slice(0, -1).map((_, index) => parts.slice(0, index + 1).join("/"));
}
