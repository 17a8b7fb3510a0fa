/** Values that the store knows, for completion. A store that cannot be read completes nothing. */
import { experimentInUse, searchExperiments, searchRuns } from "../src/index.js";

export async function experimentNames(): Promise<readonly string[]> {
  return await quietly(async () => (await searchExperiments()).map((experiment) => experiment.name));
}

/** Metric and param keys of the newest runs, as columns: `metrics.rmse`. */
export async function columnNames(): Promise<readonly string[]> {
  return await quietly(async () => {
    const runs = await newestRuns();
    const names = runs.flatMap(({ data }) => [
      ...Object.keys(data.metrics).map((key) => `metrics.${key}`),
      ...Object.keys(data.params).map((key) => `params.${key}`),
    ]);
    return [...new Set(names), "start_time", "duration"].sort();
  });
}

export async function metricKeys(): Promise<readonly string[]> {
  return await quietly(async () =>
    [...new Set((await newestRuns()).flatMap((run) => Object.keys(run.data.metrics)))].sort(),
  );
}

export async function paramKeys(): Promise<readonly string[]> {
  return await quietly(async () =>
    [...new Set((await newestRuns()).flatMap((run) => Object.keys(run.data.params)))].sort(),
  );
}

async function newestRuns() {
  const { experimentId } = await experimentInUse();
  return await searchRuns({ experimentIds: [experimentId], maxResults: 50 });
}

async function quietly(names: () => Promise<readonly string[]>): Promise<readonly string[]> {
  return await names().catch(() => []);
}
