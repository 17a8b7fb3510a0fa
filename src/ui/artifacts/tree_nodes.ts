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

/** Only files whose path contains `filter`, and the folders that lead to them. */
export function treeNodes(files: ArtifactTree["files"], filter = ""): readonly TreeNode[] {
  const wanted = filter.trim().toLowerCase();
  const top: Growing[] = [];
  const folders = new Map<string, Growing>();
  const childrenOf = (path: string): Growing[] => {
    const end = path.lastIndexOf("/");
    return end < 0 ? top : folderAt(path.slice(0, end)).children;
  };
  const folderAt = (path: string, sizeBytes = 0): Growing => {
    const known = folders.get(path);
    if (known !== undefined) return known;
    const made = { path, name: nameOf(path), isDir: true, sizeBytes, children: [] };
    folders.set(path, made);
    childrenOf(path).push(made);
    return made;
  };
  for (const { path, isDir, sizeBytes } of files) {
    if (wanted !== "" && (isDir || !path.toLowerCase().includes(wanted))) continue;
    if (isDir) folderAt(path, sizeBytes);
    else childrenOf(path).push({ path, name: nameOf(path), isDir, sizeBytes, children: [] });
  }
  sort(top);
  for (const { children } of folders.values()) sort(children);
  return top;
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

function sort(nodes: Growing[]): void {
  nodes.sort((a, b) => Number(b.isDir) - Number(a.isDir) || a.name.localeCompare(b.name, "en", { numeric: true }));
}

/** The folders above a path: `a/b/c` → `a`, `a/b`. */
export function foldersAbove(path: string): string[] {
  const parts = path.split("/");
  return parts.slice(0, -1).map((_, index) => parts.slice(0, index + 1).join("/"));
}
