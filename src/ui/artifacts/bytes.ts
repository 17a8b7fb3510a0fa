/** Bytes of an artifact, whole or in part. */
import { useQuery } from "@tanstack/react-query";
import type { ArtifactOwner } from "../../protocol/page.js";
import { artifactUrl } from "../api/page.js";
import { send } from "../api/send.js";
import { decoded } from "./decode.js";

/** Which file; `sizeBytes` as its listing says. */
export interface FileRef {
  readonly owner: ArtifactOwner;
  readonly path: string;
  readonly sizeBytes: number;
}

export async function readBytes(
  { owner, path }: Pick<FileRef, "owner" | "path">,
  range?: { readonly start: number; readonly end: number },
  signal?: AbortSignal,
): Promise<ArrayBuffer> {
  const headers = range === undefined ? {} : { range: `bytes=${range.start}-${range.end - 1}` };
  const answer = await send(artifactUrl("file", owner, path), { headers, signal, patient: true });
  return await answer.arrayBuffer();
}

export interface Portion {
  readonly bytes: ArrayBuffer;
  /** There is more of the file. */
  readonly cut: boolean;
}

/** The first `limitBytes` of a file. */
export function usePortion(file: FileRef, limitBytes: number) {
  const cut = file.sizeBytes > limitBytes;
  return useQuery({
    queryKey: ["artifact", file.owner, file.path, file.sizeBytes, cut ? limitBytes : "whole"],
    queryFn: async ({ signal }): Promise<Portion> => {
      if (file.sizeBytes === 0) return { bytes: new ArrayBuffer(0), cut: false };
      return { bytes: await readBytes(file, cut ? { start: 0, end: limitBytes } : undefined, signal), cut };
    },
    gcTime: 60_000, // files may be large
  });
}

export function textOf({ bytes, cut }: Portion): string {
  return decoded(bytes, cut);
}
