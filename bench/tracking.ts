/** Logging and searching on a local SQLite file; `mlflow_peer.py` does the same work. Figures are medians in milliseconds. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MlflowClient } from "labbook";

const runCount = 2000;
const pageSize = 1000;

export type Figures = Record<string, number>;

export async function measureTracking(): Promise<Figures> {
  const folder = mkdtempSync(join(tmpdir(), "labbook-bench-"));
  const before = process.cwd();
  process.chdir(folder);
  try {
    return await measureIn(folder);
  } finally {
    process.chdir(before);
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measureIn(folder: string): Promise<Figures> {
  const client = new MlflowClient(`sqlite:///${folder}/mlflow.db`);
  const experimentId = await client.createExperiment("bench");
  const runId = (await client.createRun(experimentId)).info.runId;
  await client.logMetric(runId, "warm", 1);
  const logMetric = await medianMs(2000, (step) => client.logMetric(runId, "loss", step / 7, { step }));
  const timestampMs = Date.now();
  const logBatch1000 = await medianMs(20, (turn) =>
    client.logBatch(runId, {
      metrics: Array.from({ length: 1000 }, (_, step) => ({ key: `m${turn}`, value: step / 7, timestampMs, step })),
    }),
  );
  const createRun = await medianMs(200, () => client.createRun(experimentId));
  const searched = await client.createExperiment("search");
  await fill(client, searched, runCount);
  const search1000of2000 = await medianMs(10, () =>
    client.searchRuns({ experimentIds: [searched], maxResults: pageSize }),
  );
  const searchFilteredSorted = await medianMs(10, () =>
    client.searchRuns({
      experimentIds: [searched],
      filter: "metrics.metric_1 > 0.5 and params.param_1 != '7'",
      maxResults: pageSize,
      orderBy: ["metrics.metric_0 ASC"],
    }),
  );
  return { logMetric, logBatch1000, createRun, search1000of2000, searchFilteredSorted };
}

/** Runs with 10 metrics, 10 params and 5 tags each. */
export async function fill(client: MlflowClient, experimentId: string, runCount: number): Promise<void> {
  const timestampMs = Date.now();
  for (let index = 0; index < runCount; index++) {
    const { runId } = (await client.createRun(experimentId)).info;
    await client.logBatch(runId, {
      metrics: range(10).map((key) => ({
        key: `metric_${key}`,
        value: ((index * 7919 + key) % 1000) / 1000,
        timestampMs,
        step: 0,
      })),
      params: range(10).map((key) => ({ key: `param_${key}`, value: String(index * key) })),
      tags: range(5).map((key) => ({ key: `tag_${key}`, value: `value ${index % 5}` })),
    });
  }
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}

async function medianMs(repeat: number, work: (index: number) => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let index = 0; index < repeat; index++) {
    const start = performance.now();
    await work(index);
    times.push(performance.now() - start);
  }
  return times.sort((a, b) => a - b)[Math.floor(times.length / 2)]!;
}
