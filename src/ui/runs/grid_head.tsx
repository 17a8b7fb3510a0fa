/** The header of the grid: click to sort (Shift: by several), drag to move, drag its edge to resize; a menu with all of it. */
import { type DragEvent, type PointerEvent, useState } from "react";
import { ArrowDown, ArrowUp, EllipsisVertical } from "lucide-react";
import { readFieldOrder } from "../../search/field.js";
import { type Column, type Layout, minWidthPx } from "./columns.js";
import { cellId, type ColumnRange, eachColumn, leadWidthPx } from "./grid_row.js";

export interface GridHeadProps {
  readonly layout: Layout;
  readonly range: ColumnRange;
  readonly widthPx: number;
  readonly orderBy: readonly string[];
  readonly activeColumn: number;
  /** Of what the header's check box stands for. */
  readonly chosen: "all" | "some" | "none";
  readonly onMove: (column: Column, target: Column) => void;
  readonly onResize: (column: Column, widthPx: number, done: boolean) => void;
}

export const headHeightPx = 40;

export function GridHead(props: GridHeadProps) {
  const { layout, range, widthPx, activeColumn, chosen } = props;
  const [dragged, setDragged] = useState<Column>();
  return (
    <div
      role="row"
      aria-rowindex={1}
      data-row={1}
      className="runs-head"
      style={{ width: widthPx, height: headHeightPx }}
    >
      <div
        role="columnheader"
        id={cellId(1, 0)}
        aria-colindex={1}
        data-column={0}
        className={`runs-cell runs-lead pinned${activeColumn === 0 ? " active" : ""}`}
        style={{ width: leadWidthPx, left: 0 }}
      >
        <input
          type="checkbox"
          tabIndex={-1}
          readOnly
          checked={chosen === "all"}
          ref={(box) => {
            if (box !== null) box.indeterminate = chosen === "some";
          }}
          data-act="choose-all"
          aria-label="Choose all runs that match"
        />
        <button type="button" tabIndex={-1} data-act="menu" aria-label="Which runs are drawn, and other choices">
          <EllipsisVertical aria-hidden size={15} />
        </button>
      </div>
      {eachColumn(layout, range, (column, index, style) => (
        <HeadCell
          key={column.field}
          {...props}
          column={column}
          index={index}
          style={style}
          dragged={dragged}
          setDragged={setDragged}
        />
      ))}
    </div>
  );
}

interface HeadCellProps extends GridHeadProps {
  readonly column: Column;
  readonly index: number;
  readonly style: React.CSSProperties;
  readonly dragged: Column | undefined;
  readonly setDragged: (column: Column | undefined) => void;
}

function HeadCell(props: HeadCellProps) {
  const { column, index, style, orderBy, activeColumn, dragged, setDragged, onMove } = props;
  const [over, setOver] = useState(false);
  const place = orderBy.findIndex((term) => readFieldOrder(term).name === column.field);
  const descending = place >= 0 && readFieldOrder(orderBy[place]!).descending;
  const Arrow = descending ? ArrowDown : ArrowUp;
  const canDrop = dragged !== undefined && dragged.pinned === column.pinned && column.field !== "run_name";
  const drop = (event: DragEvent): void => {
    event.preventDefault();
    setOver(false);
    if (canDrop) onMove(dragged, column);
  };
  return (
    <div
      role="columnheader"
      id={cellId(1, index)}
      aria-colindex={index + 1}
      aria-sort={place < 0 ? "none" : descending ? "descending" : "ascending"}
      data-column={index}
      className={`runs-cell runs-head-cell ${column.kind}${column.pinned ? " pinned" : ""}${column.numeric ? " number" : ""}${activeColumn === index ? " active" : ""}${over && canDrop ? " target" : ""}`}
      style={style}
      draggable={column.field !== "run_name"}
      onDragStart={(event) => {
        event.dataTransfer.setData("text/plain", column.field);
        setDragged(column);
      }}
      onDragEnd={() => setDragged(undefined)}
      onDragOver={(event) => {
        if (canDrop) event.preventDefault();
        setOver(canDrop);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <button type="button" tabIndex={-1} data-act="sort" title={column.field} className="runs-head-label">
        <span className="runs-text">{column.label}</span>
        {place >= 0 && (
          <span className="runs-arrow">
            <Arrow aria-hidden size={14} />
            {orderBy.length > 1 && place + 1}
          </span>
        )}
      </button>
      <button type="button" tabIndex={-1} data-act="menu" className="runs-more" aria-label={`Menu of ${column.label}`}>
        <EllipsisVertical aria-hidden size={14} />
      </button>
      <Edge {...props} />
    </div>
  );
}

/** The right edge, to be dragged. */
function Edge({ column, onResize }: HeadCellProps) {
  const [start, setStart] = useState<{ readonly x: number; readonly widthPx: number }>();
  const widthAt = (event: PointerEvent): number =>
    Math.max(minWidthPx, Math.round(start!.widthPx + event.clientX - start!.x));
  return (
    <span
      className="runs-edge"
      aria-hidden
      draggable
      onDragStart={(event) => {
        event.preventDefault(); // or the header would be moved
        event.stopPropagation();
      }}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        setStart({ x: event.clientX, widthPx: column.widthPx });
      }}
      onPointerMove={(event) => start !== undefined && onResize(column, widthAt(event), false)}
      onPointerUp={(event) => {
        if (start !== undefined) onResize(column, widthAt(event), true);
        setStart(undefined);
      }}
      onPointerCancel={() => {
        if (start !== undefined) onResize(column, start.widthPx, true); // a touch that became a scroll
        setStart(undefined);
      }}
    />
  );
}
