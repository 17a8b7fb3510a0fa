/** A notebook file, rendered; until its text is read as one, as JSON. */
import { useMemo } from "react";
import { NotebookView } from "../../notebook/notebook_view.js";
import CodeViewer from "../../parts/code_viewer.js";
import { type FileRef, textOf } from "../bytes.js";
import { Portion } from "./portion.js";

export default function IpynbView({ file }: { readonly file: FileRef }) {
  return (
    <Portion file={file} limitBytes={64 * 2 ** 20} growing={false}>
      {(portion) => <Notebook text={textOf(portion)} file={file} />}
    </Portion>
  );
}

function Notebook({ text, file }: { readonly text: string; readonly file: FileRef }) {
  const notebook = useMemo(() => notebookOf(text), [text]);
  if (notebook === null) {
    return (
      <div className="stack">
        <p className="artifacts-note">This is no notebook of Jupyter&apos;s format 4; it is shown as text.</p>
        <CodeViewer text={text} language="json" label={file.path} />
      </div>
    );
  }
  return <NotebookView notebook={notebook} owner={file.owner} path={file.path} />;
}

function notebookOf(text: string): unknown {
  try {
    const value = JSON.parse(text) as { readonly cells?: unknown } | null;
    return value !== null && Array.isArray(value.cells) ? value : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
