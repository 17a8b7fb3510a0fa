/** The artifacts of a run, logged model or model version: tree at the left, the chosen file at the right. */
import { useState } from "react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Download, Upload } from "lucide-react";
import { Button, DropZone, FileTrigger, type DropItem } from "react-aria-components";
import type { ArtifactOwner, ArtifactTree as Listing } from "../../protocol/page.js";
import { artifactUrl, ask } from "../api/page.js";
import { base } from "../api/send.js";
import { Confirm } from "../parts/confirm.js";
import { CopyButton } from "../parts/copy_button.js";
import { Empty } from "../parts/empty.js";
import { Failure } from "../parts/failure.js";
import { Loading } from "../parts/loading.js";
import { notify, notifyFailure } from "../parts/notice.js";
import { ArtifactTree } from "./artifact_tree.js";
import { readableSize } from "./kind.js";
import { upload } from "./upload.js";
import { Viewer } from "./viewer.js";
import "./artifacts.css";

export interface ArtifactsTabProps {
  readonly owner: ArtifactOwner;
  /** "" for none yet. */
  readonly path: string;
  readonly onPath: (path: string) => void;
}

export function ArtifactsTab({ owner, path, onPath }: ArtifactsTabProps) {
  const { data, error, refetch } = useQuery({
    queryKey: ["artifacts", owner],
    queryFn: async ({ signal }) => (await ask("artifacts/tree", { owners: [owner] }, signal)).trees[0]!,
  });
  if (error !== null) return <Failure error={error} onRetry={() => void refetch()} />;
  if (data === undefined) return <Loading what="artifacts" />;
  if (data.error !== undefined) return <Failure error={new Error(data.error)} onRetry={() => void refetch()} />;
  return <Files owner={owner} path={path} onPath={onPath} listing={data} />;
}

function Files({ owner, path, onPath, listing }: ArtifactsTabProps & { readonly listing: Listing }) {
  const uploads = useUploads(owner, listing, path);
  const chosen = listing.files.find((file) => file.path === path);
  return (
    <DropZone
      className="artifacts"
      aria-label="Artifacts; drop files here to upload them"
      getDropOperation={() => ("name" in owner ? "cancel" : "copy")}
      onDrop={(event) => void filesOf(event.items).then(uploads.add)}
    >
      <div className="artifacts-side">
        <div className="row">
          {!("name" in owner) && (
            <FileTrigger allowsMultiple onSelect={(files) => uploads.add([...(files ?? [])])}>
              <Button>
                <Upload aria-hidden size={15} /> Upload
              </Button>
            </FileTrigger>
          )}
          {listing.files.length > 0 && <DownloadLink owner={owner} path="" isDir label="All as zip" />}
        </div>
        {uploads.progress !== null && (
          <div role="status" className="artifacts-note">
            Uploading {uploads.progress.name}: {Math.round(100 * uploads.progress.share)} %
          </div>
        )}
        {listing.truncated && (
          <div role="note" className="artifacts-note">
            More than {listing.files.length.toLocaleString("en-US")} files: the rest is not listed.
          </div>
        )}
        <ArtifactTree listing={listing} path={path} onPath={onPath} />
      </div>
      <div className="artifacts-shown">
        {listing.files.length === 0 ? (
          <NoFiles owner={owner} />
        ) : chosen === undefined ? (
          <Empty title={path === "" ? "Choose a file" : `There is no ${path}`}>
            {path === ""
              ? "Files are shown here; folders can be downloaded as zip."
              : "Choose another file at the left."}
          </Empty>
        ) : (
          <Shown owner={owner} chosen={chosen} listing={listing} onPath={onPath} />
        )}
      </div>
      {uploads.asking !== null && (
        <Confirm
          title="Replace files?"
          action={`Replace ${uploads.asking.existing.length === 1 ? "1 file" : `${uploads.asking.existing.length} files`}`}
          onConfirm={uploads.goOn}
          onClose={uploads.forget}
        >
          The run has these already: {uploads.asking.existing.join(", ")}. Their content will be lost.
        </Confirm>
      )}
    </DropZone>
  );
}

function NoFiles({ owner }: { readonly owner: ArtifactOwner }) {
  return (
    <Empty title="No artifacts">
      {"runId" in owner
        ? 'Log some from a notebook: await mlflow.logArtifact("plot.png"), or drop files here.'
        : "This model has no files. It may have been registered from a place that this server does not reach."}
    </Empty>
  );
}

