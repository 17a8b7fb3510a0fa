/** The rows of the table as it is set up: runs, runs below their parents, or groups with their runs. */
import { useMemo } from "react";
import { keepPreviousData, useQueries, useQuery } from "@tanstack/react-query";
import type { FieldName, RunGroup, RunGroups, RunSelection } from "../../protocol/page.js";
import { ask } from "../api/page.js";
import { isText } from "../api/quoted.js";
import { counted } from "../parts/counted.js";
import { joinFilters, nameInFilter } from "./brush.js";
import { kindOf } from "./field.js";
import { groupFilter } from "./conditions.js";
import { groupIdOf } from "./group.js";
import { type Below, type GridRow, type GridRows, runIdOf, withBelow } from "./grid_rows.js";
import type { RunWindows, TableBase } from "./run_windows.js";

/** Runs shown below a group or a parent. */
const mostBelow = 500;
export const parentTag = "tags.mlflow.parentRunId";

/** What is expanded: id of a run or group → its row among those at the top (-1: it is below another). */
export type Expanded = ReadonlyMap<string, number>;

export interface ParentCounts {
  of(runId: string): number;
}

/** How many of the runs that match are below each, however deep they are themselves; one request. */
export function useChildCounts(selection: RunSelection, nested: boolean): ParentCounts {
  const { data } = useQuery({
    queryKey: ["runs", "parents", selection],
    queryFn: ({ signal }) => ask("runs/groups", { ...selection, by: [parentTag], fields: [], limit: 50_000 }, signal),
    enabled: nested,
    placeholderData: keepPreviousData,
  });
  return useMemo(() => {
    const counts = new Map((data?.groups ?? []).map((group) => [String(group.values[0]), group.runs]));
    return { of: (runId) => (nested ? (counts.get(runId) ?? 0) : 0) };
  }, [data, nested]);
}

/** Columns that groups are summed up by: those of numbers. */
function summedOf(fields: readonly FieldName[]): readonly FieldName[] {
  return fields.filter((field) => kindOf(field) === "metric" || kindOf(field) === "param" || field === "duration");
}

/** Of the orders those that groups can have: by what they are grouped by, and by means. */
export function groupOrders(
  by: readonly FieldName[],
  fields: readonly FieldName[],
  orderBy: readonly string[],
): readonly string[] {
  const sortable = [...by, ...summedOf(fields)];
  return orderBy.slice(0, 1).filter((term) => sortable.some((field) => term.startsWith(`${field} `)));
}

/** Groups by values, in the order of the first column that orders, else the largest first. */
export function useGroups(
  selection: RunSelection,
  by: readonly FieldName[],
  fields: readonly FieldName[],
  orderBy: readonly string[],
) {
  const summed = summedOf(fields);
  const [term] = groupOrders(by, fields, orderBy);
  const isByValue = by.some((field) => term?.startsWith(`${field} `));
  const order = term === undefined ? {} : { orderBy: isByValue ? term : `mean ${term}` };
  return useQuery({
    queryKey: ["runs", "groups", selection, by, summed, order],
    queryFn: ({ signal }): Promise<RunGroups> =>
      ask("runs/groups", { ...selection, by, fields: summed, ...order }, signal),
    enabled: by.length > 0,
    placeholderData: keepPreviousData,
  });
}

/** How many groups there are, and what to do where they are too many to be shown. */
export function groupsText(found: RunGroups | undefined): string {
  const [count, shown] = [found?.groupCount ?? 0, found?.groups.length ?? 0];
  const text = ` in ${counted(count, "group")}`;
  if (shown === count) return text;
  return `${text}; the first ${shown.toLocaleString("en")} are shown: filter, or group by what has fewer values`;
}

export function groupRows(groups: readonly RunGroup[], expanded: Expanded): GridRows {
  return {
    count: groups.length,
    at: (index) => {
      const group = groups[index];
      if (group === undefined) return undefined;
      const id = groupIdOf(group.values);
      return { kind: "group", group, id, expanded: expanded.has(id) };
    },
  };
}

export function runRows(windows: RunWindows, counts: ParentCounts, expanded: Expanded): GridRows {
  return {
    count: windows.count,
    at: (index) => {
      const run = windows.at(index);
      if (run === undefined) return undefined;
      const runId = runIdOf(run);
      return { kind: "run", run, depth: 0, children: counts.of(runId), expanded: expanded.has(runId), onTop: false };
    },
  };
}

/** `top` with the runs of what is expanded, as they arrive. */
export function useExpandedRows(
  top: GridRows,
  base: TableBase,
  groupBy: readonly FieldName[],
  expanded: Expanded,
  counts: ParentCounts,
): GridRows {
  const ids = [...expanded.keys()];
  const found = useQueries({
    queries: ids.map((id) => {
      const more =
        groupBy.length > 0
          ? groupFilter(groupBy, JSON.parse(id) as readonly (string | null)[])
          : isText(nameInFilter(parentTag), id);
      const selection = { ...base.selection, filter: joinFilters(base.selection.filter ?? "", more) };
      const request = { ...selection, orderBy: base.orderBy, limit: mostBelow, fields: base.fields };
      return {
        queryKey: ["runs", "below", request],
        queryFn: ({ signal }: { signal: AbortSignal }) => ask("runs/table", request, signal),
        placeholderData: keepPreviousData,
      };
    }),
  });
  const below = (id: string, depth: number): readonly GridRow[] => {
    const { data: table, error } = found[ids.indexOf(id)] ?? {};
    if (error != null) return [{ kind: "note", text: `Could not be shown: ${error.message}`, depth }];
    if (table === undefined || depth > 20) return [];
    const rows = table.runs.runId.flatMap((runId, index): readonly GridRow[] => {
      const isExpanded = groupBy.length === 0 && expanded.has(runId);
      const row: GridRow = {
        kind: "run",
        run: { table, index },
        depth,
        children: counts.of(runId),
        expanded: isExpanded,
        onTop: false,
        ...(groupBy.length > 0 && { groupId: id }),
      };
      return isExpanded ? [row, ...below(runId, depth + 1)] : [row];
    });
    const rest = table.total - table.runs.runId.length;
    if (rest === 0) return rows;
    return [...rows, { kind: "note", text: `${rest.toLocaleString("en")} more: filter to see them`, depth }];
  };
  const atTop: Below[] = [];
  for (const [id, index] of expanded)
    if (index >= 0) atTop.push({ index: placeOf(top, id, index), rows: below(id, 1) });
  return withBelow(top, atTop);
}

/** Runs that arrived have moved it: where it is now, as far as that is known. */
function placeOf(top: GridRows, id: string, index: number): number {
  const isIt = (at: number): boolean => {
    const row = top.at(at);
    return row !== undefined && (row.kind === "run" ? runIdOf(row.run) === id : row.kind === "group" && row.id === id);
  };
  for (let away = 0; away <= 100; away++) {
    if (isIt(index + away)) return index + away;
    if (isIt(index - away)) return index - away;
  }
  return index;
}
