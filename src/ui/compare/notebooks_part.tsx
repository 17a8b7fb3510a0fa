/** The notebooks of two runs, cell by cell, or execution by execution. */
import { type ReactNode, useMemo, useState } from "react";
import { useQuery } from "@tanstack/react-query";
import { Button, ToggleButton, ToggleButtonGroup } from "react-aria-components";
import type { RunTable } from "../../protocol/page.js";
import { languageNamed } from "../notebook/cells.js";
import { type Snapshot, snapshotQuery } from "../notebook/snapshot.js";
import { Empty } from "../parts/empty.js";
import { Failure } from "../parts/failure.js";
import { Loading } from "../parts/loading.js";
import { CellPair, type PairSide } from "./cell_pair.js";
import type { ComparedRun } from "./comparison.js";
import { cellVersions, type Compared, comparedVersions, executionVersions } from "./notebook_pair.js";
import { RunChoice } from "./run_choice.js";
import { useCompareView } from "./view.js";

export interface NotebooksPartProps {
  readonly runs: readonly ComparedRun[];
  readonly table: RunTable;
}

export function NotebooksPart({ runs, table }: NotebooksPartProps) {
  const [view, change] = useCompareView();
  const likely = useMemo(() => withNotebooks(runs, table), [runs, table]);
  const find = (runId: string | undefined): ComparedRun | undefined => runs.find((run) => run.runId === runId);
  const left = find(view.left) ?? find(view.baseline) ?? likely[0] ?? runs[0]!;
  const right = find(view.right) ?? likely.find((run) => run !== left) ?? runs.find((run) => run !== left);
  if (right === undefined) return <Empty title="One run has nothing to differ from">Choose two or more runs.</Empty>;
  return (
    <>
      <div className="compare-choice">
        <RunChoice label="Before" runs={runs} chosen={left.runId} onChoose={(runId) => change({ left: runId })} />
        <RunChoice label="After" runs={runs} chosen={right.runId} onChoose={(runId) => change({ right: runId })} />
      </div>
      <TwoNotebooks runs={[left, right]} holders={[holderOf(left, runs, table), holderOf(right, runs, table)]} />
    </>
  );
}

/** Runs that say that they kept one, the others not. */
function withNotebooks(runs: readonly ComparedRun[], { columns }: RunTable): readonly ComparedRun[] {
  return runs.filter(
    (_, index) =>
      (columns["tags.labbook.cells"]?.[index] ?? null) !== null ||
      (columns["tags.labbook.snapshotRun"]?.[index] ?? null) !== null,
  );
}

/** The run whose artifacts have its notebook. */
function holderOf(run: ComparedRun, runs: readonly ComparedRun[], { columns }: RunTable): string {
  const holder = columns["tags.labbook.snapshotRun"]?.[runs.indexOf(run)];
  return typeof holder === "string" ? holder : run.runId;
}

interface TwoProps {
  readonly runs: readonly [ComparedRun, ComparedRun];
  /** Ids of the runs that hold the notebooks. */
  readonly holders: readonly [string, string];
}

function TwoNotebooks({ runs, holders }: TwoProps) {
  const [left, right] = [useQuery(snapshotQuery(holders[0])), useQuery(snapshotQuery(holders[1]))];
  for (const { error, data, refetch } of [left, right])
    if (error !== null && data === undefined) return <Failure error={error} onRetry={() => void refetch()} />;
  if (left.data === undefined || right.data === undefined) return <Loading what="notebooks" />;
  const without = runs.filter((_, index) => (index === 0 ? left : right).data === null);
  if (left.data === null || right.data === null) {
    return (
      <Empty title={`No notebook to compare in ${without.map(({ name }) => name).join(" and ")}`}>
        Runs that are made in the labbook kernel keep their notebook. Choose two of those.
      </Empty>
    );
  }
  return <Diff runs={runs} snapshots={[left.data, right.data]} />;
}

const partNames = ["source", "outputs", "order"] as const;

/** Cells that differ; each takes its time to draw. */
const shownAtFirst = 100;

interface DiffProps {
  readonly runs: readonly [ComparedRun, ComparedRun];
  readonly snapshots: readonly [Snapshot, Snapshot];
}

