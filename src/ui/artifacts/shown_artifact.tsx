/** The file or folder that is chosen: its head, and its viewer or what is in it. */
import { Button } from "react-aria-components";
import { counted } from "../parts/counted.js";
import type { ArtifactTree as Listing } from "../../protocol/page.js";
import { CopyButton } from "../parts/copy_button.js";
import { artifactUri } from "./artifact_uri.js";
import type { FileRef } from "./bytes.js";
import { DownloadLink } from "./download_link.js";
import { readableSize } from "./kind.js";
import type { Place } from "./places.js";
import { inNaturalOrder } from "./tree_nodes.js";
import { Viewer } from "./viewer.js";

type Entry = Listing["files"][number];

export interface ShownArtifactProps {
  readonly chosen: Entry;
  readonly listing: Listing;
  readonly placeAt: (path: string) => Place | null;
  /** What the tree calls folders that are none of the store. */
  readonly labels: ReadonlyMap<string, string>;
  readonly onPath: (path: string) => void;
}

export function ShownArtifact({ chosen, listing, placeAt, labels, onPath }: ShownArtifactProps) {
  const { path, isDir } = chosen;
  const model = isDir ? listing.files.find((file) => file.path === `${path}/MLmodel`) : undefined;
  const fileOf = (file: Entry): FileRef => ({ ...placeAt(file.path)!, sizeBytes: file.sizeBytes });
  const files = besides(listing, path);
  const folder = path.slice(0, path.lastIndexOf("/") + 1);
  return (
    <>
      <Head chosen={chosen} listing={listing} place={placeAt(path)} label={labels.get(path)} />
      {!isDir && chosen.sizeBytes === 0 && <p className="artifacts-note">The file is empty.</p>}
      {!isDir && chosen.sizeBytes > 0 && (
        <Viewer file={fileOf(chosen)} beside={files} onBeside={(name) => onPath(folder + name)} />
      )}
      {model !== undefined && <Viewer file={fileOf(model)} />}
      {isDir && model === undefined && <FolderContent path={path} listing={listing} labels={labels} onPath={onPath} />}
    </>
  );
}

interface HeadProps {
  readonly chosen: Entry;
  readonly listing: Listing;
  readonly place: Place | null;
  readonly label: string | undefined;
}

function Head({ chosen: { path, isDir, sizeBytes }, listing, place, label }: HeadProps) {
  const inside = isDir ? listing.files.filter((file) => !file.isDir && file.path.startsWith(`${path}/`)).length : 0;
  return (
    <div className="artifacts-head">
      <h2 className="artifacts-path">{label ?? (place?.path || path)}</h2>
      <span className="muted">
        {isDir && `${counted(inside, "file")}, `}
        {readableSize(sizeBytes)}
      </span>
      {place !== null && (
        <div className="artifacts-actions">
          {place.path !== "" && <CopyButton text={place.path} label="Copy the path" shown="Path" />}
          <CopyButton text={artifactUri(place.owner, place.path)} label="Copy the URI" shown="URI" />
          <DownloadLink place={place} isDir={isDir} label={isDir ? "Download as zip" : "Download"} />
        </div>
      )}
    </div>
  );
}

/** Entries of a large folder that are listed here; the tree has all. */
const mostListed = 200;

function FolderContent({
  path,
  listing,
  labels,
  onPath,
}: Pick<ShownArtifactProps, "listing" | "labels" | "onPath"> & { readonly path: string }) {
  const inside = listing.files.filter((file) => folderOf(file.path) === path);
  return (
    <>
      <ul className="artifacts-folder">
        {inside.slice(0, mostListed).map((file) => (
          <li key={file.path}>
            <Button className="react-aria-Button quiet" onPress={() => onPath(file.path)}>
              {labels.get(file.path) ?? file.path.slice(path.length + 1)}
              {file.isDir ? "/" : ""}
            </Button>
            <span className="muted">{readableSize(file.sizeBytes)}</span>
          </li>
        ))}
      </ul>
      {inside.length > mostListed && (
        <p className="artifacts-note">
          {mostListed} of {inside.length.toLocaleString("en-US")} are listed here; the tree has them all.
        </p>
      )}
    </>
  );
}

/** Names of the files in the same folder, in the tree's order. */
function besides(listing: Listing, path: string): readonly string[] {
  const folder = folderOf(path);
  const start = folder === "" ? 0 : folder.length + 1;
  const names = listing.files.filter((file) => !file.isDir && folderOf(file.path) === folder);
  return names.map((file) => file.path.slice(start)).sort(inNaturalOrder);
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}
