/** The table of runs with what it says about itself: how many match, that none do, what went wrong. */
import { useCallback, useMemo, useState } from "react";
import { keepPreviousData, useQueries, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { ask } from "../api/page.js";
import { experimentQuery } from "../experiments/experiments.js";
import { Failure } from "../parts/failure.js";
import { Loading } from "../parts/loading.js";
import { type Column, layoutOf, moved, nextOrder, shownFields } from "./columns.js";
import { fieldsToAsk } from "./field.js";
import { Grid } from "./grid.js";
import type { GridEvent } from "./grid_event.js";
import { type GridRow, type GridRows, runIdOf, runIdsBetween } from "./grid_rows.js";
import { type TableBase, useFields, useRunWindows } from "./run_windows.js";
import { tableSelection } from "./selection.js";
import type { ChangeView, RunsView } from "./view.js";

export interface RunsTableProps {
  readonly experimentIds: readonly string[];
  readonly view: RunsView;
  readonly changeView: ChangeView;
}

export function RunsTable({ experimentIds, view, changeView }: RunsTableProps) {
  const [[from, to], setRange] = useState<readonly [number, number]>([0, 0]);
  const [draft, setDraft] = useState<Readonly<Record<string, number>>>({});
  const [last, setLast] = useState(0);
  const navigate = useNavigate();
  const fields = useFields(experimentIds);
  const base = useTableBase(experimentIds, view, fields);
  const windows = useRunWindows(base, from, to);
  const experimentNames = useExperimentNames(experimentIds);
  const top = usePinnedRows(view.pinned, base);
  const layout = useMemo(
    () => layoutOf({ ...view, widths: { ...view.widths, ...draft } }, fields, experimentIds.length),
    [view, draft, fields, experimentIds.length],
  );
  const chosen = useMemo(() => new Set(view.chosen), [view.chosen]);
  const hidden = useMemo(() => new Set(view.hidden), [view.hidden]);
  const onRange = useCallback((first: number, lastRow: number) => setRange([first, lastRow]), []);
  const rows: GridRows = {
    count: windows.count,
    at: (index) => {
      const run = windows.at(index);
      return (
        run && {
          kind: "run",
          run,
          depth: 0,
          children: run.table.runs.children?.[run.index] ?? 0,
          expanded: false,
          onTop: false,
        }
      );
    },
  };
  const { table } = windows;
  if (table === undefined) {
    return windows.error === null ? <Loading what="runs" /> : <Failure error={windows.error} onRetry={windows.retry} />;
  }

  const columnsNow = shownFields(view, fields, experimentIds.length);
  const onAct = (event: GridEvent): void => {
    const { act, row, column, more } = event;
    if (act === "sort" && column !== undefined)
      return changeView({ orderBy: nextOrder(view.orderBy, column.field, more) });
    if (row?.kind !== "run") return;
    const runId = runIdOf(row.run);
    if (act === "hide") return changeView({ hidden: toggled(view.hidden, runId) }, { replace: true });
    if (act === "pin") return changeView({ pinned: toggled(view.pinned, runId) }, { replace: true });
    if (act === "choose") {
      const ids = more ? runIdsBetween(rows, last, event.index) : [runId];
      setLast(event.index);
      const next =
        chosen.has(runId) && !more ? view.chosen.filter((id) => id !== runId) : [...new Set([...view.chosen, ...ids])];
      return changeView({ chosen: next }, { replace: true });
    }
    if (act === "open")
      void navigate({
        to: "/experiments/$experimentIds/runs/$runId",
        params: { experimentIds: row.run.table.runs.experimentId[row.run.index]!, runId },
      });
  };
  const onMoveColumn = (column: Column, target: Column): void =>
    column.pinned
      ? changeView({ pinnedColumns: moved(view.pinnedColumns, column.field, target.field) })
      : changeView({ columns: moved(columnsNow, column.field, target.field) });
  const onWidth = (column: Column, widthPx: number, done: boolean): void => {
    setDraft(done ? {} : { [column.field]: widthPx });
    if (done) changeView({ widths: { ...view.widths, [column.field]: widthPx } }, { replace: true });
  };
  return (
    <div className="runs-table">
      <p className="runs-status" role="status">
        {table.total.toLocaleString("en")} of {table.all.toLocaleString("en")} runs match
      </p>
      {windows.error !== null && <Failure error={windows.error} onRetry={windows.retry} />}
      <Grid
        label="Runs"
        rows={rows}
        top={top}
        layout={layout}
        view={view}
        chosen={chosen}
        hidden={hidden}
        total={table.total}
        experimentNames={experimentNames}
        isStale={windows.isStale}
        resetKey={JSON.stringify([base.selection, base.orderBy])}
        onRange={onRange}
        onAct={onAct}
        onMoveColumn={onMoveColumn}
        onWidth={onWidth}
      />
    </div>
  );
}

function toggled(ids: readonly string[], id: string): readonly string[] {
  return ids.includes(id) ? ids.filter((one) => one !== id) : [...ids, id];
}

function useTableBase(
  experimentIds: readonly string[],
  view: RunsView,
  fields: ReturnType<typeof useFields>,
): TableBase {
  return useMemo(() => {
    const opens = view.columns === undefined && view.pinnedColumns.length === 0 && view.orderBy.length === 0;
    const asked = fieldsToAsk(shownFields({ ...view, differing: false }, fields, experimentIds.length));
    return {
      selection: tableSelection(experimentIds, view),
      orderBy: view.orderBy,
      fields: opens ? "opening" : asked.toSorted(), // their order is no reason to ask again
      roots: view.nested,
    };
  }, [experimentIds, view, fields]);
}

function useExperimentNames(experimentIds: readonly string[]): ReadonlyMap<string, string> {
  const found = useQueries({ queries: experimentIds.map(experimentQuery) });
  const text = JSON.stringify(found.map(({ data }) => [data?.experimentId, data?.name]));
  return useMemo(() => new Map(JSON.parse(text) as [string, string][]), [text]);
}

function usePinnedRows(pinned: readonly string[], base: TableBase): readonly GridRow[] {
  const { data } = useQuery({
    queryKey: ["runs", "pinned", pinned, base.fields],
    queryFn: ({ signal }) =>
      ask(
        "runs/table",
        {
          experimentIds: [],
          runIds: pinned,
          limit: pinned.length,
          fields: base.fields === "opening" ? "all" : base.fields,
        },
        signal,
      ),
    enabled: pinned.length > 0,
    placeholderData: keepPreviousData,
  });
  return useMemo(() => {
    if (data === undefined || pinned.length === 0) return [];
    return data.runs.runId.map((_, index) => ({
      kind: "run",
      run: { table: data, index },
      depth: 0,
      children: 0,
      expanded: false,
      onTop: true,
    }));
  }, [data, pinned.length]);
}
