/** Notebook files, read and written. */
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { INotebookContent } from "@jupyterlab/nbformat";
import { TrackingError } from "../errors.js";

/** Throws INVALID_PARAMETER_VALUE for a file that is missing, is not JSON, or is no notebook of nbformat 4. */
export function readNotebook(path: string): INotebookContent {
  let content: Partial<INotebookContent>;
  try {
    content = JSON.parse(readFileSync(path, "utf8").replace(/^\uFEFF/, "")) as Partial<INotebookContent>;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (error instanceof SyntaxError)
      throw bad(path, `it is not JSON (${message})`, "open it in Jupyter and save it again");
    if (code === "ENOENT") throw bad(path, "there is no such file", "check the path");
    if (code === undefined) throw error;
    throw bad(path, message, "check the path and its permissions");
  }
  if (!Array.isArray(content?.cells) || typeof content.nbformat !== "number") {
    throw bad(path, "it is JSON, but no notebook: it has no cells", "give the path of an .ipynb file of nbformat 4");
  }
  if (content.nbformat !== 4) {
    throw bad(path, `it is nbformat ${content.nbformat}`, "open it in Jupyter and save it, which makes it nbformat 4");
  }
  content.cells.forEach((cell, index) => {
    const { source } = cell as { source?: unknown };
    if (typeof source === "string" || Array.isArray(source)) return;
    throw bad(path, `cell ${index + 1} has no source`, "open it in Jupyter and save it again");
  });
  const cells = content.cells.map((cell) => ({ ...cell, metadata: cell.metadata ?? {} }));
  return { ...content, cells, metadata: content.metadata ?? {} } as INotebookContent;
}

/** Replaces the file at once, so that a reader never finds half a notebook. */
export function writeNotebook(path: string, content: INotebookContent): void {
  const draft = join(dirname(path), `.${basename(path)}.${process.pid}.tmp`);
  try {
    writeFileSync(draft, `${JSON.stringify(content, null, 1)}\n`);
    renameSync(draft, path);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw new TrackingError(
      "PERMISSION_DENIED",
      `cannot write the notebook '${path}': ${message}; choose another place with --output`,
    );
  }
}

function bad(path: string, reason: string, remedy: string): TrackingError {
  return new TrackingError("INVALID_PARAMETER_VALUE", `cannot read the notebook '${path}': ${reason}; ${remedy}`);
}
