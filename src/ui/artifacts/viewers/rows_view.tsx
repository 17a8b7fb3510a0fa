/** A table of any length and breadth: only the cells that are seen are drawn. */
import { type KeyboardEvent, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useVirtualizer, type Virtualizer } from "@tanstack/react-virtual";
import { ArrowDown, ArrowUp } from "lucide-react";
import { Button } from "react-aria-components";
import { type Column, columnWidth, sortedRows } from "./columns.js";

export interface RowsViewProps {
  readonly columns: readonly Column[];
  readonly rowCount: number;
  /** Undefined while the cell is on its way. */
  readonly cell: (row: number, column: number) => string | undefined;
  readonly label: string;
  /** Whether a click on a column's head sorts; all cells must be there. */
  readonly sortable?: boolean;
  /** Is told which rows and columns are seen; the ends are not. */
  readonly onSeen?: (rows: Span, columns: Span) => void;
}

export type Span = readonly [start: number, end: number];

interface Sort {
  readonly column: number;
  readonly descending: boolean;
}

const rowHeight = 26;

/** Browsers draw no box that is higher than 33 million px: longer tables come in parts. */
const mostRows = 1_000_000;

export function RowsView(props: RowsViewProps) {
  return props.rowCount <= mostRows ? <Rows {...props} /> : <RowsInParts {...props} />;
}

/** Not sorted: what is sorted is all of a table. */
function RowsInParts({ columns, rowCount, cell, label, onSeen }: RowsViewProps) {
  const [start, setStart] = useState(0);
  const end = Math.min(rowCount, start + mostRows);
  const cellHere = useCallback((row: number, column: number) => cell(start + row, column), [cell, start]);
  return (
    <div className="stack">
      <div className="row">
        <Button isDisabled={start === 0} onPress={() => setStart(start - mostRows)}>
          Rows before
        </Button>
        <span aria-live="polite">
          Rows {(start + 1).toLocaleString("en-US")} to {end.toLocaleString("en-US")} of{" "}
          {rowCount.toLocaleString("en-US")}
        </span>
        <Button isDisabled={end === rowCount} onPress={() => setStart(end)}>
          Next rows
        </Button>
      </div>
      <Rows
        key={start}
        columns={columns}
        rowCount={end - start}
        cell={cellHere}
        label={label}
        {...(onSeen && { onSeen: ([from, to], across) => onSeen([from + start, to + start], across) })}
      />
    </div>
  );
}

function Rows({ columns, rowCount, cell, label, sortable = false, onSeen }: RowsViewProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const [sort, setSort] = useState<Sort | null>(null);
  const order = useMemo(
    () => (sort === null ? null : sortedRows(rowCount, columns[sort.column]!, sort, cell)),
    [sort, rowCount, columns, cell],
  );
  const known = rowCount === 0 ? "" : columns.map((_, index) => Number(cell(0, index) !== undefined)).join("");
  const widths = useMemo(
    () => columns.map((column, index) => columnWidth(column, sampleOf(rowCount, index, cell))),
    // A column gets its breadth when its first cells have come, once: it must not jump.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [columns, known],
  );
  const tell = (): void => onSeen?.(spanOf(rows), spanOf(across));
  // The library's functions change with each render by design.
  // eslint-disable-next-line react-hooks/incompatible-library
  const rows = useVirtualizer({
    count: rowCount,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 12,
    onChange: tell,
  });
  const across = useVirtualizer({
    horizontal: true,
    count: columns.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => widths[index]!,
    overscan: 2,
    onChange: tell,
  });
  useEffect(() => across.measure(), [across, widths]);
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
      onKeyDown={(event) => scrollByKey(event, rows)}
    >
      <div
        role="rowgroup"
        style={{
          height: rows.getTotalSize() + rowHeight,
          width: across.getTotalSize(),
          minWidth: "100%",
          position: "relative",
        }}
      >
        <div role="row" aria-rowindex={1} className="artifacts-rows-head" style={{ height: rowHeight }}>
          {seen.map(({ index, start, size }) => (
            <Head
              key={index}
              column={columns[index]!}
              index={index}
              style={{ left: start, width: size }}
              sorted={sort?.column === index ? (sort.descending ? "descending" : "ascending") : "none"}
              {...(sortable && { onSort: () => setSort(nextSort(sort, index)) })}
            />
          ))}
        </div>
        {rows.getVirtualItems().map(({ index, start }) => (
          <div
            key={index}
            role="row"
            aria-rowindex={index + 2}
            className="artifacts-row"
            style={{ transform: `translateY(${start}px)`, height: rowHeight }}
          >
            {seen.map((column) => {
              const text = cell(order?.[index] ?? index, column.index);
              return (
                <span
                  key={column.index}
                  role="cell"
                  aria-colindex={column.index + 1}
                  title={text}
                  className={columns[column.index]!.numeric ? "number" : ""}
                  style={{ left: column.start, width: column.size }}
                >
                  {text ?? "…"}
                </span>
              );
            })}
          </div>
        ))}
      </div>
    </div>
  );
}

interface HeadProps {
  readonly column: Column;
  readonly index: number;
  readonly style: { readonly left: number; readonly width: number };
  readonly sorted: "none" | "ascending" | "descending";
  readonly onSort?: () => void;
}

function Head({ column: { name, type, numeric }, index, style, sorted, onSort }: HeadProps) {
  const Arrow = sorted === "descending" ? ArrowDown : ArrowUp;
  return (
    <span
      role="columnheader"
      aria-colindex={index + 1}
      aria-sort={sorted}
      title={type === undefined ? name : `${name}: ${type}`}
      className={numeric ? "number" : ""}
      style={style}
    >
      {onSort === undefined ? (
        name
      ) : (
        <button type="button" className="artifacts-rows-sort" onClick={onSort}>
          {name}
          {sorted !== "none" && <Arrow aria-hidden size={12} />}
        </button>
      )}
    </span>
  );
}

/** Up, then down, then as in the file. */
function nextSort(sort: Sort | null, column: number): Sort | null {
  if (sort?.column !== column) return { column, descending: false };
  return sort.descending ? null : { column, descending: true };
}

function sampleOf(rowCount: number, column: number, cell: RowsViewProps["cell"]): string[] | null {
  if (rowCount > 0 && cell(0, column) === undefined) return null;
  return Array.from({ length: Math.min(rowCount, 50) }, (_, row) => cell(row, column) ?? "");
}

function spanOf({ range }: Virtualizer<HTMLDivElement, Element>): Span {
  return range === null ? [0, 0] : [range.startIndex, range.endIndex + 1];
}

/** What browsers do not do with a box that scrolls. */
function scrollByKey(event: KeyboardEvent, rows: Virtualizer<HTMLDivElement, Element>): void {
  if (event.key !== "Home" && event.key !== "End") return;
  event.preventDefault();
  rows.scrollToIndex(event.key === "Home" ? 0 : rows.options.count - 1);
}
