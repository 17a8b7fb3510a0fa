/** One row of the grid. What is done to it is told by `data-act`, and heard by the grid: rows are made by the thousand. */
import { memo, useSyncExternalStore, type CSSProperties, type ReactNode } from "react";
import { ChevronDown, ChevronRight, Eye, EyeOff, Pin } from "lucide-react";
import { counted } from "../parts/counted.js";
import { Status } from "../parts/status.js";
import { Cell } from "./cell.js";
import type { Column, Layout } from "./columns.js";
import { durationText } from "../parts/duration.js";
import { numberText } from "./field.js";
import { type GridRow, runIdOf, runNameOf } from "./grid_rows.js";
import { groupNameOf } from "./group.js";
import { hoveredRun, onHover } from "./hover.js";

/** Check box, eye, colour and pin. */
export const leadWidthPx = 108;
export const rowHeightPx = 32;

/** Which of the free columns are in view. */
export interface ColumnRange {
  readonly first: number;
  readonly last: number;
  /** Width of those before them. */
  readonly beforePx: number;
}

export interface GridRowProps {
  readonly row: GridRow | undefined;
  /** Among all rows, the header being 1. */
  readonly rowIndex: number;
  readonly topPx: number;
  readonly layout: Layout;
  readonly range: ColumnRange;
  readonly widthPx: number;
  /** Of the cell with the focus; -1: it is elsewhere. */
  readonly activeColumn: number;
  readonly chosen: boolean;
  readonly hidden: boolean;
  readonly pinned: boolean;
  readonly color: string;
  readonly experimentNames: ReadonlyMap<string, string>;
}

export const cellId = (rowIndex: number, column: number): string => `runs-cell-${rowIndex}-${column}`;

export const Row = memo(function Row(props: GridRowProps) {
  const { row, rowIndex, topPx, layout, range, widthPx, activeColumn, chosen } = props;
  const runId = row?.kind === "run" ? runIdOf(row.run) : undefined;
  const isHovered = useSyncExternalStore(onHover, () => runId !== undefined && hoveredRun() === runId);
  const className = `runs-row${isHovered ? " hovered" : ""}${chosen ? " chosen" : ""}${row === undefined ? " waiting" : ""}`;
  return (
    <div
      role="row"
      aria-rowindex={rowIndex}
      aria-selected={runId === undefined ? undefined : chosen}
      aria-busy={row === undefined || undefined}
      data-row={rowIndex}
      className={className}
      style={{ top: topPx, width: widthPx, height: rowHeightPx }}
    >
      <div
        role="gridcell"
        id={cellId(rowIndex, 0)}
        aria-colindex={1}
        data-column={0}
        className={`runs-cell runs-lead pinned${activeColumn === 0 ? " active" : ""}`}
        style={{ width: leadWidthPx, left: 0 }}
      >
        {row?.kind === "run" && <Lead {...props} row={row} />}
        {row?.kind === "group" && (
          <span className="runs-swatch" style={{ background: props.color }} title="Colour of the group in charts" />
        )}
      </div>
      {eachColumn(layout, range, (column, index, style) => (
        <div
          role={index === 1 ? "rowheader" : "gridcell"}
          key={column.field}
          id={cellId(rowIndex, index)}
          aria-colindex={index + 1}
          data-column={index}
          className={`runs-cell${column.pinned ? " pinned" : ""}${column.numeric ? " number" : ""}${activeColumn === index ? " active" : ""}`}
          style={style}
        >
          <Content {...props} column={column} />
        </div>
      ))}
    </div>
  );
}, sameProps);

/** Rows are told anew at each scroll; most of them are what they were. */
function sameProps(one: GridRowProps, other: GridRowProps): boolean {
  for (const key of Object.keys(one) as (keyof GridRowProps)[]) {
    if (key !== "row" && one[key] !== other[key]) return false;
  }
  const [a, b] = [one.row, other.row];
  if (a === b) return true;
  if (a?.kind !== "run" || b?.kind !== "run") return false;
  const same = a.run.table === b.run.table && a.run.index === b.run.index && a.depth === b.depth;
  return same && a.children === b.children && a.expanded === b.expanded;
}

/** Cells at the left, then those in view, with a gap for those that are not. */
export function eachColumn(
  { pinned, free }: Layout,
  range: ColumnRange,
  render: (column: Column, index: number, style: CSSProperties) => ReactNode,
): ReactNode[] {
  const cells: ReactNode[] = [];
  let left = leadWidthPx;
  for (const [index, column] of pinned.entries()) {
    cells.push(render(column, index + 1, { width: column.widthPx, left }));
    left += column.widthPx;
  }
  for (let index = range.first; index <= Math.min(range.last, free.length - 1); index++) {
    const gap = index === range.first && range.beforePx > 0 ? { marginLeft: range.beforePx } : {};
    cells.push(render(free[index]!, pinned.length + 1 + index, { width: free[index]!.widthPx, ...gap }));
  }
  return cells;
}

