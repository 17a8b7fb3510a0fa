/** Sound and films. */
import { type FileRef, type Portion as Bytes } from "../bytes.js";
import { mediaTypeOf } from "../kind.js";
import { useBlobSource } from "./blob_source.js";
import { Portion } from "./portion.js";

const mostBytes = 256 * 2 ** 20;

export default function MediaView({ file }: { readonly file: FileRef }) {
  return (
    <Portion file={file} limitBytes={mostBytes} growing={false}>
      {(portion) => <Player file={file} portion={portion} />}
    </Portion>
  );
}

function Player({ file, portion }: { readonly file: FileRef; readonly portion: Bytes }) {
  const type = mediaTypeOf(file.path) ?? "application/octet-stream";
  const audio = useBlobSource<HTMLAudioElement>(portion.bytes, type);
  const video = useBlobSource<HTMLVideoElement>(portion.bytes, type);
  return type.startsWith("audio/") ? (
    <audio controls ref={audio} aria-label={file.path} />
  ) : (
    <video controls ref={video} aria-label={file.path} style={{ maxWidth: "100%", maxHeight: "70vh" }} />
  );
}
