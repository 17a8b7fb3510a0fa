/** `runs/change`: the same to many runs; each is done or told why not. */
import { TrackingError } from "../../../errors.js";
import type { RunsChangeAnswer, RunsChangeRequest } from "../../../protocol/page.js";
import type { TrackingStore } from "../../../store/store.js";
import { checkTag } from "../../../validate.js";
import { type Body, oneOf, text, texts } from "./request.js";
import type { RunSource } from "./source.js";

type Change = RunsChangeRequest["change"];

const mostRuns = 1000;
const kinds: readonly Change["kind"][] = ["delete", "restore", "setTag", "deleteTag"];

export async function changeRuns(body: Body, { store }: RunSource): Promise<RunsChangeAnswer> {
  const runIds = [...new Set(texts(body, "runIds", mostRuns))];
  const change = changeIn((body["change"] ?? {}) as Body);
  if (store.readOnlyReason !== undefined) throw new TrackingError("PERMISSION_DENIED", store.readOnlyReason);
  const changed: string[] = [];
  const failed: { runId: string; message: string }[] = [];
  for (const runId of runIds) {
    try {
      await changeRun(store, runId, change);
      changed.push(runId);
    } catch (error) {
      if (!(error instanceof TrackingError)) throw error;
      failed.push({ runId, message: error.bare });
    }
  }
  return { changed, failed };
}

function changeIn(body: Body): Change {
  const kind = oneOf(body, "kind", kinds);
  if (kind === "delete" || kind === "restore") return { kind };
  const key = text(body, "key");
  if (kind === "deleteTag") return { kind, key };
  const value = text(body, "value");
  checkTag({ key, value });
  return { kind, key, value };
}

async function changeRun(store: TrackingStore, runId: string, change: Change): Promise<void> {
  switch (change.kind) {
    case "delete":
      return await store.deleteRun(runId);
    case "restore":
      return await store.restoreRun(runId);
    case "setTag":
      return await store.logBatch(runId, { tags: [{ key: change.key, value: change.value }] });
    case "deleteTag":
      return await store.deleteTag(runId, change.key);
  }
}
