/** HTML that somebody wrote, in a frame that reaches neither this page nor the network, unless the reader lets it. */
import { useState } from "react";
import { Checkbox } from "react-aria-components";
import { artifactUrl } from "../../api/page.js";
import { base } from "../../api/send.js";
import { SandboxedFrame } from "../../parts/sandboxed_frame.js";
import type { FileRef } from "../bytes.js";

export default function FrameView({ file }: { readonly file: FileRef }) {
  const [network, setNetwork] = useState(false);
  const url = new URL(artifactUrl("frame", file.owner, file.path, network ? { network: "1" } : {}), base);
  return (
    <div className="stack">
      <div className="row">
        <Checkbox isSelected={network} onChange={setNetwork}>
          <span className="artifacts-box" aria-hidden>
            {network ? "✓" : ""}
          </span>
          Allow this file to load from the network
        </Checkbox>
        <span className="muted">Reports that load their scripts from elsewhere stay blank without it.</span>
      </div>
      <SandboxedFrame key={url.href} url={url.href} title={file.path} minHeight={480} />
    </div>
  );
}
