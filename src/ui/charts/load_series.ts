/** Histories of metrics of the runs that a line chart draws. */
import { useMemo } from "react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { SeriesRequest } from "../../protocol/page.js";
import { ask } from "../api/page.js";
import type { ChartData } from "./chart_data.js";
import { metricsOf } from "./choices.js";
import type { LinesSetup } from "./setup.js";

/** More lines cannot be told apart; means take as many as the server answers for. */
const mostLineRuns = 100;
const mostMeanRuns = 200;
const mostKeys = 50;
const mostPoints = 20_000;

/** The first runs that brushes choose and whose eye is open, of each group as many; `left`: how many more there are. */
function useLineRuns(
  { runIds, mask, visible, groups }: ChartData,
  eachRun: boolean,
): {
  readonly runIds: readonly string[];
  readonly left: number;
} {
  const text = useMemo(() => {
    const chosen = runIds.flatMap((_, index) => ((mask[index]! & visible[index]!) === 1 ? [index] : []));
    const drawn =
      groups === undefined || eachRun
        ? chosen.slice(0, mostLineRuns)
        : inTurn(chosen, (index) => groups.of[index]!).slice(0, mostMeanRuns);
    return `${chosen.length} ${drawn.map((index) => runIds[index]!).join(" ")}`;
  }, [runIds, mask, visible, groups, eachRun]);
  // The same runs are the same list, so that a brush elsewhere asks nothing anew.
  return useMemo(() => {
    const [count, ...chosen] = text.split(" ").filter((part) => part !== "");
    return { runIds: chosen, left: Number(count) - chosen.length };
  }, [text]);
}

/** The first of each group, then the second of each, and so on. */
function inTurn(indices: readonly number[], groupOf: (index: number) => number): readonly number[] {
  const seen = new Map<number, number>();
  const turns = indices.map((index) => {
    const turn = seen.get(groupOf(index)) ?? 0;
    seen.set(groupOf(index), turn + 1);
    return [index, turn] as const;
  });
  return turns.sort(([, a], [, b]) => a - b).map(([index]) => index);
}

/** Metrics of which some run has more than one value; undefined while it is asked. */
export function useHistoryKeys(runIds: readonly string[], keys: readonly string[]) {
  const request: SeriesRequest = { runIds: runIds.slice(0, 20), keys: keys.slice(0, mostKeys), x: "step", buckets: 1 };
  const { data, error, refetch } = useQuery({
    queryKey: ["runs", "histories", request],
    queryFn: ({ signal }) => ask("runs/series", request, signal),
    placeholderData: keepPreviousData,
    enabled: request.runIds.length > 0 && request.keys.length > 0,
  });
  const found = useMemo(() => {
    if (data === undefined) return undefined;
    const long = new Set(data.series.filter(({ points }) => points > 1).map(({ key }) => key));
    return keys.filter((key) => long.has(key));
  }, [data, keys]);
  return { keys: found, error, refetch };
}

/** As many metrics as still can be told apart. */
const mostOpening = 3;

/** Which metrics a line chart draws: those that were chosen, else the first few that have a history, the machine's last. */
export function useLineKeys(data: ChartData, { keys: chosen, eachRun = false }: LinesSetup) {
  const { runIds, left } = useLineRuns(data, eachRun);
  const { fields, sortedBy } = data;
  const all = useMemo(() => metricsOf(fields, sortedBy).map(({ key }) => key), [fields, sortedBy]);
  const found = useHistoryKeys(runIds, all);
  const { keys: long } = found;
  const keys = useMemo(() => {
    if (chosen !== undefined || long === undefined) return chosen;
    const own = long.filter((key) => !key.startsWith("system/"));
    return (own.length > 0 ? own : long).slice(0, mostOpening);
  }, [chosen, long]);
  return { ...found, runIds, left, keys };
}

export interface SeriesAsked {
  readonly runIds: readonly string[];
  readonly keys: readonly string[];
  readonly x: "step" | "time" | "relative";
  readonly widthPx: number;
  readonly range: readonly [number, number] | null;
}

export function useSeries({ runIds, keys, x, widthPx, range }: SeriesAsked) {
  const lines = Math.max(1, runIds.length * keys.length);
  const wanted = Math.ceil(widthPx / 2 / 100) * 100; // small changes of the width ask nothing anew
  const buckets = Math.max(20, Math.min(2000, wanted, Math.floor(mostPoints / lines)));
  const request: SeriesRequest = {
    runIds,
    keys,
    x,
    buckets,
    ...(range !== null && { from: range[0], to: range[1] }),
  };
  return useQuery({
    queryKey: ["runs", "series", request],
    queryFn: ({ signal }) => ask("runs/series", request, signal),
    placeholderData: keepPreviousData,
    enabled: runIds.length > 0 && keys.length > 0 && widthPx > 0,
  });
}
