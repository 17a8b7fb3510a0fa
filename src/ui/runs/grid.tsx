/**
 * The table of runs, as a grid: only rows and columns in view are made. The focus stays on the grid, which says which cell is
 * active, so that it survives rows that come and go.
 */
import { type KeyboardEvent, type MouseEvent, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import { useVirtualizer } from "@tanstack/react-virtual";
import { ArrowUp } from "lucide-react";
import { Button } from "react-aria-components";
import { counted } from "../parts/counted.js";
import { useAnchor } from "./anchor.js";
import type { Column, Layout } from "./columns.js";
import type { GridEvent } from "./grid_event.js";
import { GridHead, headHeightPx } from "./grid_head.js";
import { type GridRows, type GridRow, runIdOf } from "./grid_rows.js";
import { cellId, leadWidthPx, Row, rowHeightPx } from "./grid_row.js";
import { type CellPlace, moveInGrid } from "./grid_keys.js";
import { hover } from "./hover.js";
import { runColor } from "./run_color.js";
import type { RunsView } from "./view.js";

/** Browsers draw no element that is higher than some 33 million px. */
const mostRows = Math.floor(30_000_000 / rowHeightPx);

export interface GridProps {
  readonly label: string;
  readonly rows: GridRows;
  /** On top whatever the order. */
  readonly top: readonly GridRow[];
  readonly layout: Layout;
  readonly view: RunsView;
  readonly chosen: ReadonlySet<string>;
  readonly hidden: ReadonlySet<string>;
  /** By the ids of groups. */
  readonly groupColors: ReadonlyMap<string, string>;
  readonly total: number;
  readonly experimentNames: ReadonlyMap<string, string>;
  readonly isStale: boolean;
  /** When it changes, the grid scrolls to its top. */
  readonly resetKey: string;
  readonly onRange: (from: number, to: number) => void;
  readonly onAct: (event: GridEvent) => void;
  readonly onMoveColumn: (column: Column, target: Column) => void;
  readonly onWidth: (column: Column, widthPx: number, done: boolean) => void;
}

export function Grid(props: GridProps) {
  const { rows, top, layout, view, chosen, hidden, onAct, onRange } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState<CellPlace>({ row: 1, column: 1 });
  const topHeightPx = headHeightPx + top.length * rowHeightPx;
  const pinnedWidthPx = leadWidthPx + sum(layout.pinned);
  const widthPx = pinnedWidthPx + sum(layout.free);
  const rowCount = Math.min(rows.count, mostRows);

  // eslint-disable-next-line react-hooks/incompatible-library -- the page is built without React's compiler
  const vertical = useVirtualizer({
    count: rowCount,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeightPx,
    overscan: 8,
    scrollPaddingStart: topHeightPx,
    scrollMargin: topHeightPx,
  });
  const horizontal = useVirtualizer({
    horizontal: true,
    count: layout.free.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => layout.free[index]?.widthPx ?? 100,
    overscan: 2,
    scrollPaddingStart: pinnedWidthPx,
    scrollMargin: pinnedWidthPx,
  });
  useLayoutEffect(() => horizontal.measure(), [horizontal, layout]);
  const columnItems = horizontal.getVirtualItems();
  const first = columnItems[0]?.index ?? 0;
  const last = columnItems.at(-1)?.index ?? -1;
  const range = useMemo(
    () => ({ first, last, beforePx: sum(layout.free.slice(0, first)) }), // the same object lets rows be
    [first, last, layout],
  );
  const rowItems = vertical.getVirtualItems();
  const [from, to] = [rowItems[0]?.index ?? 0, rowItems.at(-1)?.index ?? 0];

  useEffect(() => onRange(from, to), [onRange, from, to]);
  const { arrived, toTop, onScroll, onPointer } = useAnchor(scroller, rows, props.resetKey);
  useLayoutEffect(() => void scroller.current?.scrollTo({ top: 0 }), [props.resetKey]);

  const columns = [undefined, ...layout.pinned, ...layout.free];
  const allRows = 1 + top.length + rowCount;
  const place: CellPlace = { row: Math.min(active.row, allRows), column: Math.min(active.column, columns.length - 1) };
  const rowAt = (row: number): GridRow | undefined =>
    row <= 1 ? undefined : row - 2 < top.length ? top[row - 2] : rows.at(row - 2 - top.length);
  const act = (what: GridEvent["act"], at: CellPlace, element: HTMLElement, more: boolean, by?: number): void =>
    onAct({
      act: what,
      row: rowAt(at.row),
      index: at.row - 2 - top.length,
      column: columns[at.column],
      element,
      more,
      ...(by !== undefined && { by }),
    });
  const go = (to: CellPlace): void => {
    setActive(to);
    const row = to.row - 2 - top.length;
    if (row >= 0) vertical.scrollToIndex(row);
    const column = to.column - 1 - layout.pinned.length;
    if (column >= 0) horizontal.scrollToIndex(column);
    const run = rowAt(to.row);
    hover(run?.kind === "run" ? runIdOf(run.run) : null);
  };

  const onClick = (event: MouseEvent): void => {
    const at = placeOf(event.target);
    if (at === undefined) return;
    setActive(at);
    const button = (event.target as Element).closest<HTMLElement>("[data-act]");
    if (button === null) return;
    if (document.getSelection()?.isCollapsed === false) return; // what was marked is to be copied
    scroller.current?.focus({ preventScroll: true }); // the button may be gone after the next scroll
    act(button.dataset["act"] as GridEvent["act"], at, button, event.shiftKey);
  };
  const onContextMenu = (event: MouseEvent): void => {
    const at = placeOf(event.target);
    if (at === undefined || event.shiftKey) return;
    event.preventDefault();
    setActive(at);
    act("menu", at, (event.target as Element).closest<HTMLElement>("[data-column]")!, false);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const done = moveInGrid(event, place, {
      rows: allRows,
      columns: columns.length,
      page: Math.max(1, to - from - 16),
    });
    if (done === undefined) return;
    event.preventDefault();
    if (!("act" in done)) return go(done);
    const cell = document.getElementById(cellId(place.row, place.column)) ?? scroller.current!;
    act(done.act, place, cell, event.shiftKey, done.by);
  };

  const rowProps = (row: GridRow | undefined, rowIndex: number) => {
    const runId = row?.kind === "run" ? runIdOf(row.run) : "";
    const ofGroup = props.groupColors.get((row?.kind === "group" ? row.id : row?.kind === "run" && row.groupId) || "");
    return {
      row,
      rowIndex,
      layout,
      range,
      widthPx,
      activeColumn: place.row === rowIndex ? place.column : -1,
      chosen: chosen.has(runId),
      hidden: hidden.has(runId),
      pinned: view.pinned.includes(runId),
      color: runId === "" ? (ofGroup ?? "") : runColor(runId, view.colors, ofGroup),
      experimentNames: props.experimentNames,
    };
  };
  return (
    <>
      <div role="status" className="runs-arrived">
        {arrived > 0 && (
          <Button onPress={toTop}>
            <ArrowUp aria-hidden size={14} />
            {counted(arrived, "new run")}
          </Button>
        )}
      </div>
      <div
        ref={scroller}
        role="grid"
        tabIndex={0}
        data-takes-focus
        aria-label={props.label}
        aria-rowcount={allRows}
        aria-colcount={columns.length}
        aria-multiselectable
        aria-busy={props.isStale}
        aria-activedescendant={cellId(place.row, place.column)}
        className={`runs-grid${props.isStale ? " stale" : ""}`}
        onClick={onClick}
        onContextMenu={onContextMenu}
        onKeyDown={onKeyDown}
        onPointerOver={(event) => {
          const at = placeOf(event.target);
          const row = at === undefined ? undefined : rowAt(at.row);
          hover(row?.kind === "run" ? runIdOf(row.run) : null);
          onPointer(at !== undefined);
        }}
        onPointerLeave={() => {
          hover(null);
          onPointer(false);
        }}
        onScroll={onScroll}
      >
        <div className="runs-fixed" role="rowgroup" style={{ width: widthPx }}>
          <GridHead
            layout={layout}
            range={range}
            widthPx={widthPx}
            orderBy={view.orderBy}
            activeColumn={place.row === 1 ? place.column : -1}
            chosen={chosen.size === 0 ? "none" : chosen.size >= props.total ? "all" : "some"}
            onMove={props.onMoveColumn}
            onResize={props.onWidth}
          />
          <div className="runs-on-top" style={{ height: top.length * rowHeightPx }}>
            {top.map((row, index) => (
              <Row key={index} {...rowProps(row, index + 2)} topPx={index * rowHeightPx} />
            ))}
          </div>
        </div>
        <div role="rowgroup" className="runs-body" style={{ height: rowCount * rowHeightPx, width: widthPx }}>
          {rowItems.map(({ index }) => (
            <Row key={index} {...rowProps(rows.at(index), index + 2 + top.length)} topPx={index * rowHeightPx} />
          ))}
        </div>
      </div>
    </>
  );
}

function sum(columns: readonly Column[]): number {
  return columns.reduce((total, column) => total + column.widthPx, 0);
}

/** Row and column of the cell that an element is in. */
function placeOf(target: EventTarget): CellPlace | undefined {
  if (!(target instanceof Element)) return undefined;
  const cell = target.closest<HTMLElement>("[data-column]");
  const row = cell?.closest<HTMLElement>("[data-row]");
  if (cell == null || row == null) return undefined;
  return { row: Number(row.dataset["row"]), column: Number(cell.dataset["column"]) };
}
