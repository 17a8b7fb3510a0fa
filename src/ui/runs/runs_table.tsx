/** The table of runs with what it says about itself: how many match, that none do, what went wrong. */
import { useCallback, useMemo, useState } from "react";
import { keepPreviousData, useQueries, useQuery } from "@tanstack/react-query";
import { Button } from "react-aria-components";
import type { FieldName, FieldSummary } from "../../protocol/page.js";
import { ask } from "../api/page.js";
import { experimentQuery } from "../experiments/experiments.js";
import { counted } from "../parts/counted.js";
import { Empty } from "../parts/empty.js";
import { Failure } from "../parts/failure.js";
import { Loading } from "../parts/loading.js";
import { useReadOnlyReason } from "../parts/read_only.js";
import { useShortcuts } from "../shell/shortcuts.js";
import { BulkBar } from "./bulk_bar.js";
import { ChangeDialog } from "./change_dialog.js";
import { type Column, layoutOf, moved, shownFields } from "./columns.js";
import { fieldsToAsk } from "./field.js";
import { faultIn } from "./filter_fault.js";
import { Grid } from "./grid.js";
import { type RunAction, useGridActs } from "./grid_acts.js";
import { GridMenu } from "./grid_menu.js";
import { type GridRow, runIdOf } from "./grid_rows.js";
import { NoRuns } from "./no_runs.js";
import { groupIdOf } from "./group.js";
import { groupColors } from "./run_color.js";
import { type AskedChange, useRunsChanges } from "./runs_changes.js";
import { type TableBase, useFields, useRunWindows } from "./run_windows.js";
import { chartSelection, tableSelection } from "./selection.js";
import {
  type Expanded,
  groupOrders,
  groupRows,
  groupsText,
  runRows,
  useChildCounts,
  useExpandedRows,
  useGroups,
} from "./table_rows.js";
import { TakeAway } from "./take_away.js";
import type { ChangeView, RunsView } from "./view.js";

export interface RunsTableProps {
  readonly experimentIds: readonly string[];
  readonly view: RunsView;
  readonly changeView: ChangeView;
}

const nothing: Expanded = new Map();

function without(ids: readonly string[], gone: readonly string[]): readonly string[] {
  const left = new Set(gone);
  return ids.filter((id) => !left.has(id));
}

