/** Pictures, as large as there is room, or in their own size. SVG too: as a picture its scripts do not run. */
import { useState } from "react";
import { ToggleButton } from "react-aria-components";
import { type FileRef, type Portion as Bytes } from "../bytes.js";
import { mediaTypeOf } from "../kind.js";
import { Portion } from "./portion.js";
import { useBlobSource } from "./blob_source.js";

/** What a picture may have, so that the page stays alive. */
const mostBytes = 64 * 2 ** 20;

export default function ImageView({ file }: { readonly file: FileRef }) {
  return (
    <Portion file={file} limitBytes={mostBytes} growing={false}>
      {(portion) => <Picture file={file} portion={portion} />}
    </Portion>
  );
}

function Picture({ file, portion }: { readonly file: FileRef; readonly portion: Bytes }) {
  const picture = useBlobSource<HTMLImageElement>(portion.bytes, mediaTypeOf(file.path) ?? "application/octet-stream");
  const [actual, setActual] = useState(false);
  const [size, setSize] = useState<string | null>(null);
  const [broken, setBroken] = useState(false);
  if (broken)
    return <p className="artifacts-note">This is no picture that the browser can read. Download it instead.</p>;
  return (
    <div className="stack">
      <div className="row">
        <ToggleButton isSelected={actual} onChange={setActual}>
          Actual size
        </ToggleButton>
        {size !== null && <span className="muted">{size}</span>}
      </div>
      <div className="artifacts-picture">
        <img
          ref={picture}
          alt={file.path}
          style={actual ? {} : { maxWidth: "100%", maxHeight: "70vh" }}
          onLoad={({ currentTarget: { naturalWidth, naturalHeight } }) =>
            setSize(`${naturalWidth} × ${naturalHeight} px`)
          }
          onError={() => setBroken(true)}
        />
      </div>
    </div>
  );
}
