/** A table of any size in both directions: only what is seen is drawn. One cell has the focus: arrows move it, Enter copies it. */
import { type KeyboardEvent, type ReactNode, useId, useRef, useState } from "react";
import { useVirtualizer } from "@tanstack/react-virtual";

export interface MatrixProps {
  /** What a screen reader calls it. */
  readonly label: string;
  readonly rows: number;
  readonly columns: number;
  readonly corner: ReactNode;
  readonly columnHead: (column: number) => ReactNode;
  readonly rowHead: (row: number) => ReactNode;
  /** Where a row is a heading for those below it: its text. */
  readonly heading?: (row: number) => string | null;
  readonly cell: (row: number, column: number) => ReactNode;
  /** Class names: what the cell is marked with. */
  readonly cellClass?: (row: number, column: number) => string;
  /** Asked for with Enter, Ctrl+C or a double click. */
  readonly onCopy: (row: number, column: number) => void;
  /** px */
  readonly rowHeight: number;
  readonly columnWidth: number;
  readonly headHeight: number;
  readonly headWidth: number;
}

export function Matrix(props: MatrixProps) {
  const { rows, columns, rowHeight, columnWidth, headHeight, headWidth, heading } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const id = useId();
  const [active, setActive] = useState({ row: 0, column: 0 });
  // eslint-disable-next-line react-hooks/incompatible-library -- the page is built without React's compiler
  const down = useVirtualizer({
    count: rows,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 6,
    scrollPaddingStart: headHeight,
  });
  const across = useVirtualizer({
    count: columns,
    horizontal: true,
    getScrollElement: () => scroller.current,
    estimateSize: () => columnWidth,
    overscan: 3,
    scrollPaddingStart: headWidth,
  });
  const shownColumns = across.getVirtualItems();
  const move = (row: number, column: number): void => {
    const next = { row: clamp(row, rows), column: clamp(column, columns) };
    setActive(next);
    down.scrollToIndex(next.row);
    across.scrollToIndex(next.column);
  };
  const press = (event: KeyboardEvent): void => {
    if (event.target !== scroller.current) return;
    const { row, column } = active;
    const steps = stepsOf(row, column, columns);
    const step = Object.hasOwn(steps, event.key) ? steps[event.key] : undefined;
    if (step !== undefined) move(...step);
    else if (event.key === "Enter" || (event.key === "c" && (event.ctrlKey || event.metaKey)))
      props.onCopy(row, column);
    else return;
    event.preventDefault();
  };
  const at = (row: number, column: number): string => `${id}-${row}-${column}`;
  return (
    <div
      ref={scroller}
      className="compare-matrix"
      role="grid"
      aria-label={props.label}
      aria-rowcount={rows + 1}
      aria-colcount={columns + 1}
      aria-activedescendant={rows > 0 && columns > 0 ? at(active.row, active.column) : undefined}
      tabIndex={0}
      onKeyDown={press}
    >
      <div
        className="compare-sheet"
        role="presentation"
        style={{ width: headWidth + across.getTotalSize(), height: headHeight + down.getTotalSize() }}
      >
        <div role="row" aria-rowindex={1} className="compare-heads" style={{ height: headHeight }}>
          <div role="columnheader" aria-colindex={1} className="compare-corner" style={{ width: headWidth }}>
            {props.corner}
          </div>
          {shownColumns.map(({ index, start }) => (
            <div
              key={index}
              role="columnheader"
              aria-colindex={index + 2}
              className="compare-head"
              style={{ left: headWidth + start, width: columnWidth }}
            >
              {props.columnHead(index)}
            </div>
          ))}
        </div>
        {down.getVirtualItems().map(({ index: row, start }) => {
          const title = heading?.(row) ?? null;
          return (
            <div
              key={row}
              role="row"
              aria-rowindex={row + 2}
              className={title === null ? "compare-row" : "compare-row heading"}
              style={{ top: headHeight + start, height: rowHeight }}
            >
              <div
                role="rowheader"
                id={title === null ? undefined : at(row, active.column)}
                aria-colindex={1}
                className="compare-name"
                style={{ width: headWidth }}
              >
                {title ?? props.rowHead(row)}
              </div>
              {title === null &&
                shownColumns.map(({ index: column, start: left }) => (
                  <div
                    key={column}
                    id={at(row, column)}
                    role="gridcell"
                    aria-colindex={column + 2}
                    aria-selected={row === active.row && column === active.column}
                    className={`compare-cell ${props.cellClass?.(row, column) ?? ""}`}
                    style={{ left: headWidth + left, width: columnWidth }}
                    onClick={() => setActive({ row, column })}
                    onDoubleClick={() => props.onCopy(row, column)}
                  >
                    {props.cell(row, column)}
                  </div>
                ))}
            </div>
          );
        })}
      </div>
    </div>
  );
}

function clamp(index: number, count: number): number {
  return Math.max(0, Math.min(count - 1, index));
}

function stepsOf(row: number, column: number, columns: number): Record<string, [number, number]> {
  return {
    ArrowUp: [row - 1, column],
    ArrowDown: [row + 1, column],
    ArrowLeft: [row, column - 1],
    ArrowRight: [row, column + 1],
    PageUp: [row - 15, column],
    PageDown: [row + 15, column],
    Home: [row, 0],
    End: [row, columns - 1],
  };
}
