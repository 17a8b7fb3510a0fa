/** The notebook of a run as it ran, its executions in order, and each metric and param tied to the cell that logged it. */
import { useMemo } from "react";
import { useQuery } from "@tanstack/react-query";
import { CircleAlert, CircleCheck } from "lucide-react";
import { Tab, TabList, TabPanel, Tabs } from "react-aria-components";
import type { Run } from "../../entities.js";
import { Empty } from "../parts/empty.js";
import { Failure } from "../parts/failure.js";
import { Loading } from "../parts/loading.js";
import { CellFacts } from "./cell_note.js";
import { type CellNote, Cells } from "./cells.js";
import { DownloadLink, EnvironmentList } from "./environment_list.js";
import { type Focus, markedBy, useFocus } from "./focus.js";
import { type Execution, loggedBy, verdictOf } from "./ledger.js";
import { LoggedList } from "./logged_list.js";
import { NoNotebook } from "./no_notebook.js";
import { type Snapshot, snapshotQuery, snapshotRunId } from "./snapshot.js";
import { Timeline } from "./timeline.js";
import "./notebook.css";

export function NotebookTab({ run }: { readonly run: Run }) {
  const { data, error, refetch } = useQuery(snapshotQuery(snapshotRunId(run)));
  if (data === undefined)
    return error === null ? <Loading what="notebook" /> : <Failure error={error} onRetry={() => void refetch()} />;
  return data === null ? <NoNotebook run={run} /> : <Shown run={run} snapshot={data} />;
}

function Shown({ run, snapshot }: { readonly run: Run; readonly snapshot: Snapshot }) {
  const { executions, notebook, notebookPath, runId } = snapshot;
  const [focus, setFocus] = useFocus();
  const logged = useMemo(() => loggedBy(executions, run.info.runId), [executions, run.info.runId]);
  const marked = markedBy(focus, executions, logged);
  const choose = (execution: Execution): void =>
    setFocus({ ...(execution.cell !== null && { cell: execution.cell }), execution: execution.seq });
  return (
    <div className="notebook">
      <Head run={run} snapshot={snapshot} />
      <Missing focus={focus} marked={marked.executions.length > 0 || marked.cells.length > 0} />
      <div className="notebook-body">
        <aside className="notebook-side" aria-label="Ledger">
          <Tabs defaultSelectedKey={focus.logged === undefined ? "timeline" : "logged"}>
            <TabList aria-label="About the notebook">
              <Tab id="timeline">Executions</Tab>
              <Tab id="logged">Logged</Tab>
              <Tab id="environment">Environment</Tab>
            </TabList>
            <TabPanel id="timeline">
              <Timeline executions={executions} marked={marked.executions} onChoose={choose} />
            </TabPanel>
            <TabPanel id="logged">
              <LoggedList
                run={run}
                logged={logged}
                focus={focus}
                onChoose={(kind, key) => setFocus({ logged: { kind, key } })}
              />
            </TabPanel>
            <TabPanel id="environment">
              <EnvironmentList snapshot={snapshot} />
            </TabPanel>
          </Tabs>
        </aside>
        <div className="notebook-main">
          {notebook === null || notebookPath === null ? (
            <Empty title="The notebook cannot be shown">{snapshot.problems.join("\n")}</Empty>
          ) : (
            <Cells
              notebook={notebook}
              owner={{ runId }}
              path={notebookPath}
              notes={notesOf(run, snapshot, focus, choose)}
              marked={marked.cells}
            />
          )}
        </div>
      </div>
    </div>
  );
}

function Head({ run, snapshot }: { readonly run: Run; readonly snapshot: Snapshot }) {
  const { executions, notebook, notebookPath, files, runId } = snapshot;
  const verdict = verdictOf(executions, notebook);
  const Icon = verdict.isGood ? CircleCheck : CircleAlert;
  const file = files.find(({ path }) => path === notebookPath);
  return (
    <div className="notebook-head">
      {executions.length === 0 ? (
        <span className="muted">The run kept no ledger: nothing is known of the order of executions.</span>
      ) : (
        <strong className={verdict.isGood ? "notebook-good" : "notebook-bad"}>
          <Icon aria-hidden size={16} />
          {verdict.text}
        </strong>
      )}
      {verdict.remarks.map((remark) => (
        <span key={remark} className="notebook-remark">
          {remark}
        </span>
      ))}
      {runId !== run.info.runId && <span className="muted">Of the run that this one is a part of.</span>}
      <span className="spacer" />
      {file !== undefined && <DownloadLink runId={runId} file={file} />}
    </div>
  );
}

/** A link may ask for what no cell logged. */
function Missing({ focus, marked }: { readonly focus: Focus; readonly marked: boolean }) {
  if (marked || focus.logged === undefined) return null;
  return (
    <p className="notebook-missing" role="status">
      No cell of this notebook logged the {focus.logged.kind} “{focus.logged.key}”: it came from elsewhere, such as
      another program, or the page.
    </p>
  );
}

function notesOf(
  run: Run,
  { executions, notebook }: Snapshot,
  focus: Focus,
  onChoose: (execution: Execution) => void,
): ReadonlyMap<string, CellNote> {
  const byCell = new Map<string, Execution[]>();
  for (const one of executions) if (one.cell !== null) byCell.set(one.cell, [...(byCell.get(one.cell) ?? []), one]);
  const flags = new Map(notebook?.cells.map((cell) => [cell.id, cell.flags]));
  return new Map(
    [...byCell].map(([cell, own]) => {
      const last = own.findLast(({ status }) => status !== "aborted") ?? own.at(-1)!;
      const shown = own.find(({ seq }) => seq === focus.execution) ?? last;
      const note: CellNote = {
        content: (
          <CellFacts
            run={run}
            executions={own}
            shown={shown}
            flags={flags.get(cell) ?? null}
            focus={focus}
            onChoose={onChoose}
          />
        ),
        failed: shown.status !== "ok" && shown.status !== "running",
        ...(shown !== last && { instead: shown }),
      };
      return [cell, note] as const;
    }),
  );
}