export function RunsTable({ experimentIds, view, changeView }: RunsTableProps) {
  const [[from, to], setRange] = useState<readonly [number, number]>([0, 0]);
  const [draft, setDraft] = useState<Readonly<Record<string, number>>>({});
  const fields = useFields(chartSelection(experimentIds, view));
  const base = useTableBase(experimentIds, view, fields);
  const shown = useMemo(() => shownFields(view, fields, experimentIds.length), [view, fields, experimentIds.length]);
  const all = useMemo(
    () => shownFields({ ...view, differing: false }, fields, experimentIds.length),
    [view, fields, experimentIds.length],
  );
  const windows = useRunWindows(base, from, to);
  const resetKey = JSON.stringify([base.selection, base.orderBy, base.roots, view.groupBy]);
  const [expansion, setExpansion] = useState({ key: resetKey, of: nothing });
  const expanded = expansion.key === resetKey ? expansion.of : nothing;

  const isGrouped = view.groupBy.length > 0;
  const groups = useGroups(base.selection, view.groupBy, shown, view.orderBy);
  const colors = useMemo(
    () => groupColors(view.groupBy, groups.data?.groups.map(({ values }) => groupIdOf(values)) ?? []),
    [view.groupBy, groups.data],
  );
  const counts = useChildCounts(base.selection, view.nested && !isGrouped);
  const top = isGrouped ? groupRows(groups.data?.groups ?? [], expanded) : runRows(windows, counts, expanded);
  const rows = useExpandedRows(top, base, view.groupBy, expanded, counts);

  const experimentNames = useExperimentNames(experimentIds);
  const pinnedRows = usePinnedRows(view.pinned, base, view.groupBy);
  const layout = useMemo(
    () => layoutOf({ ...view, widths: { ...view.widths, ...draft } }, fields, experimentIds.length),
    [view, draft, fields, experimentIds.length],
  );
  const chosen = useMemo(() => new Set(view.chosen), [view.chosen]);
  const hidden = useMemo(() => new Set(view.hidden), [view.hidden]);
  const onRange = useCallback((first: number, last: number) => setRange([first, last]), []);
  const onExpanded = (next: Expanded): void => setExpansion({ key: resetKey, of: next });
  const [asked, setAsked] = useState<AskedChange>();
  const changes = useRunsChanges((runIds) => changeView({ chosen: without(view.chosen, runIds) }, { replace: true }));
  const readOnly = useReadOnlyReason() !== null;
  const onChange: RunAction = (what, runId) =>
    what === "restore" ? void changes.restore([runId]) : setAsked({ what, runIds: [runId] });
  const acts = useGridActs({
    view,
    changeView,
    columns: { shown, all },
    rows,
    expanded,
    onExpanded,
    base,
    onChange: readOnly ? undefined : onChange,
  });
  useShortcuts("Runs", [
    ...listed,
    { keys: "Escape", does: "Give up the choice of runs", run: () => (chosen.size === 0 ? false : acts.clear()) },
  ]);

  const { table } = windows;
  const failure = windows.error ?? (isGrouped ? groups.error : null);
  if (failure !== null && faultIn(view.filter) !== undefined)
    return <UnreadableFilter onClear={() => changeView({ filter: "" })} />;
  if (table === undefined)
    return failure === null ? <Loading what="runs" /> : <Failure error={failure} onRetry={windows.retry} />;
  const onMoveColumn = (column: Column, target: Column): void =>
    changeView(
      column.pinned
        ? { pinnedColumns: moved(view.pinnedColumns, column.field, target.field) }
        : { columns: moved(all, column.field, target.field) },
    );
  const onWidth = (column: Column, widthPx: number, done: boolean): void => {
    setDraft(done ? {} : { [column.field]: widthPx });
    if (done) changeView({ widths: { ...view.widths, [column.field]: widthPx } }, { replace: true });
  };
  return (
    <section className="runs-table" aria-label="Table of runs">
      <div className="row runs-status">
        <span role="status">
          {table.total.toLocaleString("en")} of {counted(table.all, "run")} {table.total === 1 ? "matches" : "match"}
          {isGrouped && groupsText(groups.data)}
          {table.reading === true && " so far; more are being read from the server"}
        </span>
        {hidden.size > 0 && <span className="muted">{hidden.size.toLocaleString("en")} not drawn in charts</span>}
        <span className="spacer" />
        <TakeAway
          selection={base.selection}
          orderBy={view.orderBy}
          fields={["run_name", ...shown]}
          total={table.total}
          chosen={view.chosen}
        />
      </div>
      {chosen.size > 0 && (
        <BulkBar
          runIds={view.chosen}
          total={table.total}
          experimentIds={experimentIds}
          stage={view.stage}
          done={changes.done}
          onAsk={(what) => setAsked({ what, runIds: view.chosen })}
          onRestore={() => void changes.restore(view.chosen)}
          onChooseAll={acts.chooseAll}
          onClear={acts.clear}
        />
      )}
      {failure !== null && <Failure error={failure} onRetry={windows.retry} />}
      {rows.count === 0 && pinnedRows.length === 0 && failure === null ? (
        <NoRuns
          all={table.all}
          view={view}
          changeView={changeView}
          experimentName={experimentNames.get(experimentIds[0]!)}
        />
      ) : (
        <Grid
          label="Runs"
          rows={rows}
          top={pinnedRows}
          layout={layout}
          view={isGrouped ? { ...view, orderBy: groupOrders(view.groupBy, shown, view.orderBy) } : view}
          chosen={chosen}
          hidden={hidden}
          groupColors={colors}
          total={table.total}
          experimentNames={experimentNames}
          isStale={windows.isStale}
          resetKey={resetKey}
          onRange={onRange}
          onAct={acts.onAct}
          onMoveColumn={onMoveColumn}
          onWidth={onWidth}
        />
      )}
      {acts.menu !== undefined && <GridMenu {...acts.menu} onClose={acts.closeMenu} />}
      {asked !== undefined && (
        <ChangeDialog asked={asked} change={changes.change} onClose={() => setAsked(undefined)} />
      )}
    </section>
  );
}

