/** What every store must do with runs. */
import { expect, it } from "vitest";
import { experiment, missing, type Open, refused } from "./open.js";

export function runCases(open: Open): void {
  it("runs: creates one with a name, tags and an artifact place", async () => {
    const store = await open();
    const experimentId = await experiment(store);
    const run = await store.createRun({
      experimentId,
      userId: "ann",
      tags: [{ key: "k", value: "v" }],
      startTimeMs: 7,
    });
    expect(run.info).toMatchObject({ status: "RUNNING", userId: "ann", startTimeMs: 7, endTimeMs: null, experimentId });
    expect(run.info.runId).toMatch(/^[0-9a-f]{32}$/);
    expect(run.info.runName).toMatch(/^[a-z]+-[a-z]+-\d+$/);
    expect(run.info.artifactUri.endsWith(`/${experimentId}/${run.info.runId}/artifacts`)).toBe(true);
    expect(run.data.tags).toEqual({ k: "v", "mlflow.runName": run.info.runName });
    expect(run.inputs).toEqual({ datasets: [], models: [] });
    expect(run.outputs).toEqual({ models: [] });
    expect(await store.getRun(run.info.runId)).toEqual(run);
  });

  it("runs: keeps the run's name and the tag mlflow.runName the same", async () => {
    const store = await open();
    const experimentId = await experiment(store);
    const { runId } = (await store.createRun({ experimentId, runName: "one" })).info;
    await store.logBatch(runId, { tags: [{ key: "mlflow.runName", value: "two" }] });
    expect((await store.getRun(runId)).info.runName).toBe("two");
    await store.updateRun(runId, { runName: "three" });
    const run = await store.getRun(runId);
    expect(run.data.tags["mlflow.runName"]).toBe("three");
    expect(run.info.runName).toBe("three");
    const tagged = await store.createRun({ experimentId, tags: [{ key: "mlflow.runName", value: "by tag" }] });
    expect(tagged.info.runName).toBe("by tag");
    const both = store.createRun({ experimentId, runName: "z", tags: [{ key: "mlflow.runName", value: "y" }] });
    await expect(both).rejects.toMatchObject(refused);
    await expect(both).rejects.toThrow("(run_name='z', mlflow.runName='y')");
  });

  it("runs: changes status and end", async () => {
    const store = await open();
    const { runId } = (await store.createRun({ experimentId: await experiment(store), runName: "kept" })).info;
    const info = await store.updateRun(runId, { status: "FINISHED", endTimeMs: 1_700_000_000_009 });
    expect(info).toMatchObject({ runId, runName: "kept", status: "FINISHED", endTimeMs: 1_700_000_000_009 });
    await store.updateRun(runId, { status: "KILLED" });
    expect((await store.getRun(runId)).info).toMatchObject({ status: "KILLED", endTimeMs: 1_700_000_000_009 });
    await store.updateRun(runId, { runName: "" });
    expect((await store.getRun(runId)).info.runName).toBe("kept");
  });

  it("runs: writes nothing to a deleted run", async () => {
    const store = await open();
    const { runId } = (await store.createRun({ experimentId: await experiment(store) })).info;
    await store.deleteRun(runId);
    const param = { params: [{ key: "a", value: "1" }] };
    const active = `The run ${runId} must be in the 'active' state. Current state is deleted`;
    await expect(store.logBatch(runId, param)).rejects.toMatchObject(refused);
    await expect(store.logBatch(runId, param)).rejects.toThrow(active);
    await expect(store.updateRun(runId, { status: "FINISHED" })).rejects.toThrow(active);
    await expect(store.deleteTag(runId, "mlflow.runName")).rejects.toThrow(active);
    await store.deleteRun(runId);
    await store.restoreRun(runId);
    await store.restoreRun(runId);
    await store.logBatch(runId, param);
    expect((await store.getRun(runId)).data.params).toEqual({ a: "1" });
  });

  it("runs: refuses a run that is not there", async () => {
    const store = await open();
    const unknown = "f".repeat(32);
    await expect(store.getRun(unknown)).rejects.toMatchObject(missing);
    await expect(store.getRun(unknown)).rejects.toThrow(`Run with id=${unknown} not found`);
    await expect(store.updateRun(unknown, { status: "FINISHED" })).rejects.toMatchObject(missing);
    await expect(store.deleteRun(unknown)).rejects.toMatchObject(missing);
    await expect(store.logBatch(unknown, { tags: [{ key: "k", value: "v" }] })).rejects.toMatchObject(missing);
    await expect(store.createRun({ experimentId: "99999" })).rejects.toMatchObject(missing);
  });

  it("runs: deletes a tag once", async () => {
    const store = await open();
    const { runId } = (await store.createRun({ experimentId: await experiment(store) })).info;
    await store.logBatch(runId, { tags: [{ key: "t", value: "1" }] });
    await store.deleteTag(runId, "t");
    const again = store.deleteTag(runId, "t");
    await expect(again).rejects.toMatchObject(missing);
    await expect(again).rejects.toThrow(`No tag with name: t in run with id ${runId}`);
  });
}