function Diff({ runs, snapshots }: DiffProps) {
  const [shown, setShown] = useState<ReadonlySet<string>>(new Set(partNames));
  const [by, setBy] = useState<"cells" | "executions">("cells");
  const [most, setMost] = useState(shownAtFirst);
  const pairs = useMemo(() => pairsOf(snapshots, by), [snapshots, by]);
  const sides = [sideOf(runs[0], snapshots[0]), sideOf(runs[1], snapshots[1])] as const;
  const noun = by === "cells" ? "Cell" : "Execution";
  const differs = (pair: Compared): boolean =>
    pair.left === null || pair.right === null || partNames.some((part) => shown.has(part) && pair[part]);
  const count = pairs.filter(differs).length;
  return (
    <>
      <div className="compare-choice">
        <ToggleButtonGroup
          aria-label="What is compared"
          selectedKeys={[by]}
          disallowEmptySelection
          onSelectionChange={(keys) => setBy(keys.has("cells") ? "cells" : "executions")}
        >
          <ToggleButton id="cells">Cells</ToggleButton>
          <ToggleButton id="executions">Executions</ToggleButton>
        </ToggleButtonGroup>
        <ToggleButtonGroup
          aria-label="Parts"
          selectionMode="multiple"
          selectedKeys={[...shown]}
          onSelectionChange={(keys) => setShown(new Set([...keys].map(String)))}
        >
          <ToggleButton id="source">Source</ToggleButton>
          <ToggleButton id="outputs">Outputs</ToggleButton>
          <ToggleButton id="order">Order</ToggleButton>
        </ToggleButtonGroup>
        <span className="muted" aria-live="polite">
          {count === 0 ? `All ${pairs.length} ${by} are the same` : `${count} of ${pairs.length} ${by} differ`}
        </span>
      </div>
      {firstOf(groupsOf(pairs, differs), most).map(({ differing, members }) => {
        const content = (): ReactNode =>
          members.map((pair) => (
            <CellPair
              key={`${pair.left?.number ?? ""}-${pair.right?.number ?? ""}`}
              pair={pair}
              noun={noun}
              sides={sides}
              language={languageNamed(snapshots[0].notebook?.language ?? "typescript")}
              shown={shown}
            />
          ));
        const first = members[0]!;
        const key = `${first.left?.number ?? ""}-${first.right?.number ?? ""}`;
        return differing ? (
          <div key={key}>{content()}</div>
        ) : (
          <Same key={key} title={`${members.length} ${members.length === 1 ? by.slice(0, -1) : by} the same`}>
            {content}
          </Same>
        );
      })}
      {count > most && (
        <Button onPress={() => setMost(most * 4)}>
          Show more: {most} of {count.toLocaleString("en")} that differ are shown
        </Button>
      )}
    </>
  );
}

function pairsOf([left, right]: readonly [Snapshot, Snapshot], by: "cells" | "executions"): Compared[] {
  const of = ({ notebook, executions }: Snapshot) =>
    by === "cells" && notebook !== null ? cellVersions(notebook.cells, executions) : executionVersions(executions);
  return comparedVersions(of(left), of(right));
}

function sideOf({ name }: ComparedRun, { runId, notebookPath }: Snapshot): PairSide {
  return { name, runId, path: notebookPath };
}

/** What is folded is not drawn. */
function Same({ title, children }: { readonly title: string; readonly children: () => ReactNode }) {
  const [open, setOpen] = useState(false);
  return (
    <details className="compare-same" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{title}</summary>
      {open && children()}
    </details>
  );
}

/** As many groups as hold `most` pairs that differ; the last is cut. */
function firstOf(groups: readonly Group[], most: number): Group[] {
  let left = most;
  return groups.flatMap((group) => {
    if (left <= 0) return [];
    if (!group.differing) return [group];
    const members = group.members.slice(0, left);
    left -= members.length;
    return [{ ...group, members }];
  });
}

interface Group {
  readonly differing: boolean;
  readonly members: Compared[];
}

/** Neighbours that are alike in that. */
function groupsOf(pairs: readonly Compared[], differs: (pair: Compared) => boolean): Group[] {
  const groups: Group[] = [];
  for (const pair of pairs) {
    const differing = differs(pair);
    const last = groups.at(-1);
    if (last?.differing === differing) last.members.push(pair);
    else groups.push({ differing, members: [pair] });
  }
  return groups;
}
