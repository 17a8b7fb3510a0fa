/** A notebook's file among the artifacts of a run or model, rendered. */
import { useMemo } from "react";
import type { ArtifactOwner } from "../../protocol/page.js";
import { Failure } from "../parts/failure.js";
import { Cells } from "./cells.js";
import { documentOf, type NotebookDocument } from "./document.js";

export interface NotebookViewProps {
  /** The file's JSON, whatever it is. */
  readonly notebook: unknown;
  readonly owner: ArtifactOwner;
  readonly path: string;
}

export function NotebookView({ notebook, owner, path }: NotebookViewProps) {
  const read = useMemo(() => attempt(notebook), [notebook]);
  return read instanceof Error ? <Failure error={read} /> : <Cells notebook={read} owner={owner} path={path} />;
}

function attempt(notebook: unknown): NotebookDocument | Error {
  try {
    return documentOf(notebook);
  } catch (error) {
    if (error instanceof Error) return error;
    throw error;
  }
}
