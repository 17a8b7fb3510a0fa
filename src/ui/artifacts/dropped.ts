/** Files that were dropped, also those in folders, with their paths. */
import type { DropItem } from "react-aria-components";

export interface NewFile {
  /** `plots/loss.png` of a folder that was dropped; else the name. */
  readonly path: string;
  readonly file: File;
}

export async function droppedFiles(
  items: Iterable<DropItem> | AsyncIterable<DropItem>,
  folder = "",
): Promise<NewFile[]> {
  const found: NewFile[] = [];
  for await (const item of items) {
    if (item.kind === "file") found.push({ path: folder + item.name, file: await item.getFile() });
    else if (item.kind === "directory")
      found.push(...(await droppedFiles(item.getEntries(), `${folder}${item.name}/`)));
  }
  return found;
}
