/** Sound and films: the browser asks for what it plays, so that a large one begins at once and can be played from anywhere. */
import { useState } from "react";
import { artifactUrl } from "../../api/page.js";
import { base } from "../../api/send.js";
import type { FileRef } from "../bytes.js";
import { mediaTypeOf } from "../kind.js";

export default function MediaView({ file }: { readonly file: FileRef }) {
  const [broken, setBroken] = useState(false);
  if (broken) {
    return <p className="artifacts-note">The browser cannot play this file. Download it to play it elsewhere.</p>;
  }
  const shared = {
    controls: true,
    preload: "metadata",
    src: new URL(artifactUrl("file", file.owner, file.path), base).href,
    "aria-label": file.path,
    onError: () => setBroken(true),
  } as const;
  return mediaTypeOf(file.path)?.startsWith("audio/") === true ? (
    <audio {...shared} />
  ) : (
    <video {...shared} style={{ maxWidth: "100%", maxHeight: "70vh" }} />
  );
}
