/** What the ledger knows of a cell: how its execution went, which ones there were, what it logged. */
import { lazy, Suspense, useState } from "react";
import { Link } from "@tanstack/react-router";
import { ToggleButton, ToggleButtonGroup } from "react-aria-components";
import type { Run } from "../../entities.js";
import type { Logged } from "../../protocol/ledger.js";
import { durationText } from "../parts/duration.js";
import { ExecutionState } from "./execution_status.js";
import type { SnapshotFlags } from "./document.js";
import type { Focus } from "./focus.js";
import { type Execution, loggedText } from "./ledger.js";
import { ordinal } from "./timeline.js";

const TextDiff = lazy(() => import("../parts/text_diff.js"));

export interface CellNoteProps {
  readonly run: Run;
  /** Of this cell, in order. */
  readonly executions: readonly Execution[];
  readonly shown: Execution;
  readonly flags: SnapshotFlags | null;
  readonly focus: Focus;
  readonly onChoose: (execution: Execution) => void;
}

export function CellFacts({ run, executions, shown, flags, focus, onChoose }: CellNoteProps) {
  const { status, startTimeMs, endTimeMs, seq, outOfOrder } = shown;
  const before = executions[executions.indexOf(shown) - 1];
  const [compared, setCompared] = useState(false);
  return (
    <>
      <div className="notebook-facts">
        <ExecutionState status={status} />
        <span className="muted">
          {ordinal(seq)} execution{endTimeMs !== null && `, ${durationText(endTimeMs - startTimeMs)}`}
        </span>
        {outOfOrder && <span className="notebook-warn">ran after a cell below it</span>}
        {flags?.unsaved === true && <span className="notebook-warn">the file had another source</span>}
        {flags?.notInFile === true && <span className="notebook-warn">not in the file</span>}
        {executions.length > 1 && (
          <ToggleButtonGroup
            aria-label="Executions of this cell"
            selectedKeys={[shown.seq]}
            disallowEmptySelection
            onSelectionChange={(keys) => {
              const chosen = executions.find((one) => keys.has(one.seq));
              if (chosen !== undefined) onChoose(chosen);
            }}
          >
            {executions.map((one) => (
              <ToggleButton key={one.seq} id={one.seq}>
                {ordinal(one.attempt)}
              </ToggleButton>
            ))}
          </ToggleButtonGroup>
        )}
        {before !== undefined && (
          <ToggleButton isSelected={compared} onChange={setCompared}>
            Changes since the {ordinal(before.attempt)}
          </ToggleButton>
        )}
        <Chips run={run} logged={shown.logged} focus={focus} />
      </div>
      {before !== undefined && compared && <Changes before={before.source} after={shown.source} />}
    </>
  );
}

/** What was edited between two executions of a cell. */
function Changes({ before, after }: { readonly before: string; readonly after: string }) {
  return (
    <div className="notebook-changes">
      {before === after ? (
        <p className="muted">The source was the same.</p>
      ) : (
        <Suspense fallback={null}>
          <TextDiff left={before} right={after} label="Changes of the source" />
        </Suspense>
      )}
    </div>
  );
}

const mostChips = 24;
const mostRuns = 8;

interface ChipsProps {
  readonly run: Run;
  readonly logged: readonly Logged[];
  readonly focus: Focus;
}

/** What was logged to this run, each by its name; to others, such as the trials of a search, only how much. */
function Chips({ run, logged, focus }: ChipsProps) {
  const byRun = Map.groupBy(logged, ({ runId }) => (runId === "" ? run.info.runId : runId));
  const own = byRun.get(run.info.runId) ?? [];
  const others = [...byRun].filter(([runId]) => runId !== run.info.runId);
  return (
    <>
      {own.slice(0, mostChips).map((one) => (
        <Chip key={`${one.kind} ${one.key}`} run={run} logged={one} focus={focus} />
      ))}
      {own.length > mostChips && <span className="muted">and {own.length - mostChips} more</span>}
      {others.slice(0, mostRuns).map(([runId, theirs]) => (
        <Link
          key={runId}
          to="/experiments/$experimentIds/runs/$runId/$tab"
          params={{ experimentIds: run.info.experimentId, runId, tab: "notebook" }}
          search={{ [theirs[0]!.kind]: theirs[0]!.key }}
          className="chip notebook-chip"
        >
          {loggedText(theirs)} <span className="muted">of run {runId.slice(0, 8)}</span>
        </Link>
      ))}
      {others.length > mostRuns && <span className="muted">and {others.length - mostRuns} more runs</span>}
    </>
  );
}

function Chip({ run, logged: { kind, key, count }, focus }: Omit<ChipsProps, "logged"> & { readonly logged: Logged }) {
  const { experimentId, runId } = run.info;
  const params = { experimentIds: experimentId, runId };
  const text = (
    <>
      <span className="muted">{kind}</span> {key}
      {count > 1 && <span className="muted"> × {count}</span>}
    </>
  );
  const marked = focus.logged?.kind === kind && focus.logged.key === key;
  const look = { className: "chip notebook-chip", "aria-current": marked || undefined };
  if (kind === "metric") {
    return (
      <Link
        to="/experiments/$experimentIds/runs/$runId/$tab"
        params={{ ...params, tab: "metrics" }}
        search={{ search: key }}
        {...look}
      >
        {text}
      </Link>
    );
  }
  if (kind === "artifact") {
    return (
      <Link to="/experiments/$experimentIds/runs/$runId/artifacts/$" params={{ ...params, _splat: key }} {...look}>
        {text}
      </Link>
    );
  }
  return <span {...look}>{text}</span>;
}
