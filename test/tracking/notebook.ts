/** A notebook without a kernel: runs functions as cells and notes what tracking tells its host. */
import { AsyncLocalStorage } from "node:async_hooks";
import { randomUUID } from "node:crypto";
import { onTestFinished } from "vitest";
import type { Run } from "../../src/entities.js";
import { setExperiment, setTrackingUri } from "../../src/index.js";
import { endCell, endTracking } from "../../src/notebook/cell.js";
import {
  attachNotebook,
  type CellExecution,
  type NotebookHost,
  type RunClosed,
  type RunOpened,
} from "../../src/notebook/host.js";
import type { Logged } from "../../src/protocol/ledger.js";
import { openStore } from "../../src/store/open.js";
import type { TrackingStore } from "../../src/store/store.js";
import { tempFolder } from "../temp.js";

export class TestNotebook implements NotebookHost {
  readonly notices: string[] = [];
  readonly facts: Logged[] = [];
  readonly opened: RunOpened[] = [];
  readonly closed: RunClosed[] = [];
  readonly #running = new AsyncLocalStorage<CellExecution>();
  #count = 0;

  currentExecution = () => this.#running.getStore() ?? null;
  notebookPath = () => null;
  notice = (text: string) => void this.notices.push(text);
  logged = (fact: Logged) => void this.facts.push(fact);
  runOpened = (fact: RunOpened) => void this.opened.push(fact);
  runClosed = (fact: RunClosed) => void this.closed.push(fact);

  /** Runs `work` as one execution of the cell `id`; resolves to the failures of calls that nobody awaited. */
  async cell(id: string | null, work: () => unknown, source = String(work)): Promise<readonly Error[]> {
    const execution = { executionId: randomUUID(), cellId: id, executionCount: ++this.#count, source };
    const outcome = await this.#running
      .run(execution, async () => work())
      .then(
        () => "ok" as const,
        () => "error" as const,
      );
    return await endCell(execution.executionId, outcome);
  }
}

export interface Setting {
  readonly notebook: TestNotebook;
  /** A second connection to the same file. */
  readonly store: TrackingStore;
  readonly uri: string;
}

/** A notebook that tracks to a new file, experiment `test`. */
export async function openNotebook(): Promise<Setting> {
  const folder = tempFolder();
  const uri = `sqlite:///${folder}/mlflow.db`;
  const store = openStore(uri, { artifactRoot: `${folder}/mlruns` });
  await store.createExperiment("test", { artifactLocation: `${folder}/mlruns/test` });
  const notebook = new TestNotebook();
  attachNotebook(notebook);
  await setTrackingUri(uri);
  await setExperiment("test");
  onTestFinished(async () => {
    await endTracking();
    attachNotebook(null);
    await store.close();
  });
  return { notebook, store, uri };
}

/** The runs of experiment `test`, oldest first. */
export async function runsOf(store: TrackingStore) {
  const { experimentId } = await store.getExperimentByName("test");
  const attempt = (run: Run) => Number(run.data.tags["labbook.attempt"] ?? 1);
  const { items } = await store.searchRuns({ experimentIds: [experimentId] });
  return items.toSorted((a, b) => a.info.startTimeMs - b.info.startTimeMs || attempt(a) - attempt(b));
}
