/** What a cell put out, each output in the safest form that it has. */
import { lazy, Suspense, useState } from "react";
import { Button } from "react-aria-components";
import type { ArtifactOwner } from "../../protocol/page.js";
import { Markdown } from "../parts/markdown.js";
import { shownOf } from "./choice.js";
import type { Output } from "./document.js";
import { FoldedText } from "./folded_text.js";
import { OutputFrame, type OutputPlace } from "./output_frame.js";

const HtmlRendered = lazy(() => import("../parts/html_rendered.js"));

/** More are shown when a reader asks. */
const mostOutputs = 30;

export interface OutputsProps {
  readonly outputs: readonly Output[];
  /** Where they are in a notebook's file; null: in no file, so that none can be framed. */
  readonly place: { readonly owner: ArtifactOwner; readonly path: string; readonly cell: string } | null;
}

export function Outputs({ outputs, place }: OutputsProps) {
  const [all, setAll] = useState(false);
  const shown = all ? outputs : outputs.slice(0, mostOutputs);
  return (
    <div className="notebook-outputs">
      {shown.map((output, index) => (
        <OneOutput key={index} output={output} place={place === null ? null : { ...place, output: index }} />
      ))}
      {shown.length < outputs.length && (
        <p className="notebook-folded">
          Showing the first {shown.length} of {outputs.length.toLocaleString("en")} outputs.{" "}
          <Button className="react-aria-Button quiet" onPress={() => setAll(true)}>
            Show all
          </Button>
        </p>
      )}
    </div>
  );
}

/** `place` null: it is in no file, so that it cannot be framed. */
export function OneOutput({ output, place }: { readonly output: Output; readonly place: OutputPlace | null }) {
  if (output.kind === "stream")
    return <FoldedText text={output.text} className={output.name === "stderr" ? "stderr" : ""} />;
  if (output.kind === "error") {
    const text = output.traceback === "" ? `${output.name}: ${output.message}` : output.traceback;
    return <FoldedText text={text} className="error" />;
  }
  const shown = shownOf(output.data, place !== null);
  switch (shown.as) {
    case "image":
      return <img className="notebook-image" src={shown.url} alt={shown.alt === "" ? "Output" : shown.alt} />;
    case "markdown":
      return <Markdown text={shown.text} />;
    case "html":
      return (
        <Suspense fallback={null}>
          <HtmlRendered html={shown.html} />
        </Suspense>
      );
    case "frame":
      return <OutputFrame place={place!} shown={shown} />;
    case "text":
      return <FoldedText text={shown.text} />;
    case "nothing":
      return shown.mimes.length === 0 ? null : (
        <p className="muted">Not shown: an output of type {shown.mimes.join(", ")}.</p>
      );
  }
}
