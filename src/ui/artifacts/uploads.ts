/** Uploads into the folder that is shown, one file after the other; asks before a file is replaced. */
import { useRef, useState } from "react";
import { useQueryClient } from "@tanstack/react-query";
import type { ArtifactTree as Listing } from "../../protocol/page.js";
import { artifactUrl } from "../api/page.js";
import { notify, notifyFailure } from "../parts/notice.js";
import type { NewFile } from "./dropped.js";
import type { Place } from "./places.js";
import { upload } from "./upload.js";

interface Asking {
  readonly files: readonly NewFile[];
  /** Paths that would be overwritten. */
  readonly existing: readonly string[];
}

interface Progress {
  readonly path: string;
  /** Of this file, 0 to 1. */
  readonly share: number;
  /** Which of them it is, from 1. */
  readonly number: number;
  readonly count: number;
}

/** `path` is chosen in the tree; `placeAt` says whose files are there. */
export function useUploads(listing: Listing, path: string, placeAt: (path: string) => Place | null) {
  const client = useQueryClient();
  const [progress, setProgress] = useState<Progress | null>(null);
  const [asking, setAsking] = useState<Asking | null>(null);
  const ending = useRef(new AbortController());
  const before = useRef(Promise.resolve());
  const isDir = listing.files.some((file) => file.path === path && file.isDir);
  const shown = isDir ? `${path}/` : path.slice(0, path.lastIndexOf("/") + 1);
  const folder = path !== "" && placeAt(path) === null ? "" : shown;

  const send = async (files: readonly NewFile[], { signal }: AbortController): Promise<void> => {
    const failed: { readonly path: string; readonly error: unknown }[] = [];
    const done: string[] = [];
    for (const [index, { path: below, file }] of files.entries()) {
      if (signal.aborted) break;
      const told = { path: below, number: index + 1, count: files.length };
      setProgress({ ...told, share: 0 });
      const place = placeAt(folder + below)!; // a file has an owner
      try {
        const onProgress = (share: number): void => setProgress({ ...told, share });
        await upload(artifactUrl("file", place.owner, place.path), file, onProgress, signal);
        done.push(folder + below);
      } catch (error) {
        if (!signal.aborted) failed.push({ path: below, error });
      }
    }
    setProgress(null);
    if (done.length > 0) notify({ text: `Uploaded ${done.length === 1 ? done[0]! : `${done.length} files`}` });
    if (signal.aborted) notify({ text: `Stopped: ${files.length - done.length - failed.length} not uploaded` });
    const [first] = failed;
    const others = failed.length === 1 ? "" : ` and ${failed.length - 1} more were`;
    if (first !== undefined) notifyFailure(`${first.path}${others || " was"} not uploaded`, first.error);
    await client.invalidateQueries();
  };
  /** What comes while files are sent waits. */
  const store = (files: readonly NewFile[]): void => {
    setAsking(null);
    const { current } = ending;
    before.current = before.current.then(() => send(files, current));
  };
  const add = (files: readonly NewFile[]): void => {
    const known = new Set(listing.files.map((file) => file.path));
    const existing = files.map((file) => folder + file.path).filter((one) => known.has(one));
    if (existing.length > 0) setAsking({ files, existing });
    else if (files.length > 0) store(files);
  };
  return {
    progress,
    asking,
    /** Where files go: `models/`, "" for the top. */
    folder,
    add,
    goOn: () => store(asking?.files ?? []),
    forget: () => setAsking(null),
    stop: () => {
      ending.current.abort();
      ending.current = new AbortController();
    },
  };
}