/** The box above says what is wrong with it, and where. */
function UnreadableFilter({ onClear }: { readonly onClear: () => void }) {
  return (
    <Empty title="No runs are shown while the filter cannot be read">
      <p>It is said above what is wrong with it.</p>
      <Button onPress={onClear}>Show all runs</Button>
    </Empty>
  );
}

/** What the grid does by itself. */
const listed = [
  { keys: "j", does: "Next row (also ↓; k or ↑ for the one before)" },
  { keys: "x", does: "Choose the run; with Shift all from the last one" },
  { keys: "e", does: "Draw the run in charts or not" },
  { keys: "p", does: "Keep the run on top" },
  { keys: "+", does: "Show what is below the run or group" },
  { keys: "Enter", does: "Open the run; on a header: sort" },
  { keys: "Alt+↓", does: "Menu of the cell or header (also Shift+F10)" },
  { keys: "Ctrl+→", does: "On a header: move the column (Alt+→: wider)" },
];

function useTableBase(
  experimentIds: readonly string[],
  view: RunsView,
  fields: readonly FieldSummary[] | undefined,
): TableBase {
  const { filter, brushes, stage, orderBy, nested, groupBy, columns, pinnedColumns } = view;
  const opens = columns === undefined && pinnedColumns.length === 0 && orderBy.length === 0;
  const asked = fieldsToAsk(shownFields({ ...view, differing: false }, fields, experimentIds.length));
  const text = JSON.stringify({
    selection: tableSelection(experimentIds, { ...view, filter, brushes, stage }),
    orderBy,
    fields: opens ? "opening" : asked.toSorted(), // their order is no reason to ask again
    roots: nested && groupBy.length === 0,
  });
  return useMemo(() => JSON.parse(text) as TableBase, [text]);
}

function useExperimentNames(experimentIds: readonly string[]): ReadonlyMap<string, string> {
  const found = useQueries({ queries: experimentIds.map(experimentQuery) });
  const text = JSON.stringify(found.map(({ data }) => [data?.experimentId, data?.name]));
  return useMemo(() => new Map(JSON.parse(text) as [string, string][]), [text]);
}

/** They are shown also when they do not match. */
function usePinnedRows(pinned: readonly string[], base: TableBase, groupBy: readonly FieldName[]): readonly GridRow[] {
  const fields = base.fields === "opening" ? "all" : [...new Set([...base.fields, ...groupBy])];
  const { data } = useQuery({
    queryKey: ["runs", "pinned", pinned, fields],
    queryFn: ({ signal }) =>
      ask("runs/table", { experimentIds: [], runIds: pinned, limit: pinned.length, fields }, signal),
    enabled: pinned.length > 0,
    placeholderData: keepPreviousData,
  });
  return useMemo(() => {
    if (data === undefined) return [];
    const rows = data.runs.runId.map((_, index): GridRow => {
      const values = groupBy.map((field) => data.columns[field]?.[index] ?? null);
      const group = groupBy.length === 0 ? {} : { groupId: groupIdOf(values) };
      const run = { table: data, index };
      return { kind: "run", run, depth: 0, children: 0, expanded: false, onTop: true, ...group };
    });
    return rows.filter((row) => row.kind === "run" && pinned.includes(runIdOf(row.run)));
  }, [data, pinned, groupBy]);
}
