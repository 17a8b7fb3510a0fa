/** The files of a run and of the models that it logged, as one tree: which file of it is whose. Pure. */
import type { ArtifactOwner, ArtifactTree } from "../../protocol/page.js";

export interface LoggedModelFiles {
  readonly modelId: string;
  readonly name: string;
}

/** The folder of the joined tree that holds the logged models; no run has one of this name that holds their ids. */
const modelsFolder = "models:";

export interface Place {
  readonly owner: ArtifactOwner;
  /** Among the owner's files; "" is all of them. */
  readonly path: string;
}

/** Whose file a path of the joined tree is; null: nobody's, it is the folder of all logged models. */
export function placeOf(path: string, owner: ArtifactOwner, models: readonly LoggedModelFiles[]): Place | null {
  if (path === modelsFolder && models.length > 0) return null;
  for (const { modelId } of models) {
    const root = `${modelsFolder}/${modelId}`;
    if (path === root) return { owner: { modelId }, path: "" };
    if (path.startsWith(`${root}/`)) return { owner: { modelId }, path: path.slice(root.length + 1) };
  }
  return { owner, path };
}

/** One tree of `own` and of the models' trees; models whose files are among `own` too are left out. */
export function joinTrees(
  own: ArtifactTree,
  models: readonly LoggedModelFiles[],
  trees: readonly ArtifactTree[],
): ArtifactTree {
  const known = new Set(own.files.map(({ path }) => path));
  const added = models
    .map((model, index) => ({ ...model, files: trees[index]?.files ?? [] }))
    .filter(({ name, files }) => files.length > 0 && !known.has(`${name}/MLmodel`));
  if (added.length === 0) return own;
  const sizes = added.map(({ files }) => sum(files.filter(({ isDir }) => !isDir).map(({ sizeBytes }) => sizeBytes)));
  return {
    ...own,
    truncated: own.truncated || trees.some(({ truncated }) => truncated),
    files: [
      ...own.files,
      { path: modelsFolder, isDir: true, sizeBytes: sum(sizes) },
      ...added.flatMap(({ modelId, files }, index) => [
        { path: `${modelsFolder}/${modelId}`, isDir: true, sizeBytes: sizes[index]! },
        ...files.map((file) => ({ ...file, path: `${modelsFolder}/${modelId}/${file.path}` })),
      ]),
    ],
  };
}

/** What the tree calls the folders that are no folders of the store. */
export function labelsOf(models: readonly LoggedModelFiles[]): ReadonlyMap<string, string> {
  return new Map([
    [modelsFolder, "Logged models"],
    ...models.map(({ modelId, name }): [string, string] => [`${modelsFolder}/${modelId}`, name]),
  ]);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
