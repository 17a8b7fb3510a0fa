/** A file, or a folder as a zip, to keep. */
import { Download } from "lucide-react";
import { artifactUrl } from "../api/page.js";
import { base } from "../api/send.js";
import type { Place } from "./places.js";

export interface DownloadLinkProps {
  readonly place: Place;
  readonly isDir: boolean;
  readonly label: string;
}

export function DownloadLink({ place: { owner, path }, isDir, label }: DownloadLinkProps) {
  return (
    <a className="button" href={new URL(artifactUrl(isDir ? "zip" : "file", owner, path), base).href} download>
      <Download aria-hidden size={15} /> {label}
    </a>
  );
}
