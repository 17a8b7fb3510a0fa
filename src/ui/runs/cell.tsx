/** One value of a run, as a table shows it; the whole of it on hover. */
import { memo, type ReactNode } from "react";
import type { CellValue, FieldName } from "../../protocol/page.js";
import { numberIn } from "../../search/field.js";
import { useNowMs, ago, exactTime, isoTime } from "../parts/time.js";
import { durationText } from "../parts/duration.js";
import { Status } from "../parts/status.js";
import type { RunStatus } from "../../entities.js";
import { cellOf, numberText, type RunRow } from "./field.js";

interface CellProps {
  readonly run: RunRow;
  readonly field: FieldName;
  readonly experimentName?: string | undefined;
}

export const Cell = memo(function Cell({ run, field, experimentName }: CellProps) {
  if (field === "status") return <Status status={run.table.runs.status[run.index]!} />;
  if (field === "start_time" || field === "end_time") return <When value={cellOf(run, field, 0)} />;
  if (field === "duration") return <Duration run={run} />;
  if (field === "experiment_id" && experimentName !== undefined) return <span>{experimentName}</span>;
  return <Value value={cellOf(run, field, 0)} />;
});

function Value({ value }: { readonly value: CellValue }): ReactNode {
  if (value === null) return <span className="runs-none">–</span>;
  if (typeof value === "number") return <span title={String(value)}>{numberText(value)}</span>;
  const number = value.length > 10 ? numberIn(value) : null; // 0.30000000000000004 is nothing to read in a column
  return <span title={value}>{number !== null ? numberText(number) : value === "" ? <i>empty</i> : value}</span>;
}

function When({ value }: { readonly value: CellValue }) {
  const now = useNowMs();
  if (typeof value !== "number" || value === 0) return <span className="runs-none">–</span>;
  return (
    <time dateTime={isoTime(value)} title={exactTime(value)}>
      {ago(value, now)}
    </time>
  );
}

function Duration({ run }: { readonly run: RunRow }) {
  const now = useNowMs();
  const status: RunStatus = run.table.runs.status[run.index]!;
  const ms = cellOf(run, "duration", now);
  if (typeof ms !== "number") return <span className="runs-none">–</span>;
  const text = durationText(ms);
  return status === "RUNNING" ? (
    <span className="runs-running" title="Running">
      {text}
      <span className="visually-hidden"> so far</span>
    </span>
  ) : (
    <span title={`${ms} ms`}>{text}</span>
  );
}
