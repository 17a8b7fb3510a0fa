/** The columns that all charts need together, in one request, made into what they draw. */
import { useMemo } from "react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import type { FieldName, FieldSummary, RunSelection, RunTable } from "../../protocol/page.js";
import { ask } from "../api/page.js";
import { maskOf } from "../runs/brush.js";
import { runColor } from "../runs/run_color.js";
import { fieldsQuery } from "../runs/run_windows.js";
import type { RunsView } from "../runs/view.js";
import type { ChartData } from "./chart_data.js";
import { groupField, groupOf, runGroups } from "./run_groups.js";

/** How many runs charts draw at once, and at most when that is asked for. */
export const chartLimits = { opening: 5000, most: 50_000 } as const;

export interface Loaded {
  /** Undefined until the first answer. */
  readonly data: ChartData | undefined;
  readonly error: unknown;
  readonly retry: () => void;
  /** What is shown is from before the last change. */
  readonly behind: boolean;
}

/** The columns of these runs; asked when a caller has no list of them. */
export function useChartFields(selection: RunSelection, known: readonly FieldSummary[] | undefined) {
  const asked = useQuery({
    ...fieldsQuery(selection),
    placeholderData: keepPreviousData,
    enabled: known === undefined,
  });
  return { ...asked, fields: known ?? asked.data };
}

/** Runs in the table's order, at most `limit`. */
export function useChartData(
  selection: RunSelection,
  view: RunsView,
  fields: readonly FieldSummary[],
  needed: readonly FieldName[],
  limit: number,
): Loaded {
  const { brushes, colors, hidden, groupBy } = view;
  const columns = needed.filter((field) => field !== groupField);
  const request = { ...selection, orderBy: view.orderBy, limit, fields: [...new Set([...columns, ...groupBy])].sort() };
  const { data, error, refetch, isPlaceholderData } = useQuery({
    queryKey: ["runs", "charts", request],
    queryFn: ({ signal }) => ask("runs/table", request, signal),
    placeholderData: keepPreviousData,
  });
  const sortedBy = fieldOf(view.orderBy[0]);
  const still = useMemo(() => data && runsOf(data, fields, sortedBy, groupBy), [data, fields, sortedBy, groupBy]);
  const looks = useMemo(() => still && looksOf(still, colors, hidden), [still, colors, hidden]);
  const mask = useMemo(() => still && maskOf(brushes, still.count, still.column), [still, brushes]);
  const chartData = useMemo(
    () => (still === undefined ? undefined : { ...still, ...looks!, mask: mask! }),
    [still, looks, mask],
  );
  return { data: chartData, error, retry: () => void refetch(), behind: isPlaceholderData };
}

/** `metrics.rmse` of `metrics.rmse ASC`. */
export function fieldOf(order: string | undefined): FieldName | undefined {
  return order?.replace(/ (ASC|DESC)$/i, "");
}

function runsOf(
  { runs, columns, total }: RunTable,
  fields: readonly FieldSummary[],
  sortedBy: FieldName | undefined,
  groupBy: readonly FieldName[],
) {
  const count = runs.runId.length;
  const loaded = (field: FieldName) => (Object.hasOwn(columns, field) ? columns[field] : undefined);
  const groups = runGroups(count, groupBy, loaded);
  const names = groups?.of.map((place) => groups.groups[place]!.name);
  return {
    count,
    total,
    runIds: runs.runId,
    names: runs.runName.map((name, index) => name || runs.runId[index]!.slice(0, 8)),
    experimentIds: runs.experimentId,
    fields,
    sortedBy,
    groups,
    column: (field: FieldName) => (field === groupField ? names : loaded(field)),
  };
}

function looksOf({ runIds, groups }: ReturnType<typeof runsOf>, colors: RunsView["colors"], hidden: readonly string[]) {
  const closed = new Set(hidden);
  return {
    colors: runIds.map((runId, index) => runColor(runId, colors, groupOf({ groups }, index)?.color)),
    visible: Uint8Array.from(runIds, (runId) => (closed.has(runId) ? 0 : 1)),
  };
}
