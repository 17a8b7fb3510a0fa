/** A store goes to stock MLflow servers and back; Python's own client says what arrived. Run by run.sh. */
import { execFile } from "node:child_process";
import { resolve } from "node:path";
import { promisify } from "node:util";
import { expect, it, onTestFinished } from "vitest";
import { openStore } from "../../src/store/open.js";
import { labbook } from "../cli/cli.js";
import { richStore } from "../exchange/rich_store.js";
import { tempFolder } from "../temp.js";
import { startMlflow } from "./mlflow_server.js";

const question = `
import json, sys, mlflow
mlflow.set_tracking_uri(sys.argv[1])
client = mlflow.MlflowClient()
experiment = client.get_experiment_by_name("taxi")
run = client.search_runs([experiment.experiment_id], "attributes.run_name = 'parent'")[0]
child = client.search_runs([experiment.experiment_id], run_view_type=mlflow.entities.ViewType.DELETED_ONLY)[0]
loss = client.get_metric_history(run.info.run_id, "loss")
version = client.get_model_version_by_alias("nyc taxi's", "champion")
weights = mlflow.artifacts.download_artifacts(run_id=run.info.run_id, artifact_path="model/data/weights.bin")
print(json.dumps({
    "experiment": experiment.tags["team"],
    "run": [run.info.status, run.info.start_time, run.info.end_time, run.data.params["alpha"], len(run.data.params["long"])],
    "loss": [len(loss), sum(point.step for point in loss), loss[-1].timestamp],
    "odd": sorted(str(point.value) for point in client.get_metric_history(run.info.run_id, "odd")),
    "dataset": [run.inputs.dataset_inputs[0].dataset.name, run.inputs.dataset_inputs[0].tags[0].value],
    "parent": child.data.tags["mlflow.parentRunId"] == run.info.run_id,
    "version": [version.version, version.current_stage, version.run_id == run.info.run_id, version.tags],
    "bytes": len(open(weights, "rb").read()),
    "deleted": client.get_experiment_by_name("old one").lifecycle_stage,
}))
`;

it.each(["mlflow2", "interop"])("carries all to the server of .venv/%s and back", async (venv) => {
  const cwd = tempFolder();
  const source = await richStore(cwd);
  const server = await startMlflow(resolve(".venv", venv), tempFolder());
  onTestFinished(() => server.stop());
  const there = await labbook(["export", "--from", source, "--to", server.url, "--json"], { cwd });
  expect(JSON.parse(there.stdout)).toMatchObject({ experiments: 3, runs: 5, modelVersions: 3, failures: [] });
  const again = await labbook(["export", "--from", source, "--to", server.url, "--json"], { cwd });
  expect(JSON.parse(again.stdout)).toMatchObject({ runs: 1, unchangedRuns: 4, artifacts: 0, modelVersions: 0 });
  const { stdout } = await promisify(execFile)(`.venv/${venv}/bin/python`, [
    "-W",
    "ignore",
    "-c",
    question,
    server.url,
  ]);
  expect(JSON.parse(stdout.trim().split("\n").at(-1)!)).toEqual({
    experiment: "red",
    run: ["FINISHED", 1_700_000_000_000, 1_700_000_060_000, "0.1", 5000],
    loss: [2500, (2499 * 2500) / 2, 1_700_000_002_499],
    odd: ["-0.5", "1.7976931348623157e+308", "nan"],
    dataset: ["green", "training"],
    parent: true,
    version: ["3", "Production", true, { by: "third" }],
    bytes: 300_000,
    deleted: "deleted",
  });
  const back = await labbook(["import", "--from", server.url, "--to", "back.db", "--json"], { cwd });
  expect(JSON.parse(back.stdout)).toMatchObject({ experiments: 3, runs: 5, modelVersions: 3, failures: [] });
  const store = openStore(`sqlite:///${cwd}/back.db`);
  onTestFinished(() => store.close());
  const [run] = (await store.searchRuns({ experimentIds: ["1", "2"], filter: "run_name = 'parent'" })).items;
  expect((await store.getMetricHistory(run!.info.runId, "loss")).items).toHaveLength(2500);
});
