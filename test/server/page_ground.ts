/** A store with runs, served, and read as a store that has only whole runs: for tests of what the page asks about runs. */
import { beforeAll } from "vitest";
import { RunSource } from "../../src/server/page/runs/source.js";
import { type RunningServer, startServer } from "../../src/server/start.js";
import { openStore } from "../../src/store/open.js";
import { searchedColumns } from "../../src/store/searched_columns.js";
import type { Store } from "../../src/store/store.js";
import { suiteFolder } from "../temp.js";
import { type Answer, ask, optionsFor } from "./serving.js";

export let folder: string;
export let server: RunningServer;
export let experimentId: string;
/** Ids of the runs `run 0` to `run 5`, and of the deleted one. */
export const ids: string[] = [];
export let whole: RunSource;
/** What it keeps is to be forgotten when the store has changed. */
export let wholeColumns: ReturnType<typeof searchedColumns>;
export let store: Store;

const runs: readonly {
  params: Record<string, string>;
  metrics: Record<string, number>;
  tags?: Record<string, string>;
}[] = [
  { params: { alpha: "0.5", kind: "tree" }, metrics: { rmse: 3 } },
  { params: { alpha: "10", kind: "tree" }, metrics: { rmse: 1 }, tags: { team: "red" } },
  { params: { alpha: "9", kind: "linear" }, metrics: { rmse: NaN } },
  { params: { alpha: "auto", kind: "linear" }, metrics: { rmse: 2, "val loss": 7 } },
  { params: { kind: "tree" }, metrics: {} },
  { params: { alpha: "0.5", kind: "tree", same: "x" }, metrics: { rmse: Infinity } },
];

/** For a whole file: files of one worker load this module once. */
export function pageGround(): void {
  const own = suiteFolder();
  beforeAll(() => ground(own));
}

async function ground(own: string): Promise<() => Promise<void>> {
  folder = own;
  ids.length = 0;
  server = await startServer(optionsFor(folder));
  store = openStore(`sqlite:///${folder}/mlflow.db`, { artifactRoot: folder });
  experimentId = await store.createExperiment("taxi");
  for (const [index, { params, metrics, tags = {} }] of runs.entries()) {
    const { runId } = (
      await store.createRun({ experimentId, runName: `run ${index}`, startTimeMs: 1000 * (index + 1), userId: "ada" })
    ).info;
    ids.push(runId);
    const parent = index === 3 || index === 5 ? { "mlflow.parentRunId": ids[0]! } : {};
    await store.logBatch(runId, {
      params: Object.entries(params).map(([key, value]) => ({ key, value })),
      metrics: Object.entries(metrics).map(([key, value]) => ({ key, value, timestampMs: 5, step: 0 })),
      tags: Object.entries({ ...tags, ...parent }).map(([key, value]) => ({ key, value })),
    });
    if (index !== 4) await store.updateRun(runId, { status: "FINISHED", endTimeMs: 1000 * (index + 1) + 10 - index });
  }
  await store.logBatch(ids[0]!, {
    metrics: Array.from({ length: 100 }, (_, step) => ({
      key: "loss",
      value: step === 42 ? 1000 : step === 43 ? NaN : 100 - step,
      timestampMs: 1000 + step * 10,
      step,
    })),
  });
  const dataset = { name: "trips", digest: "d1", sourceType: "local", source: "{}", schema: null, profile: null };
  await store.logInputs(ids[1]!, { datasets: [{ dataset, tags: {} }] });
  const gone = (await store.createRun({ experimentId, runName: "gone", startTimeMs: 9000 })).info.runId;
  await store.deleteRun(gone);
  ids.push(gone);
  wholeColumns = searchedColumns(store);
  whole = new RunSource(store, wholeColumns);
  return async () => {
    await store.close();
    await server.close(0);
  };
}

export function post(path: string, body: object, headers: Record<string, string> = {}): Promise<Answer> {
  return ask(server, "POST", `/ajax-api/labbook/${path}`, { body, headers });
}
