/** What goes on in the experiments that are in view, asked in blocks while one scrolls. */
import { keepPreviousData, useQueries } from "@tanstack/react-query";
import type { ActivityAnswer } from "../../protocol/page.js";
import { ask } from "../api/page.js";

export type Activity = ActivityAnswer["experiments"][string];

const blockSize = 100;

/** By experiment id, of those between the indexes `from` and `to` (included). */
export function useActivity(ids: readonly string[], from: number, to: number): ReadonlyMap<string, Activity> {
  const blocks: string[][] = [];
  for (let block = Math.floor(from / blockSize); block * blockSize <= to; block++) {
    const inBlock = ids.slice(block * blockSize, (block + 1) * blockSize);
    if (inBlock.length > 0) blocks.push(inBlock);
  }
  return useQueries({
    queries: blocks.map((experimentIds) => ({
      queryKey: ["experiments", "activity", experimentIds],
      queryFn: ({ signal }: { signal: AbortSignal }) => ask("experiments/activity", { experimentIds }, signal),
      placeholderData: keepPreviousData,
    })),
    combine: (answers) => new Map(answers.flatMap(({ data }) => Object.entries(data?.experiments ?? {}))),
  });
}
