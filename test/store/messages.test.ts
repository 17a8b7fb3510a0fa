/** What errors say to people: MLflow's words, then what to do; and the bare words, which a server answers. */
import { expect, it, onTestFinished } from "vitest";
import { openStore } from "../../src/store/open.js";
import { tempFolder } from "../temp.js";

function open() {
  const folder = tempFolder();
  const store = openStore(`sqlite:///${folder}/mlflow.db`, { artifactRoot: `${folder}/mlruns` });
  onTestFinished(() => store.close());
  return { store, path: `${folder}/mlflow.db` };
}

const said = (bare: string, advice: string) => ({ bare, message: `${bare.replace(/\.$/, "")}; ${advice}` });

it("says where experiments and runs were looked for, and what brings them back", async () => {
  const { store, path } = open();
  await expect(store.getExperiment("77")).rejects.toMatchObject(
    said("No Experiment with id=77 exists", `searchExperiments() lists those of ${path}`),
  );
  await expect(store.getExperimentByName("x")).rejects.toMatchObject(
    said("Could not find experiment with name 'x'", `createExperiment("x") makes it in ${path}`),
  );
  await expect(store.createExperiment("Default")).rejects.toMatchObject(
    said("Experiment(name=Default) already exists.", "choose another name"),
  );
  const unknown = "f".repeat(32);
  await expect(store.getRun(unknown)).rejects.toMatchObject(
    said(
      `Run with id=${unknown} not found`,
      `check the id, and that the tracking URI names the store it was logged to (this is ${path})`,
    ),
  );
  const { runId } = (await store.createRun({ experimentId: "0" })).info;
  await store.deleteRun(runId);
  await expect(store.logBatch(runId, {})).rejects.toMatchObject(
    said(
      `The run ${runId} must be in the 'active' state. Current state is deleted.`,
      `restoreRun("${runId}") brings it back`,
    ),
  );
});

it("says what to do about a deleted experiment", async () => {
  const { store } = open();
  const id = await store.createExperiment("old");
  await store.deleteExperiment(id);
  await expect(store.createRun({ experimentId: id })).rejects.toMatchObject(
    said(
      `The experiment ${id} must be in the 'active' state. Current state is deleted.`,
      `restoreExperiment("${id}") brings 'old' back`,
    ),
  );
  await expect(store.createExperiment("old")).rejects.toMatchObject(
    said(
      "Experiment(name=old) already exists.",
      `it is deleted: restoreExperiment("${id}") brings it back, or choose another name`,
    ),
  );
  await expect(store.deleteExperiment(id)).rejects.toMatchObject(
    said(`No Experiment with id=${id} exists`, "it is deleted already"),
  );
});

it("tells one param from a batch of them, as MLflow does", async () => {
  const { store } = open();
  const { runId } = (await store.createRun({ experimentId: "0" })).info;
  const [lr, q] = [
    { key: "lr", value: "it's" },
    { key: "q", value: "1" },
  ];
  await store.logBatch(runId, { params: [lr, q] });
  await expect(store.logBatch(runId, { params: [{ ...lr, value: "2" }] })).rejects.toMatchObject(
    said(
      `Changing param values is not allowed. Param with key='lr' was already logged with value='it's' for run ID='${runId}'. ` +
        "Attempted logging new value '2'.",
      "start a new run to log another value",
    ),
  );
  const two = store.logBatch(runId, { params: [{ ...lr, value: "2" }, q, { key: "new", value: "1" }] });
  await expect(two).rejects.toMatchObject({
    bare:
      `Changing param values is not allowed. Params were already logged='[{'key': 'lr', 'old_value': "it's", ` +
      `'new_value': '2'}]' for run ID='${runId}'.`,
  });
  expect((await store.getRun(runId)).data.params).toEqual({ lr: "it's", q: "1" });
});

it.each([
  [
    { key: "m", value: "x" as never, timestampMs: 1, step: 0 },
    "convert metric 'm' with Number(…), or log it as a param or tag",
  ],
  [{ key: "m", value: true as never, timestampMs: 1, step: 0 }, "log a number as metric 'm'"],
  [{ key: "m", value: 1, timestampMs: 1, step: 0.5 }, "Step must be a valid long (64-bit integer)"],
  [{ key: "m", value: 1, timestampMs: 1, step: 2 ** 60 }, "beyond 53 bits it is a bigint, in exactStep"],
  [{ key: "m", value: 1, timestampMs: 1, step: 0, exactStep: 2n ** 63n }, "Invalid value 9223372036854775808n"],
  [{ key: "m", value: 1, timestampMs: 1.5, step: 0 }, "give whole milliseconds since 1970, such as Date.now()"],
  [{ key: "", value: 1, timestampMs: 1, step: 0 }, 'give it a name, such as "rmse"'],
  [{ key: 7 as never, value: 1, timestampMs: 1, step: 0 }, "Invalid value 7 for parameter 'metrics[0].name' supplied"],
])("refuses a metric that the types forbid, and says what to log instead: %#", async (metric, message) => {
  const { store } = open();
  const { runId } = (await store.createRun({ experimentId: "0" })).info;
  await expect(store.logBatch(runId, { metrics: [metric] })).rejects.toMatchObject({ code: "INVALID_PARAMETER_VALUE" });
  await expect(store.logBatch(runId, { metrics: [metric] })).rejects.toThrow(message);
  expect((await store.getRun(runId)).data.latestMetrics).toEqual([]);
});

it("numbers experiments from 1, and keeps their artifacts below the root", async () => {
  const { store, path } = open();
  expect(await store.createExperiment("first")).toBe("1");
  expect((await store.getExperiment("1")).artifactLocation).toBe(path.replace("mlflow.db", "mlruns/1"));
});

it("keeps a key that JavaScript has a meaning for", async () => {
  const { store } = open();
  const { runId } = (await store.createRun({ experimentId: "0" })).info;
  await store.logBatch(runId, {
    params: [{ key: "__proto__", value: "1" }],
    tags: [{ key: "constructor", value: "2" }],
    metrics: [{ key: "__proto__", value: 3, timestampMs: 1, step: 0 }],
  });
  const { data } = await store.getRun(runId);
  expect(Object.entries(data.params)).toEqual([["__proto__", "1"]]);
  expect(Object.entries(data.metrics)).toEqual([["__proto__", 3]]);
  expect(data.tags["constructor"]).toBe("2");
});

it("refuses a status of a logged model that there is not, and another value of its param", async () => {
  const { store } = open();
  const { modelId } = await store.createLoggedModel({ experimentId: "0", params: [{ key: "p", value: "1" }] });
  await expect(store.finalizeLoggedModel(modelId, "DONE" as never)).rejects.toThrow("Invalid model status: 'DONE'");
  await store.logLoggedModelParams(modelId, [{ key: "p", value: "1" }]);
  await expect(store.logLoggedModelParams(modelId, [{ key: "p", value: "2" }])).rejects.toThrow(
    `Param with key='p' was already logged with value='1' for model ID='${modelId}'`,
  );
  const metric = { key: "m", value: 1, timestampMs: 1, step: 0, modelId: "m-none" };
  const { runId } = (await store.createRun({ experimentId: "0" })).info;
  await expect(store.logBatch(runId, { metrics: [metric] })).rejects.toThrow("Logged model with ID 'm-none' not found");
  expect((await store.getRun(runId)).data.metrics).toEqual({});
});
