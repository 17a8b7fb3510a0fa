/** What the compare page asks: all values of its runs in one request, their environments in one, their artifacts in one. */
import { useMemo } from "react";
import { keepPreviousData, useQueries, useQuery } from "@tanstack/react-query";
import { ask } from "../api/page.js";
import { experimentQuery } from "../experiments/experiments.js";
import { parseEnvironment } from "../notebook/environment.js";

/** More runs than that are not compared. */
export const mostRuns = 1000;
/** More runs than that have too many artifacts to be listed side by side. */
export const mostTrees = 100;

export function useRunValues(runIds: readonly string[]) {
  const request = { experimentIds: [], runIds: runIds.slice(0, mostRuns), limit: mostRuns, fields: "all" } as const;
  return useQuery({
    queryKey: ["runs", "compared", request.runIds],
    queryFn: ({ signal }) => ask("runs/table", request, signal),
    placeholderData: keepPreviousData,
    enabled: runIds.length > 0,
  });
}

export function useEnvironments(runIds: readonly string[]) {
  return useQuery({
    queryKey: ["artifacts", "environments", runIds],
    queryFn: async ({ signal }) => {
      const { texts } = await ask("artifacts/texts", { runIds, paths: ["notebook/environment.json"] }, signal);
      return texts.map((one) => (one === null ? null : parseEnvironment(one.text)));
    },
    enabled: runIds.length > 0,
  });
}

/** More experiments than that are told apart by their ids. */
const mostNamed = 10;

/** What experiments are called, by id, if there are several; where a name cannot be had its id stays. */
export function useExperimentNames(experimentIds: readonly string[]): ReadonlyMap<string, string> {
  const ids = [...new Set(experimentIds)];
  const named = ids.length > 1 && ids.length <= mostNamed ? ids : [];
  const names = useQueries({
    queries: named.map(experimentQuery),
    combine: (answers) =>
      answers.flatMap(({ data }): [string, string][] => (data ? [[data.experimentId, data.name]] : [])),
  });
  return useMemo(() => new Map(names), [names]);
}

export function useTrees(runIds: readonly string[]) {
  const owners = runIds.slice(0, mostTrees).map((runId) => ({ runId }));
  return useQuery({
    queryKey: ["artifacts", "trees", owners],
    queryFn: ({ signal }) => ask("artifacts/tree", { owners, digests: true }, signal),
  });
}
