/** The store that both servers are measured on: one file, copied for each. */
import { closeSync, ftruncateSync, openSync } from "node:fs";
import { join } from "node:path";
import { MlflowClient } from "labbook";
import type { Ground } from "./server.ts";
import { fill } from "./tracking.ts";

const historyPoints = 100_000;

export async function makeGround(folder: string, path: string): Promise<Ground> {
  const client = new MlflowClient(`sqlite:///${path}`);
  const experimentId = await client.createExperiment("search", { artifactLocation: "mlflow-artifacts:/1" });
  await fill(client, experimentId, 2000);
  const bigExperimentId = await client.createExperiment("big", { artifactLocation: "mlflow-artifacts:/2" });
  await fill(client, bigExperimentId, 50_000);
  const historyRunId = (await client.createRun(experimentId)).info.runId;
  for (let start = 0; start < historyPoints; start += 1000) {
    const metrics = Array.from({ length: 1000 }, (_, index) => ({
      key: "long",
      value: (start + index) / 7,
      timestampMs: start + index,
      step: start + index,
    }));
    await client.logBatch(historyRunId, { metrics });
  }
  const bigFile = join(folder, "big.bin");
  const file = openSync(bigFile, "w");
  ftruncateSync(file, 1024 ** 3);
  closeSync(file);
  return { experimentId, bigExperimentId, historyRunId, bigFile };
}