interface ShownProps {
  readonly owner: ArtifactOwner;
  readonly chosen: Listing["files"][number];
  readonly listing: Listing;
  readonly onPath: (path: string) => void;
}

function Shown({ owner, chosen, listing, onPath }: ShownProps) {
  const { path, isDir, sizeBytes } = chosen;
  const model = isDir ? listing.files.find((file) => file.path === `${path}/MLmodel`) : undefined;
  const inside = isDir ? listing.files.filter((file) => !file.isDir && file.path.startsWith(`${path}/`)).length : 0;
  return (
    <>
      <div className="artifacts-head">
        <strong className="artifacts-path">{path}</strong>
        <CopyButton text={path} label="Copy the path" />
        <span className="muted">
          {isDir ? `${inside} ${inside === 1 ? "file" : "files"}, ` : ""}
          {readableSize(sizeBytes)}
        </span>
        <span className="spacer" />
        <DownloadLink owner={owner} path={path} isDir={isDir} label={isDir ? "Download as zip" : "Download"} />
      </div>
      {!isDir && <Viewer file={{ owner, path, sizeBytes }} />}
      {model !== undefined && <Viewer file={{ owner, path: model.path, sizeBytes: model.sizeBytes }} />}
      {isDir && model === undefined && <FolderContent path={path} listing={listing} onPath={onPath} />}
    </>
  );
}

function FolderContent({
  path,
  listing,
  onPath,
}: {
  readonly path: string;
  readonly listing: Listing;
  readonly onPath: (path: string) => void;
}) {
  const inside = listing.files.filter(
    (file) => file.path.startsWith(`${path}/`) && !file.path.slice(path.length + 1).includes("/"),
  );
  return (
    <ul className="artifacts-folder">
      {inside.map((file) => (
        <li key={file.path}>
          <Button className="react-aria-Button quiet" onPress={() => onPath(file.path)}>
            {file.path.slice(path.length + 1)}
            {file.isDir ? "/" : ""}
          </Button>
          <span className="muted">{readableSize(file.sizeBytes)}</span>
        </li>
      ))}
    </ul>
  );
}

function DownloadLink({
  owner,
  path,
  isDir,
  label,
}: {
  readonly owner: ArtifactOwner;
  readonly path: string;
  readonly isDir: boolean;
  readonly label: string;
}) {
  return (
    <a className="button" href={new URL(artifactUrl(isDir ? "zip" : "file", owner, path), base).href} download>
      <Download aria-hidden size={15} /> {label}
    </a>
  );
}

async function filesOf(items: readonly DropItem[]): Promise<File[]> {
  return await Promise.all(items.flatMap((item) => (item.kind === "file" ? [item.getFile()] : [])));
}

interface Asking {
  readonly files: readonly File[];
  /** Paths that would be overwritten. */
  readonly existing: readonly string[];
}

/** Uploads into the folder that is shown, one file after the other. */
function useUploads(owner: ArtifactOwner, listing: Listing, path: string) {
  const client = useQueryClient();
  const [progress, setProgress] = useState<{ readonly name: string; readonly share: number } | null>(null);
  const [asking, setAsking] = useState<Asking | null>(null);
  const isDir = listing.files.some((file) => file.path === path && file.isDir);
  const folder = isDir ? `${path}/` : path.includes("/") ? path.slice(0, path.lastIndexOf("/") + 1) : "";

  const store = async (files: readonly File[]): Promise<void> => {
    setAsking(null);
    for (const file of files) {
      setProgress({ name: file.name, share: 0 });
      try {
        await upload(artifactUrl("file", owner, folder + file.name), file, (share) =>
          setProgress({ name: file.name, share }),
        );
        notify({ text: `Uploaded ${folder}${file.name}` });
      } catch (error) {
        notifyFailure(`${file.name} was not uploaded`, error);
      }
    }
    setProgress(null);
    await client.invalidateQueries({ queryKey: ["artifacts"] });
  };
  const add = (files: readonly File[]): void => {
    const known = new Set(listing.files.map((file) => file.path));
    const existing = files.map((file) => folder + file.name).filter((name) => known.has(name));
    if (existing.length > 0) setAsking({ files, existing });
    else if (files.length > 0) void store(files);
  };
  return { progress, asking, add, goOn: () => void store(asking?.files ?? []), forget: () => setAsking(null) };
}
