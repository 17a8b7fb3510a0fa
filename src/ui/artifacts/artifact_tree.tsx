/** The files of a run or model, as a tree that the arrow keys walk through. */
import { useMemo, useState } from "react";
import { ChevronRight, File, Folder } from "lucide-react";
import {
  Button,
  Collection,
  Input,
  type Key,
  ListLayout,
  SearchField,
  Tree,
  TreeItem,
  TreeItemContent,
  Virtualizer,
} from "react-aria-components";
import type { ArtifactTree as Listing } from "../../protocol/page.js";
import { readableSize } from "./kind.js";
import { foldersAbove, type TreeNode, treeNodes } from "./tree_nodes.js";

export interface ArtifactTreeProps {
  readonly listing: Listing;
  /** What folders are called instead of by their names. */
  readonly labels: ReadonlyMap<string, string>;
  /** The one that is shown. */
  readonly path: string;
  readonly onPath: (path: string) => void;
}

/** Folders of small trees are open at once. */
const fewEntries = 40;

export function ArtifactTree({ listing, labels, path, onPath }: ArtifactTreeProps) {
  const [filter, setFilter] = useState("");
  const nodes = useMemo(() => treeNodes(listing.files, filter, labels), [listing, filter, labels]);
  const [opened, setOpened] = useState<ReadonlySet<Key>>(() => new Set(foldersAbove(path)));
  const [shown, setShown] = useState("");
  const [listed, setListed] = useState<Listing["files"]>([]);
  if (shown !== path || listed !== listing.files) {
    const arrived = listing.files.length <= fewEntries ? newFolders(listed, listing.files) : [];
    setOpened(new Set([...opened, ...arrived, ...(shown === path ? [] : foldersAbove(path))]));
    setShown(path);
    setListed(listing.files);
  }
  const expanded = useMemo(() => (filter === "" ? opened : new Set(allFolders(nodes))), [opened, nodes, filter]);
  return (
    <div className="artifacts-tree">
      <SearchField value={filter} onChange={setFilter} aria-label="Find a file">
        <Input placeholder="Find a file" />
      </SearchField>
      <Virtualizer layout={ListLayout} layoutOptions={{ rowHeight: 28 }}>
        <Tree
          aria-label="Artifacts"
          className="artifacts-tree-list"
          items={nodes}
          selectionMode="single"
          selectionBehavior="replace"
          disallowEmptySelection
          selectedKeys={path === "" ? [] : [path]}
          onSelectionChange={(keys) => {
            const [chosen] = keys === "all" ? [] : [...keys];
            if (chosen === undefined) return;
            if (listing.files.some((file) => file.isDir && file.path === chosen))
              setOpened(new Set([...opened, chosen]));
            onPath(String(chosen));
          }}
          expandedKeys={expanded}
          onExpandedChange={setOpened}
          renderEmptyState={() => (
            <span className="artifacts-note">{filter === "" ? "No files." : "No file has this in its name."}</span>
          )}
        >
          {itemOf}
        </Tree>
      </Virtualizer>
    </div>
  );
}

function itemOf(node: TreeNode) {
  const Icon = node.isDir ? Folder : File;
  return (
    <TreeItem
      id={node.path}
      textValue={`${node.name}, ${readableSize(node.sizeBytes)}`}
      className="artifacts-tree-item"
    >
      <TreeItemContent>
        <span className="artifacts-tree-line">
          {node.isDir ? (
            <Button slot="chevron" className="artifacts-tree-chevron">
              <ChevronRight aria-hidden size={14} />
            </Button>
          ) : (
            <span className="artifacts-tree-chevron" />
          )}
          <Icon aria-hidden size={15} />
          <span className="artifacts-tree-name" title={node.path}>
            {node.name}
          </span>
          <span className="muted number">{readableSize(node.sizeBytes)}</span>
        </span>
      </TreeItemContent>
      <Collection items={node.children}>{itemOf}</Collection>
    </TreeItem>
  );
}

function newFolders(before: Listing["files"], now: Listing["files"]): string[] {
  const known = new Set(before.map(({ path }) => path));
  return now.filter(({ path, isDir }) => isDir && !known.has(path)).map(({ path }) => path);
}

function allFolders(nodes: readonly TreeNode[]): string[] {
  return nodes.flatMap((node) => (node.isDir ? [node.path, ...allFolders(node.children)] : []));
}
