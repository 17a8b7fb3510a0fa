/** The executions of a run in the order in which they ran, each with how long it took and what it logged. */
import { useState } from "react";
import { Button, Input, SearchField, ToggleButton } from "react-aria-components";
import { counted } from "../parts/counted.js";
import { durationText } from "../parts/duration.js";
import { exactTime } from "../parts/time.js";
import { ExecutionState } from "./execution_status.js";
import { type Execution, loggedText, titleOf } from "./ledger.js";

export interface TimelineProps {
  readonly executions: readonly Execution[];
  /** `seq` of those that stand out. */
  readonly marked: readonly number[];
  readonly onChoose: (execution: Execution) => void;
}

/** More are shown when a reader filters or asks. */
const mostRows = 300;

export function Timeline({ executions, marked, onChoose }: TimelineProps) {
  const [text, setText] = useState("");
  const [failed, setFailed] = useState(false);
  const [all, setAll] = useState(false);
  const found = executions.filter((one) => (!failed || one.status !== "ok") && matches(one, text));
  const shown = all ? found : found.slice(0, mostRows);
  if (executions.length === 0) return <p className="muted">The run kept no ledger of its executions.</p>;
  const longestMs = Math.max(1, ...executions.map(lengthMs));
  const startMs = executions[0]?.startTimeMs ?? 0;
  return (
    <div className="notebook-timeline">
      <div className="row">
        <SearchField aria-label="Search executions" value={text} onChange={setText} className="notebook-search">
          <Input placeholder="Source, or what it logged" />
        </SearchField>
        <ToggleButton isSelected={failed} onChange={setFailed}>
          Not ok
        </ToggleButton>
      </div>
      <p className="muted" aria-live="polite">
        {found.length === executions.length
          ? counted(executions.length, "execution")
          : `${found.length} of ${counted(executions.length, "execution")}`}
      </p>
      <ol className="notebook-executions">
        {shown.map((one) => (
          <li key={one.seq} aria-current={marked.includes(one.seq) || undefined}>
            <Row execution={one} longestMs={longestMs} startMs={startMs} onChoose={onChoose} />
          </li>
        ))}
      </ol>
      {shown.length < found.length && <Button onPress={() => setAll(true)}>Show all {found.length}</Button>}
    </div>
  );
}

interface RowProps {
  readonly execution: Execution;
  readonly longestMs: number;
  readonly startMs: number;
  readonly onChoose: (execution: Execution) => void;
}

function Row({ execution, longestMs, startMs, onChoose }: RowProps) {
  const { seq, status, startTimeMs, endTimeMs, attempt, attempts, outOfOrder, error, logged } = execution;
  const took = endTimeMs === null ? "" : durationText(endTimeMs - startTimeMs);
  const share = Math.max(1, (lengthMs(execution) / longestMs) * 100);
  return (
    <Button className="react-aria-Button notebook-execution" onPress={() => onChoose(execution)}>
      <span className="notebook-seq">{seq}</span>
      <span className="notebook-title">{titleOf(execution.source)}</span>
      <ExecutionState status={status} brief={status === "ok"} />
      <span className="notebook-bar" aria-hidden>
        <span style={{ width: `${share}%` }} data-status={status} />
      </span>
      <span className="notebook-when">
        <span title={exactTime(startTimeMs)}>+{durationText(startTimeMs - startMs)}</span>
        {took !== "" && <span>took {took}</span>}
        {attempts > 1 && (
          <span>
            {ordinal(attempt)} of {attempts} times
          </span>
        )}
        {outOfOrder && <span className="notebook-warn">out of order</span>}
        {logged.length > 0 && <span>logged {loggedText(logged)}</span>}
        {error !== null && <span className="notebook-bad">{shortened(`${error.name}: ${error.message}`)}</span>}
      </span>
    </Button>
  );
}

const mostCharacters = 120;

function shortened(text: string): string {
  return text.length <= mostCharacters ? text : `${text.slice(0, mostCharacters)}…`;
}

function lengthMs({ startTimeMs, endTimeMs }: Execution): number {
  return endTimeMs === null ? 0 : endTimeMs - startTimeMs;
}

function matches({ source, logged, error }: Execution, text: string): boolean {
  const wanted = text.trim().toLowerCase();
  if (wanted === "") return true;
  const texts = [source, error?.message ?? "", ...logged.map(({ key }) => key)];
  return texts.some((one) => one.toLowerCase().includes(wanted));
}

export function ordinal(count: number): string {
  const end = count % 100 > 10 && count % 100 < 14 ? "th" : (["th", "st", "nd", "rd"][count % 10] ?? "th");
  return `${count}${end}`;
}
