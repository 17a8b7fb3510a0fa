/** Uploads into the folder that is shown, one file after the other; asks before a file is replaced. */
import { useState } from "react";
import { useQueryClient } from "@tanstack/react-query";
import type { ArtifactTree as Listing } from "../../protocol/page.js";
import { artifactUrl } from "../api/page.js";
import { notify, notifyFailure } from "../parts/notice.js";
import type { Place } from "./places.js";
import { upload } from "./upload.js";

interface Asking {
  readonly files: readonly File[];
  /** Paths that would be overwritten. */
  readonly existing: readonly string[];
}

/** `path` is chosen in the tree; `placeAt` says whose files are there. */
export function useUploads(listing: Listing, path: string, placeAt: (path: string) => Place | null) {
  const client = useQueryClient();
  const [progress, setProgress] = useState<{ readonly name: string; readonly share: number } | null>(null);
  const [asking, setAsking] = useState<Asking | null>(null);
  const isDir = listing.files.some((file) => file.path === path && file.isDir);
  const shown = isDir ? `${path}/` : path.slice(0, path.lastIndexOf("/") + 1);
  const folder = path !== "" && placeAt(path) === null ? "" : shown;

  const store = async (files: readonly File[]): Promise<void> => {
    setAsking(null);
    for (const file of files) {
      const { name } = file;
      setProgress({ name, share: 0 });
      const place = placeAt(folder + name)!; // a file has an owner
      try {
        await upload(artifactUrl("file", place.owner, place.path), file, (share) => setProgress({ name, share }));
        notify({ text: `Uploaded ${folder}${name}` });
      } catch (error) {
        notifyFailure(`${name} was not uploaded`, error);
      }
    }
    setProgress(null);
    await client.invalidateQueries();
  };
  const add = (files: readonly File[]): void => {
    const known = new Set(listing.files.map((file) => file.path));
    const existing = files.map(({ name }) => folder + name).filter((name) => known.has(name));
    if (existing.length > 0) setAsking({ files, existing });
    else if (files.length > 0) void store(files);
  };
  return {
    progress,
    asking,
    /** Where files go: `models/`, "" for the top. */
    folder,
    add,
    goOn: () => void store(asking?.files ?? []),
    forget: () => setAsking(null),
  };
}
