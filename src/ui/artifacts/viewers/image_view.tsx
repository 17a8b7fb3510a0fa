/** Pictures; the arrow keys walk through those of a folder. SVG too: as a picture its scripts do not run. */
import { type KeyboardEvent, useState } from "react";
import { ChevronLeft, ChevronRight } from "lucide-react";
import { Button } from "react-aria-components";
import { type FileRef, type Portion as Bytes } from "../bytes.js";
import { kindOf, mediaTypeOf } from "../kind.js";
import { useBlobSource } from "./blob_source.js";
import { Picture } from "./picture.js";
import { Portion } from "./portion.js";
import type { ViewerProps } from "./viewer_props.js";

/** What a picture may have, so that the page stays alive. */
const mostBytes = 64 * 2 ** 20;

export default function ImageView({ file, beside = [], onBeside }: ViewerProps) {
  const pictures = beside.filter((name) => /^(image|svg)$/.test(kindOf(name)));
  const at = pictures.indexOf(file.path.slice(file.path.lastIndexOf("/") + 1));
  const go = (step: number): void => {
    const name = pictures[at + step];
    if (name !== undefined) onBeside?.(name);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.target instanceof HTMLElement && event.target.closest(".artifacts-picture[tabindex]") !== null) return; // it scrolls
    if (event.key === "ArrowLeft") go(-1);
    else if (event.key === "ArrowRight") go(1);
  };
  return (
    <div className="stack" onKeyDown={onKeyDown}>
      {pictures.length > 1 && (
        <div className="row">
          <Button
            className="react-aria-Button icon"
            aria-label="Picture before"
            isDisabled={at === 0}
            onPress={() => go(-1)}
          >
            <ChevronLeft aria-hidden size={16} />
          </Button>
          <span aria-live="polite">
            Picture {at + 1} of {pictures.length}
          </span>
          <Button
            className="react-aria-Button icon"
            aria-label="Next picture"
            isDisabled={at === pictures.length - 1}
            onPress={() => go(1)}
          >
            <ChevronRight aria-hidden size={16} />
          </Button>
        </div>
      )}
      <Portion key={file.path} file={file} limitBytes={mostBytes} growing={false}>
        {(portion) => <Shown file={file} portion={portion} />}
      </Portion>
    </div>
  );
}

function Shown({ file, portion }: { readonly file: FileRef; readonly portion: Bytes }) {
  const source = useBlobSource(portion.bytes, mediaTypeOf(file.path) ?? "application/octet-stream");
  const [broken, setBroken] = useState(false);
  if (broken)
    return <p className="artifacts-note">This is no picture that the browser can read. Download it instead.</p>;
  return (
    <Picture>{(shown) => <img ref={source} alt={file.path} {...shown} onError={() => setBroken(true)} />}</Picture>
  );
}
