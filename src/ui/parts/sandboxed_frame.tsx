/** A frame for documents that nobody vouches for: an origin of its own, nothing but its height comes out. */
import { useEffect, useRef, useState } from "react";

export interface SandboxedFrameProps {
  /** A route of the server that answers with the same sandbox in its headers. */
  readonly url: string;
  readonly title: string;
  /** px; the document may say that it is taller. */
  readonly minHeight?: number;
  readonly maxHeight?: number;
  /** Its document has the theme's colours: nothing is put behind it. */
  readonly themed?: boolean;
}

export function SandboxedFrame({ url, title, minHeight = 120, maxHeight = 4000, themed = false }: SandboxedFrameProps) {
  const frame = useRef<HTMLIFrameElement>(null);
  const [height, setHeight] = useState(minHeight);
  useEffect(() => {
    const listen = (event: MessageEvent<unknown>): void => {
      if (event.source !== frame.current?.contentWindow || event.origin !== "null") return;
      const told = (event.data as { readonly height?: unknown } | null)?.height;
      if (typeof told === "number" && Number.isFinite(told)) {
        setHeight(Math.min(maxHeight, Math.max(minHeight, Math.ceil(told))));
      }
    };
    window.addEventListener("message", listen);
    return () => window.removeEventListener("message", listen);
  }, [minHeight, maxHeight]);
  return (
    <iframe
      ref={frame}
      src={url}
      title={title}
      sandbox="allow-scripts"
      referrerPolicy="no-referrer"
      style={{
        width: "100%",
        height,
        border: themed ? 0 : "1px solid var(--line)",
        borderRadius: themed ? 0 : "var(--radius)",
        background: themed ? "transparent" : "#fff",
      }}
    />
  );
}
