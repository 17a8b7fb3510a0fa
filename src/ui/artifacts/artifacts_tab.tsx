/** The artifacts of a run, logged model or model version: tree at the left, the chosen file at the right. */
import { useEffect, useMemo } from "react";
import { useQuery } from "@tanstack/react-query";
import { Upload } from "lucide-react";
import { Button, DropZone, FileTrigger, type DropItem } from "react-aria-components";
import { counted } from "../parts/counted.js";
import type { ArtifactOwner, ArtifactTree as Listing } from "../../protocol/page.js";
import { ask } from "../api/page.js";
import { Confirm } from "../parts/confirm.js";
import { Empty } from "../parts/empty.js";
import { Failure } from "../parts/failure.js";
import { Loading } from "../parts/loading.js";
import { notifyFailure } from "../parts/notice.js";
import { useReadOnlyReason } from "../parts/read_only.js";
import { ArtifactTree } from "./artifact_tree.js";
import { droppedFiles } from "./dropped.js";
import { DownloadLink } from "./download_link.js";
import { lastOpened, rememberOpened } from "./last_opened.js";
import { joinTrees, labelsOf, type LoggedModelFiles, type Place, placeOf } from "./places.js";
import { ShownArtifact } from "./shown_artifact.js";
import { useUploads } from "./uploads.js";
import "./artifacts.css";

export interface ArtifactsTabProps {
  readonly owner: ArtifactOwner;
  /** "" for none yet. */
  readonly path: string;
  readonly onPath: (path: string) => void;
  /** Models that the run logged, whose files are not among its own: further folders. */
  readonly models?: readonly LoggedModelFiles[];
  /** Where the file that is open is remembered: what is opened next with the same word shows it too, if it has it. */
  readonly memory?: string;
}

const noModels: readonly LoggedModelFiles[] = [];

export function ArtifactsTab({ owner, path, onPath, models: given = noModels, memory }: ArtifactsTabProps) {
  const named = JSON.stringify(given.map(({ modelId, name }) => ({ modelId, name })));
  const models = useMemo(() => JSON.parse(named) as readonly LoggedModelFiles[], [named]);
  const { data, error, refetch } = useQuery({
    queryKey: ["artifacts", owner, models.map(({ modelId }) => modelId)],
    queryFn: async ({ signal }) => {
      const owners = [owner, ...models.slice(0, 99).map(({ modelId }) => ({ modelId }))];
      return (await ask("artifacts/tree", { owners }, signal)).trees;
    },
    // Models become known after the run: what there is of the same owner stays meanwhile.
    placeholderData: (known, query) =>
      JSON.stringify(query?.queryKey[1]) === JSON.stringify(owner) ? known : undefined,
  });
  const listing = useMemo(() => data && joinTrees(data[0]!, models, data.slice(1)), [data, models]);
  useEffect(() => {
    if (memory !== undefined && path !== "") rememberOpened(memory, path);
  }, [memory, path]);
  if (error !== null) return <Failure error={error} onRetry={() => void refetch()} />;
  if (listing === undefined) return <Loading what="artifacts" />;
  if (listing.error !== undefined && listing.files.length === 0) {
    return <Failure error={new Error(listing.error)} onRetry={() => void refetch()} />;
  }
  const last = memory === undefined ? "" : lastOpened(memory);
  const shown = path === "" && listing.files.some((file) => file.path === last) ? last : path;
  return <Files owner={owner} path={shown} onPath={onPath} models={models} listing={listing} />;
}

interface FilesProps extends Required<Omit<ArtifactsTabProps, "memory">> {
  readonly listing: Listing;
}

function Files({ owner, path, onPath, models, listing }: FilesProps) {
  const labels = useMemo(() => labelsOf(models), [models]);
  const placeAt = (one: string): Place | null => placeOf(one, owner, models);
  const uploads = useUploads(listing, path, placeAt);
  const drop = async (items: readonly DropItem[]): Promise<void> => {
    try {
      const files = await droppedFiles(items);
      if (files.length === 0) throw new Error("There is no file in it: drop files or folders.");
      uploads.add(files);
    } catch (error) {
      notifyFailure("What was dropped cannot be uploaded", error);
    }
  };
  const chosen = listing.files.find((file) => file.path === path);
  const readOnly = useReadOnlyReason() !== null;
  const fixed = readOnly || "name" in owner; // a version's files are its model's
  return (
    <DropZone
      className="artifacts"
      aria-label={fixed ? "Artifacts" : "Artifacts; drop files here to upload them"}
      getDropOperation={() => (fixed ? "cancel" : "copy")}
      onDrop={(event) => void drop(event.items)}
    >
      <div className="artifacts-side">
        <div className="row">
          {!fixed && (
            <FileTrigger
              allowsMultiple
              onSelect={(files) => uploads.add([...(files ?? [])].map((file) => ({ path: file.name, file })))}
            >
              <Button aria-label={`Upload files${uploads.folder === "" ? "" : ` to ${uploads.folder}`}`}>
                <Upload aria-hidden size={15} /> Upload
              </Button>
            </FileTrigger>
          )}
          {listing.files.length > 0 && <DownloadLink place={{ owner, path: "" }} isDir label="All as zip" />}
        </div>
        {uploads.progress !== null && (
          <div className="row artifacts-note">
            <span role="status">
              Uploading {uploads.progress.path}: {Math.round(100 * uploads.progress.share)} %
              {uploads.progress.count > 1 && ` (${uploads.progress.number} of ${uploads.progress.count})`}
            </span>
            <Button onPress={uploads.stop}>Stop</Button>
          </div>
        )}
        {listing.truncated && (
          <div role="note" className="artifacts-note">
            There are more than {listing.files.length.toLocaleString("en-US")} files: of the largest folders the rest is
            not listed; a zip has them all.
          </div>
        )}
        {listing.error !== undefined && (
          <div role="note" className="artifacts-note">
            The other artifacts cannot be listed: {listing.error}
          </div>
        )}
        <ArtifactTree listing={listing} labels={labels} path={path} onPath={onPath} />
      </div>
      <div className="artifacts-shown">
        {chosen !== undefined ? (
          <ShownArtifact chosen={chosen} listing={listing} placeAt={placeAt} labels={labels} onPath={onPath} />
        ) : listing.files.length === 0 ? (
          <NoFiles owner={owner} readOnly={readOnly} />
        ) : path === "" ? (
          <Empty title="Choose a file">Files are shown here; folders can be downloaded as zip.</Empty>
        ) : (
          <Empty title={listing.truncated ? `${path} is not in the list` : `There is no ${path}`}>
            Choose another file in the list.
          </Empty>
        )}
      </div>
      {uploads.asking !== null && (
        <Confirm
          title="Replace files?"
          action={`Replace ${counted(uploads.asking.existing.length, "file")}`}
          onConfirm={uploads.goOn}
          onClose={uploads.forget}
        >
          There are already: {namesOf(uploads.asking.existing)}. Their content will be lost.
        </Confirm>
      )}
    </DropZone>
  );
}

function namesOf(paths: readonly string[]): string {
  const more = paths.length - 10;
  return paths.slice(0, 10).join(", ") + (more > 0 ? ` and ${more} more` : "");
}

function NoFiles({ owner, readOnly }: { readonly owner: ArtifactOwner; readonly readOnly: boolean }) {
  return (
    <Empty title="No artifacts">
      {"runId" in owner
        ? `Log some from a notebook, await mlflow.logArtifact("plot.png")${readOnly ? "." : ", or drop files here."}`
        : "This model has no files. It may have been registered from a place that this server does not reach."}
    </Empty>
  );
}
