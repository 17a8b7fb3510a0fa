/** A run as the page asks for it and changes it. */
import { queryOptions } from "@tanstack/react-query";
import type { Run } from "../../entities.js";
import { runOf } from "../../protocol/run.js";
import { useChange, useSettled } from "../parts/change.js";
import { call } from "../api/mlflow.js";

export function runQuery(runId: string) {
  return queryOptions({
    queryKey: ["runs", "one", runId],
    queryFn: async ({ signal }): Promise<Run> => runOf((await call("getRun", { run_id: runId }, signal)).run ?? {}),
  });
}

export const mostRelated = 100;

/** Runs of the experiment whose tag `key` is `value`, the newest first, at most `mostRelated`. */
export function runsTaggedQuery(experimentId: string, key: string, value: string) {
  return queryOptions({
    queryKey: ["runs", "tagged", experimentId, key, value],
    queryFn: async ({ signal }): Promise<readonly Run[]> => {
      const filter = `tags.\`${key}\` = '${value}'`;
      const request = { experiment_ids: [experimentId], filter, max_results: mostRelated };
      return ((await call("searchRuns", request, signal)).runs ?? []).map(runOf);
    },
  });
}

/** `rename`, `remove` and `restore` reject where they fail; for tags a notice says so. */
export function useRunChanges(runId: string) {
  const change = useChange();
  const settle = useSettled();
  return {
    rename: (name: string) => settle(call("updateRun", { run_id: runId, run_name: name })),
    remove: () => settle(call("deleteRun", { run_id: runId })),
    restore: () => settle(call("restoreRun", { run_id: runId })),
    setTag: (key: string, value: string) =>
      change("Could not save", () => call("setTag", { run_id: runId, key, value })),
    deleteTag: (key: string) => change(`Could not delete tag ${key}`, () => call("deleteTag", { run_id: runId, key })),
  };
}
