/** The runs of a table, asked for in windows around what is seen: however many there are, only those are kept. */
import { useEffect, useState } from "react";
import { type QueryClient, queryOptions, useQueries, useQuery, useQueryClient } from "@tanstack/react-query";
import type { FieldName, FieldSummary, RunSelection, RunTable, RunTableRequest } from "../../protocol/page.js";
import { ask } from "../api/page.js";
import type { RunRow } from "./field.js";

/** Rows in one request. */
export const windowRows = 200;
/** Windows kept although they are not in view. */
const mostKept = 30;

/** Which rows and columns, without where. */
export interface TableBase {
  readonly selection: RunSelection;
  readonly orderBy: readonly string[];
  readonly fields: readonly FieldName[] | "opening";
  /** Children are below their parents. */
  readonly roots: boolean;
}

export interface RunWindows {
  /** undefined: not known yet. */
  readonly table: RunTable | undefined;
  /** Rows at the top level. */
  readonly count: number;
  /** undefined: not loaded (yet). */
  at(index: number): RunRow | undefined;
  /** What is shown is still that of the view before. */
  readonly isStale: boolean;
  readonly error: unknown;
  readonly retry: () => void;
}

/** What columns the runs of experiments have, whatever the filter. */
export function fieldsQuery({ experimentIds, runIds, viewType = "ACTIVE_ONLY" }: RunSelection) {
  const request = { experimentIds, viewType, ...(runIds !== undefined && { runIds }) };
  return queryOptions({
    queryKey: ["runs", "fields", request],
    queryFn: async ({ signal }): Promise<readonly FieldSummary[]> => {
      const answer = await ask("runs/table", { ...request, limit: 0, fields: [], withFields: true }, signal);
      return answer.fields ?? [];
    },
  });
}

/** Comes with the first window; asked for by itself only when the store has changed. */
export function useFields(selection: RunSelection): readonly FieldSummary[] | undefined {
  const client = useQueryClient();
  const query = fieldsQuery(selection);
  const { data } = useQuery({ ...query, enabled: client.getQueryData(query.queryKey) !== undefined });
  return data;
}

function windowQuery(client: QueryClient, base: TableBase, offset: number) {
  const { selection, orderBy, fields, roots } = base;
  return {
    queryKey: ["runs", "table", base, offset],
    queryFn: async ({ signal }: { signal: AbortSignal }) => {
      const key = fieldsQuery(selection).queryKey;
      const withFields = client.getQueryData(key) === undefined;
      const request: RunTableRequest = {
        ...selection,
        orderBy,
        offset,
        limit: windowRows,
        fields,
        soon: true,
        ...(roots && { roots }),
        ...(withFields && { withFields }),
      };
      const answer = await ask("runs/table", request, signal);
      if (answer.fields !== undefined) client.setQueryData(key, answer.fields);
      return answer;
    },
  };
}

/** `from` to `to`: the rows that are seen. */
export function useRunWindows(base: TableBase, from: number, to: number): RunWindows {
  const client = useQueryClient();
  const [shown, setShown] = useState(base);
  const [known, setKnown] = useState<RunTable>();
  const isNew = !sameBase(base, shown);
  // Another order or filter begins at the top; other columns are wanted where one is.
  const offsets = isNew && !sameRows(base, shown) ? [0] : offsetsOf(from, to);
  const wanted = useQueries({ queries: offsets.map((offset) => windowQuery(client, base, offset)) });
  if (isNew && wanted.every((one) => one.isSuccess)) setShown(base);
  useEffect(() => forgetFarWindows(client), [client, from, to]);

  const failed = wanted.find((one) => one.isError && !one.isFetching);
  const windows = new Map<number, RunTable>();
  if (isNew) {
    for (const offset of offsetsOf(from, to)) {
      const old = client.getQueryData<RunTable>(windowQuery(client, shown, offset).queryKey);
      if (old !== undefined) windows.set(offset, old);
    }
  } else {
    for (const [index, { data }] of wanted.entries()) if (data !== undefined) windows.set(offsets[index]!, data);
  }
  // While what is scrolled to is on its way, the last answer says how much there is.
  const loaded = windows.values().next().value;
  if (loaded !== undefined && loaded !== known) setKnown(loaded);
  const table = loaded ?? known;
  return {
    table,
    count: (shown.roots ? table?.rootTotal : table?.total) ?? 0,
    at: (index) => {
      const offset = index - (index % windowRows);
      const rows = windows.get(offset);
      const inside = index - offset;
      return rows !== undefined && inside < rows.runs.runId.length ? { table: rows, index: inside } : undefined;
    },
    isStale: isNew,
    error: failed?.error ?? null,
    retry: () => wanted.forEach((one) => one.isError && void one.refetch()),
  };
}

function offsetsOf(from: number, to: number): readonly number[] {
  const offsets: number[] = [];
  for (let offset = from - (from % windowRows); offset <= to; offset += windowRows) offsets.push(offset);
  return offsets;
}

function sameBase(one: TableBase, other: TableBase): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}

function sameRows(one: TableBase, other: TableBase): boolean {
  return sameBase({ ...one, fields: [] }, { ...other, fields: [] });
}

/** The windows that were left longest ago. */
function forgetFarWindows(client: QueryClient): void {
  const cache = client.getQueryCache();
  const left = cache.findAll({ queryKey: ["runs", "table"], type: "inactive" });
  const oldest = left.sort((a, b) => a.state.dataUpdatedAt - b.state.dataUpdatedAt);
  for (const query of oldest.slice(0, Math.max(0, oldest.length - mostKept))) cache.remove(query);
}
