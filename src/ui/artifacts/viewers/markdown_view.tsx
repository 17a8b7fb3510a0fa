/** Markdown, rendered; its source on demand. */
import { useState } from "react";
import { ToggleButton } from "react-aria-components";
import CodeViewer from "../../parts/code_viewer.js";
import { Markdown } from "../../parts/markdown.js";
import { type FileRef, textOf } from "../bytes.js";
import { Portion } from "./portion.js";

export default function MarkdownView({ file }: { readonly file: FileRef }) {
  const [source, setSource] = useState(false);
  return (
    <Portion file={file} limitBytes={2 ** 20}>
      {(portion) => (
        <div className="stack">
          <div>
            <ToggleButton isSelected={source} onChange={setSource}>
              Source
            </ToggleButton>
          </div>
          {source ? (
            <CodeViewer text={textOf(portion)} language="markdown" label={file.path} />
          ) : (
            <Markdown text={textOf(portion)} />
          )}
        </div>
      )}
    </Portion>
  );
}
