/** What stores answer, as a notebook shows it. */
import { MlflowClient } from "labbook";
import { expect, it } from "vitest";
import { entityBundle } from "../../src/index.js";
import { tempFolder } from "../temp.js";

async function course() {
  const client = new MlflowClient(`sqlite:///${tempFolder()}/mlflow.db`);
  const experimentId = await client.createExperiment("nyc-taxi");
  const { info } = await client.createRun(experimentId, { runName: "deep" });
  for (const [step, value] of [8, 7, 6.5].entries()) await client.logMetric(info.runId, "rmse", value, { step });
  await client.createRegisteredModel("taxi <b>", { team: "rides" });
  await client.createModelVersion("taxi <b>", "file:///tmp/model", info.runId);
  await client.createModelVersion("taxi <b>", "file:///tmp/model", info.runId);
  await client.transitionModelVersionStage("taxi <b>", 1, "Production");
  await client.setRegisteredModelAlias("taxi <b>", "champion", 1);
  return { client, experimentId, runId: info.runId };
}

const text = (value: unknown): string => String(entityBundle(value)?.data["text/plain"]);
const html = (value: unknown): string => String(entityBundle(value)?.data["text/html"]);

it("shows runs, experiments, models, versions and points of metrics, one or several", async () => {
  const { client, experimentId, runId } = await course();
  expect(text(await client.getRun(runId))).toMatch(
    /^run\n {2}name +deep\n {2}id +[0-9a-f]{32}\n[\s\S]*metrics\n {2}rmse +6\.5\n/,
  );
  expect(text((await client.searchRuns({ experimentIds: [experimentId] })).filter(() => true))).toMatch(
    /^run +status +start \(UTC\) +duration +rmse\n/,
  );
  expect(text(await client.getExperiment(experimentId))).toMatch(/^experiment\n {2}name +nyc-taxi\n {2}id +1\n/);
  expect(text(await client.searchExperiments())).toMatch(/^experiment +id +state +changed \(UTC\) +artifacts\n─/);
  const model = text(await client.getRegisteredModel("taxi <b>"));
  expect(model).toContain("latest versions\n  version 1      Production\n  version 2      None\n");
  expect(model).toContain("aliases\n  @champion");
  expect(text(await client.searchRegisteredModels())).toContain("@champion → 1  team=rides");
  expect(text(await client.getModelVersion("taxi <b>", 1))).toMatch(
    /^model version\n {2}model +taxi <b>\n {2}version +1\n {2}stage +Production\n/,
  );
  expect(text(await client.searchModelVersions("name = 'taxi <b>'"))).toMatch(/^model +version +stage/);
  const history = entityBundle(await client.getMetricHistory(runId, "rmse"))!.data;
  expect(Object.keys(history)).toContain("application/vnd.plotly.v1+json");
  expect(history["text/plain"]).toMatch(/rmse/);
});

it("escapes what strangers wrote, and leaves other values alone", async () => {
  const { client } = await course();
  for (const shown of [await client.getRegisteredModel("taxi <b>"), await client.searchRegisteredModels()]) {
    expect(html(shown)).toContain("taxi &lt;b&gt;");
    expect(html(shown)).not.toMatch(/<b>|<script/);
  }
  const others = [
    null,
    1,
    "info",
    [],
    [1],
    {},
    { info: 1 },
    { name: "x", version: 1 },
    [{ key: "a", value: 1 }],
    new Map(),
  ];
  expect(others.map(entityBundle)).toEqual(others.map(() => null));
});