function Lead({ row, chosen, hidden, pinned, color }: GridRowProps & { readonly row: GridRow & { kind: "run" } }) {
  const name = runNameOf(row.run);
  const EyeIcon = hidden ? EyeOff : Eye;
  return (
    <>
      <input type="checkbox" tabIndex={-1} checked={chosen} readOnly data-act="choose" aria-label={`Choose ${name}`} />
      <button
        type="button"
        tabIndex={-1}
        data-act="hide"
        aria-pressed={!hidden}
        aria-label={`Draw ${name} in charts`}
        title={hidden ? "Show in charts" : "Hide in charts"}
      >
        <EyeIcon aria-hidden size={15} />
      </button>
      <button
        type="button"
        tabIndex={-1}
        data-act="color"
        className="runs-swatch"
        style={{ background: color }}
        aria-label={`Colour of ${name}`}
        title="Colour"
      />
      <button
        type="button"
        tabIndex={-1}
        data-act="pin"
        aria-pressed={pinned}
        className={pinned ? "runs-pin on" : "runs-pin"}
        aria-label={`Pin ${name}`}
        title={pinned ? "Do not keep on top" : "Keep on top"}
      >
        <Pin aria-hidden size={14} />
      </button>
    </>
  );
}

function Content({ row, column, experimentNames }: GridRowProps & { readonly column: Column }): ReactNode {
  if (row === undefined) return <span className="runs-waiting" aria-hidden />;
  if (row.kind === "note") return column.field === "run_name" ? <Note text={row.text} /> : null;
  if (row.kind === "group") return <GroupContent row={row} column={column} />;
  if (column.field === "run_name") return <NameContent row={row} />;
  const experimentId = row.run.table.runs.experimentId[row.run.index]!;
  return (
    <span className="runs-text runs-value" data-act="menu">
      <Cell run={row.run} field={column.field} experimentName={experimentNames.get(experimentId)} />
    </span>
  );
}

function Note({ text }: { readonly text: string }) {
  return (
    <span className="muted runs-text runs-indent" title={text}>
      {text}
    </span>
  );
}

function NameContent({ row }: { readonly row: GridRow & { kind: "run" } }) {
  const { table, index } = row.run;
  const name = runNameOf(row.run);
  const experimentId = encodeURIComponent(table.runs.experimentId[index]!);
  const runId = encodeURIComponent(table.runs.runId[index]!);
  const Chevron = row.expanded ? ChevronDown : ChevronRight;
  return (
    <span className="runs-name" style={{ paddingLeft: row.depth * 18 }}>
      {row.children > 0 && (
        <button
          type="button"
          tabIndex={-1}
          data-act="expand"
          aria-expanded={row.expanded}
          aria-label={`${counted(row.children, "run")} below ${name}`}
          title={`${counted(row.children, "run")} below it`}
        >
          <Chevron aria-hidden size={15} />
        </button>
      )}
      <Status status={table.runs.status[index]!} brief />
      <a href={`#/experiments/${experimentId}/runs/${runId}`} tabIndex={-1} title={name}>
        {name}
      </a>
      {table.runs.lifecycleStage[index] === "deleted" && <span className="chip">deleted</span>}
    </span>
  );
}

function GroupContent({ row, column }: { readonly row: GridRow & { kind: "group" }; readonly column: Column }) {
  const { group, expanded } = row;
  if (column.field === "run_name") {
    const Chevron = expanded ? ChevronDown : ChevronRight;
    const name = groupNameOf(group.values);
    return (
      <span className="runs-name">
        <button
          type="button"
          tabIndex={-1}
          data-act="expand"
          aria-expanded={expanded}
          aria-label={`Runs of ${name}`}
          title="Show its runs"
        >
          <Chevron aria-hidden size={15} />
        </button>
        <b className="runs-text" title={name}>
          {name}
        </b>
        <span className="muted">{group.runs.toLocaleString("en")}</span>
      </span>
    );
  }
  const found = Object.hasOwn(group.aggregates, column.field) ? group.aggregates[column.field] : undefined;
  if (found === undefined || found.count === 0) return null;
  const { min, mean, max, std, count } = found;
  const text = (value: number | null): string =>
    value === null ? "–" : column.field === "duration" ? durationText(value) : numberText(value, 4);
  const title = `mean ${mean}, min ${min}, max ${max}, standard deviation ${std ?? "none"}, of ${counted(count, "run")}`;
  return (
    <span className="runs-aggregate" title={title}>
      <b>{text(mean)}</b>
      {std !== null && std !== 0 && <span>±{text(std)}</span>}
      {min !== max && (
        <span className="muted">
          {text(min)} to {text(max)}
        </span>
      )}
    </span>
  );
}
