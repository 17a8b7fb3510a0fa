/** Bytes of a kind that is not known: text if they are text, else the first of them in hexadecimal. */
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
  const bytes = new Uint8Array(portion.bytes);
  if (looksLikeText(portion)) return <CodeViewer text={textOf(portion)} language={null} label={label} />;
  return (
    <div className="stack">
      <p className="artifacts-note">labbook has no viewer for this kind of file. These are its first bytes.</p>
      <pre className="artifacts-hex">{hexLines(bytes.subarray(0, 1024))}</pre>
    </div>
  );
}

function looksLikeText({ bytes, cut }: Bytes): boolean {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: cut });

    return !/[\u0000-\u0008\u000e-\u001a]/.test(text);
  } catch (error) {
    if (error instanceof TypeError) return false;
    throw error;
  }
}
