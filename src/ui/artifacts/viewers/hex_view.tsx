/** Bytes of a kind that is not known: text if they are text, else the first of them in hexadecimal. */
import { useMemo } from "react";
import CodeViewer from "../../parts/code_viewer.js";
import { type FileRef, type Portion as Bytes, textOf } from "../bytes.js";
import { hexLines } from "./hex_lines.js";
import { Portion } from "./portion.js";

export default function HexView({ file }: { readonly file: FileRef }) {
  return (
    <Portion file={file} limitBytes={64 * 2 ** 10}>
      {(portion) => <TextOrHex portion={portion} label={file.path} />}
    </Portion>
  );
}

function TextOrHex({ portion, label }: { readonly portion: Bytes; readonly label: string }) {
  const text = useMemo(() => textOf(portion), [portion]);
  if (looksLikeText(text)) return <CodeViewer text={text} language={null} label={label} />;
  return (
    <div className="stack">
      <p className="artifacts-note">labbook has no viewer for this kind of file. These are its first bytes.</p>
      <pre className="artifacts-hex">{hexLines(new Uint8Array(portion.bytes).subarray(0, 1024))}</pre>
    </div>
  );
}

/** Bytes of other kinds have characters that no text has, however they are read. */
function looksLikeText(text: string): boolean {
  return !/[\u0000-\u0008\u000e-\u001a\ufffd]/.test(text);
}
