/** A table of any length: only the rows that are seen are drawn. */
import { useRef } from "react";
import { useVirtualizer } from "@tanstack/react-virtual";

export interface RowsViewProps {
  readonly columns: readonly string[];
  readonly rowCount: number;
  /** Undefined while the row is on its way. */
  readonly row: (index: number) => readonly string[] | undefined;
  /** Columns of numbers, set to the right. */
  readonly numeric: readonly boolean[];
  readonly label: string;
  /** Is told which rows are seen. */
  readonly onRange?: (start: number, end: number) => void;
}

const rowHeight = 26;
const columnWidth = 150;

export function RowsView({ columns, rowCount, row, numeric, label, onRange }: RowsViewProps) {
  const scroller = useRef<HTMLDivElement>(null);
  // The library's functions change with each render by design.
  // eslint-disable-next-line react-hooks/incompatible-library
  const rows = useVirtualizer({
    count: rowCount,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 12,
    onChange: (instance) => onRange?.(instance.range?.startIndex ?? 0, (instance.range?.endIndex ?? 0) + 1),
  });
  const across = useVirtualizer({
    horizontal: true,
    count: columns.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => columnWidth,
    overscan: 3,
  });
  const seen = across.getVirtualItems();
  return (
    <div
      ref={scroller}
      className="artifacts-rows"
      role="table"
      aria-label={label}
      aria-rowcount={rowCount + 1}
      aria-colcount={columns.length}
      tabIndex={0}
    >
      <div style={{ height: rows.getTotalSize() + rowHeight, width: across.getTotalSize(), position: "relative" }}>
        <div role="row" aria-rowindex={1} className="artifacts-rows-head" style={{ height: rowHeight }}>
          {seen.map(({ index, start }) => (
            <span
              key={index}
              role="columnheader"
              aria-colindex={index + 1}
              title={columns[index]}
              className={numeric[index] === true ? "number" : ""}
              style={{ left: start, width: columnWidth }}
            >
              {columns[index]}
            </span>
          ))}
        </div>
        {rows.getVirtualItems().map(({ index, start }) => {
          const cells = row(index);
          return (
            <div
              key={index}
              role="row"
              aria-rowindex={index + 2}
              className="artifacts-row"
              style={{ transform: `translateY(${start}px)`, height: rowHeight }}
            >
              {seen.map((column) => (
                <span
                  key={column.index}
                  role="cell"
                  aria-colindex={column.index + 1}
                  title={cells?.[column.index]}
                  className={numeric[column.index] === true ? "number" : ""}
                  style={{ left: column.start, width: columnWidth }}
                >
                  {cells === undefined ? "…" : cells[column.index]}
                </span>
              ))}
            </div>
          );
        })}
      </div>
    </div>
  );
}
