/** An output with drawings or scripts of its own: in a sandboxed document, made when it is first seen, or when a reader asks. */
import { useEffect, useRef, useState } from "react";
import { Play } from "lucide-react";
import { Button } from "react-aria-components";
import type { ArtifactOwner } from "../../protocol/page.js";
import { artifactUrl } from "../api/page.js";
import { SandboxedFrame } from "../parts/sandboxed_frame.js";
import { useTheme } from "../parts/theme.js";
import { plotlyMime, type Shown } from "./choice.js";
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
  readonly shown: Extract<Shown, { readonly as: "frame" }>;
}

export function OutputFrame({ place, shown: { mime, asks, reaches, text } }: OutputFrameProps) {
  const [allowed, setAllowed] = useState<"no" | "alone" | "network">(asks ? "no" : "alone");
  const theme = useTheme();
  const { owner, path, cell, output } = place;
  const rights = { ...(asks && { scripts: "1" }), ...(allowed === "network" && { network: "1" }) };
  const url = artifactUrl("output", owner, path, { cell, output: String(output), mime, theme, ...rights });
  if (allowed !== "no") {
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
        <Button onPress={() => setAllowed("alone")}>
          <Play aria-hidden size={14} />
          Run it
        </Button>{" "}
        {reaches && <Button onPress={() => setAllowed("network")}>Run it with the network</Button>}
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
