/** Changes of runs as a person makes them: told when they are done, with a way back where there is one. */
import { useState } from "react";
import { useQueryClient } from "@tanstack/react-query";
import { counted } from "../parts/counted.js";
import { notify, notifyFailure } from "../parts/notice.js";
import { changeRuns, type RunsChange } from "./change_runs.js";

/** What can be asked for before it is done. */
export interface AskedChange {
  readonly what: "delete" | "rename" | "setTag" | "deleteTag";
  readonly runIds: readonly string[];
}

export interface RunsChanges {
  /** How many are done of those that are being changed. */
  readonly done: number | undefined;
  /** `back` undoes it; for a deletion and a restoration that is known. Rejects when the server did not answer. */
  readonly change: (runIds: readonly string[], what: RunsChange, back?: RunsChange) => Promise<void>;
  /** Needs no dialog; a failure becomes a notice. */
  readonly restore: (runIds: readonly string[]) => Promise<void>;
}

const verbs = {
  delete: "deleted",
  restore: "restored",
  rename: "renamed",
  setTag: "tagged",
  deleteTag: "changed",
} as const;

/** `onMoved` hears which runs were deleted or restored. */
export function useRunsChanges(onMoved: (runIds: readonly string[]) => void): RunsChanges {
  const [done, setDone] = useState<number>();
  const client = useQueryClient();
  const tell = (what: RunsChange, changed: readonly string[], back: (() => Promise<void>) | undefined): void =>
    notify({
      text: `${counted(changed.length, "run")} ${verbs[what.kind]}`,
      ...(back !== undefined && { action: { label: "Undo", run: back } }),
    });
  const change: RunsChanges["change"] = async (runIds, what, back) => {
    setDone(0);
    try {
      const { changed, failed } = await changeRuns(runIds, what, setDone);
      if (failed.length > 0)
        notify({ kind: "failed", text: `${counted(failed.length, "run")} not changed: ${failed[0]!.message}` });
      const moves = what.kind === "delete" || what.kind === "restore";
      const undo = async (): Promise<void> => {
        if (back !== undefined) await changeRuns(runIds, back);
        else await changeRuns(changed, { kind: what.kind === "delete" ? "restore" : "delete" });
        await client.invalidateQueries();
      };
      if (changed.length > 0) tell(what, changed, moves || back !== undefined ? undo : undefined);
      else if (failed.length === 0) notify({ text: moves ? `Already ${verbs[what.kind]}` : "Nothing to change" });
      if (moves) onMoved(runIds);
    } finally {
      setDone(undefined);
      await client.invalidateQueries();
    }
  };
  const restore = async (runIds: readonly string[]): Promise<void> => {
    try {
      await change(runIds, { kind: "restore" });
    } catch (error) {
      notifyFailure("Could not restore", error);
    }
  };
  return { done, change, restore };
}
