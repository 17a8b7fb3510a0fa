/** `runs/change`: the same to many runs; each is done or told why not. */
import type { LifecycleStage } from "../../../entities.js";
import { invalid, TrackingError } from "../../../errors.js";
import type { RunsChangeAnswer, RunsChangeRequest } from "../../../protocol/page.js";
import type { TrackingStore } from "../../../store/store.js";
import { checkTag } from "../../../validate.js";
import { type Body, oneOf, text, texts } from "./request.js";
import type { RunSource } from "./source.js";

type Change = RunsChangeRequest["change"];

const mostRuns = 1000;
const kinds: readonly Change["kind"][] = ["delete", "restore", "rename", "setTag", "deleteTag"];

export async function changeRuns(body: Body, { store }: RunSource): Promise<RunsChangeAnswer> {
  const named = texts(body, "runIds", mostRuns);
  const change = changeIn((body["change"] ?? {}) as Body, named.length);
  if (store.readOnlyReason !== undefined) throw new TrackingError("PERMISSION_DENIED", store.readOnlyReason);
  const changed: string[] = [];
  const failed: { runId: string; message: string }[] = [];
  for (const [runId, place] of new Map(named.map((runId, place) => [runId, place]))) {
    try {
      if (await changeRun(store, runId, change, place)) changed.push(runId);
    } catch (error) {
      if (!(error instanceof TrackingError)) throw error;
      failed.push({ runId, message: error.bare });
    }
  }
  return { changed, failed };
}

function changeIn(body: Body, runs: number): Change {
  const kind = oneOf(body, "kind", kinds);
  if (kind === "delete" || kind === "restore") return { kind };
  if (kind === "rename") {
    const names = texts(body, "names", mostRuns);
    if (names.length !== runs) throw invalid(`The field 'names' has ${names.length} entries for ${runs} runs.`);
    if (names.some((name) => name.trim() === ""))
      throw invalid("The field 'names' has an empty name; a run needs one.");
    return { kind, names };
  }
  const key = text(body, "key");
  if (kind === "deleteTag") return { kind, key };
  const value = text(body, "value");
  checkTag({ key, value });
  return { kind, key, value };
}

/** Whether anything was changed: what was deleted before is not deleted now, or an undo would bring it back. */
async function changeRun(store: TrackingStore, runId: string, change: Change, place: number): Promise<boolean> {
  const isAlready = async (stage: LifecycleStage): Promise<boolean> =>
    (await store.getRun(runId)).info.lifecycleStage === stage;
  switch (change.kind) {
    case "delete":
      if (await isAlready("deleted")) return false;
      await store.deleteRun(runId);
      return true;
    case "restore":
      if (await isAlready("active")) return false;
      await store.restoreRun(runId);
      return true;
    case "rename":
      await store.updateRun(runId, { runName: change.names[place]! });
      return true;
    case "setTag":
      await store.logBatch(runId, { tags: [{ key: change.key, value: change.value }] });
      return true;
    case "deleteTag":
      await store.deleteTag(runId, change.key);
      return true;
  }
}
