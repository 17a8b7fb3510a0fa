/** An output with drawings or scripts of its own: in a sandboxed document, made when it is first seen, or when a reader asks. */
import { useEffect, useRef, useState } from "react";
import { Play } from "lucide-react";
import { Button } from "react-aria-components";
import type { ArtifactOwner } from "../../protocol/page.js";
import { artifactUrl } from "../api/page.js";
import { SandboxedFrame } from "../parts/sandboxed_frame.js";
import { useTheme } from "../parts/theme.js";
import { plotlyMime } from "./choice.js";
import { FoldedText } from "./folded_text.js";

/** Where the notebook is, and which output of it: what the server needs to make a document. */
export interface OutputPlace {
  readonly owner: ArtifactOwner;
  readonly path: string;
  readonly cell: string;
  readonly output: number;
}

export interface OutputFrameProps {
  readonly place: OutputPlace;
  readonly mime: string;
  readonly asks: boolean;
  /** What stands in until the frame is there. */
  readonly text: string;
}

export function OutputFrame({ place, mime, asks, text }: OutputFrameProps) {
  const [allowed, setAllowed] = useState(!asks);
  const theme = useTheme();
  const { owner, path, cell, output } = place;
  const url = artifactUrl("output", owner, path, { cell, output: String(output), mime, theme });
  if (allowed) {
    const title = mime === plotlyMime ? "Figure" : "HTML output";
    return (
      <WhenSeen>{() => <SandboxedFrame themed url={url} title={`${title} of cell ${cell}`} minHeight={40} />}</WhenSeen>
    );
  }
  return (
    <div className="notebook-asks">
      {text !== "" && <FoldedText text={text} />}
      <p>
        This output has scripts. They run in a frame of their own, without this page’s rights and without a network.{" "}
        <Button onPress={() => setAllowed(true)}>
          <Play aria-hidden size={14} />
          Run it
        </Button>
      </p>
    </div>
  );
}

/** Its content from the moment on at which it is near the screen. */
function WhenSeen({ children }: { readonly children: () => React.ReactNode }) {
  const place = useRef<HTMLDivElement>(null);
  const [seen, setSeen] = useState(false);
  useEffect(() => {
    if (seen) return undefined;
    const watch = new IntersectionObserver(
      (entries) => entries.some(({ isIntersecting }) => isIntersecting) && setSeen(true),
      { rootMargin: "300px" },
    );
    watch.observe(place.current!);
    return () => watch.disconnect();
  }, [seen]);
  return (
    <div ref={place} className="notebook-frame">
      {seen && children()}
    </div>
  );
}
