/** Histories of one run's metrics, in buckets that keep extremes. */
import { useQueries } from "@tanstack/react-query";
import type { Series, SeriesAnswer, SeriesRequest } from "../../protocol/page.js";
import { ask } from "../api/page.js";

/** As many keys as the server answers at once. */
const keysAtOnce = 50;

/** By key; those without a point are missing. */
export function useSeries(
  runId: string,
  keys: readonly string[],
  { x, buckets }: Pick<SeriesRequest, "x" | "buckets">,
): {
  readonly series: ReadonlyMap<string, Series>;
  readonly isPending: boolean;
  readonly error: Error | null;
  readonly retry: () => void;
} {
  const blocks: string[][] = [];
  for (let at = 0; at < keys.length; at += keysAtOnce) blocks.push(keys.slice(at, at + keysAtOnce));
  return useQueries({
    queries: blocks.map((block) => ({
      queryKey: ["runs", "series", runId, block, x, buckets],
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        ask("runs/series", { runIds: [runId], keys: block, x, buckets }, signal),
      // Only while other metrics are looked for: those of another run, or steps read as times, would be wrong numbers.
      placeholderData: (before: SeriesAnswer | undefined, of: { readonly queryKey: readonly unknown[] } | undefined) =>
        of?.queryKey[2] === runId && of.queryKey[4] === x ? before : undefined,
    })),
    combine: (answers) => ({
      series: new Map(answers.flatMap(({ data }) => data?.series ?? []).map((one) => [one.key, one])),
      isPending: answers.some((one) => one.isPending),
      error: answers.find((one) => one.isError)?.error ?? null,
      retry: () => answers.forEach((one) => void (one.isError && one.refetch())),
    }),
  });
}

/** What MLflow measures of the machine. */
export function isSystemMetric(key: string): boolean {
  return key.startsWith("system/");
}
