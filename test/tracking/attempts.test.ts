import { describe, expect, it } from "vitest";
import { deleteTag, logMetric, logParam, logText, setTag, startRun, endRun, track, withRun } from "../../src/index.js";
import { endTracking } from "../../src/notebook/cell.js";
import { openNotebook, runsOf } from "./notebook.js";

describe("in a notebook", () => {
  it("the first log call opens a run", async () => {
    const { notebook, store } = await openNotebook();
    await notebook.cell("a", () => logParam("lr", 0.1));
    await notebook.cell("b", () => logMetric("rmse", 6.3));
    const [run, ...others] = await runsOf(store);
    expect(others).toEqual([]);
    expect(run!.data).toMatchObject({ params: { lr: "0.1" }, metrics: { rmse: 6.3 } });
    expect(run!.data.tags["mlflow.source.type"]).toBe("NOTEBOOK");
    expect(notebook.notices[0]).toMatch(
      /^Tracking to sqlite:\/\/\/.*mlflow\.db · experiment test · run [a-z]+-[a-z]+-\d+$/,
    );
    expect(notebook.facts.map((fact) => `${fact.kind} ${fact.key}`)).toEqual(["param lr", "metric rmse"]);
  });

  it("a new attempt keeps the name, the description and the parent that its run was given", async () => {
    const { notebook, store } = await openNotebook();
    await notebook.cell("open", async () => {
      await startRun({ runName: "search" });
      await startRun({ runName: "trial", nested: true, description: "first try", tags: { kind: "deep" } });
    });
    await notebook.cell("m", () => logMetric("m", 1));
    await notebook.cell("m", () => logMetric("m", 2));
    const runs = await runsOf(store);
    const parent = runs.find(({ info }) => info.runName === "search")!;
    const [first, second] = runs.filter(({ info }) => info.runName === "trial");
    expect(first!.data.metrics).toEqual({ m: 1 });
    expect(second!.data).toMatchObject({
      metrics: { m: 2 },
      tags: {
        "mlflow.parentRunId": parent.info.runId,
        "mlflow.note.content": "first try",
        kind: "deep",
        "labbook.attempt": "2",
      },
    });
    expect(parent.data.metrics).toEqual({});
  });

  it("a cell that failed between its runs leaves none of them open when it runs again", async () => {
    const { notebook, store } = await openNotebook();
    const search = (fails: boolean) => async () => {
      await startRun({ runName: "parent" });
      await startRun({ runName: "child", nested: true });
      await logMetric("m", 1);
      if (fails) throw new Error("between");
      await endRun();
      await endRun();
    };
    await notebook.cell("search", search(true));
    await notebook.cell("search", search(false));
    await notebook.cell("later", () => logMetric("later", 1));
    const runs = await runsOf(store);
    const states = runs.map(({ info, data }) => `${info.runName} ${info.status} ${Object.keys(data.metrics).join()}`);
    expect(states.filter((state) => state.includes("later"))).toHaveLength(1);
    expect(states.filter((state) => state.includes("RUNNING"))).toEqual([expect.stringMatching(/RUNNING later$/)]);
    expect(states.filter((state) => state.startsWith("parent"))).toHaveLength(2);
  });

  it("a tag that was deleted does not come back with the next attempt", async () => {
    const { notebook, store } = await openNotebook();
    await notebook.cell("tags", async () => {
      await setTag("kept", "1");
      await setTag("old", "2");
    });
    await notebook.cell("delete", () => deleteTag("old"));
    await notebook.cell("m", () => logMetric("m", 1));
    await notebook.cell("m", () => logMetric("m", 2));
    const [, second] = await runsOf(store);
    expect(second!.data.tags).toMatchObject({ kept: "1" });
    expect(Object.keys(second!.data.tags)).not.toContain("old");
  });

  it("a cell that logged and runs again makes a new attempt with the old run's prefix", async () => {
    const { notebook, store } = await openNotebook();
    await notebook.cell("setup", () => setTag("model", "lasso"));
    await notebook.cell("alpha", () => logParam("alpha", 0.1));
    await notebook.cell("rmse", () => logMetric("rmse", 7));
    await notebook.cell("alpha", () => logParam("alpha", 0.01));
    await notebook.cell("rmse", () => logMetric("rmse", 6));
    const [first, second, ...others] = await runsOf(store);
    expect(others).toEqual([]);
    expect(first!.info.status).toBe("FINISHED");
    expect(first!.data).toMatchObject({ params: { alpha: "0.1" }, metrics: { rmse: 7 } });
    expect(second!.data).toMatchObject({
      params: { alpha: "0.01" },
      metrics: { rmse: 6 },
      tags: { model: "lasso", "labbook.previousRun": first!.info.runId, "labbook.attempt": "2" },
    });
    expect((await store.getMetricHistory(second!.info.runId, "rmse")).items).toHaveLength(1);
    expect(notebook.notices.at(-1)).toBe(
      `new run ${second!.info.runName} (attempt 2; 1 tag taken over from ${first!.info.runName})`,
    );
  });

  it("takes over params and metric points, in any number", async () => {
    const { notebook, store } = await openNotebook();
    await notebook.cell("a", async () => {
      await logParam("depth", 4);
      for (let step = 0; step < 5; step++) void logMetric("loss", 1 / (step + 1), { step });
    });
    await notebook.cell("b", () => logMetric("rmse", 1));
    await notebook.cell("b", () => logMetric("rmse", 2));
    const [, second] = await runsOf(store);
    expect((await store.getMetricHistory(second!.info.runId, "loss")).items).toHaveLength(5);
    expect(notebook.notices.at(-1)).toContain("(attempt 2; 1 param, 1 metric taken over from");
  });

  it("without cell ids the same source, or a param about to change, counts as the same cell", async () => {
    const { notebook, store } = await openNotebook();
    await notebook.cell(null, () => logMetric("m", 1), "cell one");
    await notebook.cell(null, () => logMetric("m", 2), "cell one");
    expect((await runsOf(store)).map((run) => run.data.metrics["m"])).toEqual([1, 2]);
    await notebook.cell(null, () => logParam("lr", 1), "lr = 1");
    await notebook.cell(null, () => logParam("lr", 2), "lr = 2");
    expect((await runsOf(store)).map((run) => run.data.params["lr"])).toEqual([undefined, "1", "2"]);
  });

  it("with cell ids another value of a param from another cell is an error", async () => {
    const { notebook, store } = await openNotebook();
    await notebook.cell("a", () => logParam("lr", 1));
    const failures = await notebook.cell("b", () => void logParam("lr", 2));
    expect(failures.map((error) => error.message)).toEqual([
      expect.stringContaining("Changing param values is not allowed"),
    ]);
    expect(await runsOf(store)).toHaveLength(1);
    await endTracking();
    expect((await runsOf(store))[0]!.info.status).toBe("FAILED");
  });

  it("track --append lets a cell go on", async () => {
    const { notebook, store } = await openNotebook();
    for (const step of [0, 1]) {
      await notebook.cell("train", async () => {
        await track({ append: true });
        await logMetric("loss", 1, { step });
      });
    }
    const [run, ...others] = await runsOf(store);
    expect(others).toEqual([]);
    expect((await store.getMetricHistory(run!.info.runId, "loss")).items.map((point) => point.step)).toEqual([0, 1]);
  });

  it("runs that a cell opens and closes itself are not attempts", async () => {
    const { notebook, store } = await openNotebook();
    const sweep = () =>
      Promise.all([1, 2, 3].map((depth) => withRun({ runName: `d${depth}` }, () => void logParam("depth", depth))));
    await notebook.cell("sweep", sweep);
    await notebook.cell("sweep", sweep);
    const runs = await runsOf(store);
    expect(runs.map((run) => `${run.info.runName} ${run.data.params["depth"]} ${run.info.status}`).sort()).toEqual([
      "d1 1 FINISHED",
      "d1 1 FINISHED",
      "d2 2 FINISHED",
      "d2 2 FINISHED",
      "d3 3 FINISHED",
      "d3 3 FINISHED",
    ]);
    expect(runs.every((run) => run.data.tags["labbook.previousRun"] === undefined)).toBe(true);
  });

  it("late calls go to the run of the cell that made them", async () => {
    const { notebook, store } = await openNotebook();
    let release = (): void => undefined;
    const gate = new Promise<void>((open) => (release = open));
    let late: Promise<void> = Promise.resolve();
    await notebook.cell("train", async () => {
      await logParam("lr", 1);
      late = gate.then(() => logMetric("late", 1));
    });
    const second = notebook.cell("train", () => logParam("lr", 2));
    await second;
    release();
    await late;
    expect((await runsOf(store)).map((run) => run.data.metrics)).toEqual([{ late: 1 }, {}]);
  });

  it("calls that nobody awaits are there at the cell's end, and their failures are the cell's", async () => {
    const { notebook, store } = await openNotebook();
    const failures = await notebook.cell("a", () => {
      void logMetric("good", 1);
      void logMetric("bad key!", 2);
      void logMetric("seen", "x" as never).catch(() => undefined);
      void logText("hello", "notes/hello.txt");
    });
    expect(failures.map((error) => error.message)).toEqual([expect.stringContaining(`Invalid value "bad key!"`)]);
    expect((await runsOf(store))[0]!.data.metrics).toEqual({ good: 1 });
    expect(notebook.facts.map((fact) => fact.key)).toEqual(["good", "notes/hello.txt"]);
  });

  it("startRun in a cell that runs again ends the run it left open", async () => {
    const { notebook, store } = await openNotebook();
    const cell = async () => {
      await startRun();
      await logMetric("m", 1);
    };
    await notebook.cell("a", cell);
    await notebook.cell("a", cell);
    await notebook.cell("b", () => endRun());
    expect((await runsOf(store)).map((run) => run.info.status)).toEqual(["FINISHED", "FINISHED"]);
    expect(notebook.opened).toHaveLength(2);
    expect(notebook.closed.map((fact) => fact.status)).toEqual(["FINISHED", "FINISHED"]);
  });

  it("track chooses the experiment and opens a run, and off ends it", async () => {
    const { notebook, store } = await openNotebook();
    await notebook.cell("a", () => track({ experiment: "test", runName: "mine" }));
    await notebook.cell("b", () => track("off"));
    const [run] = await runsOf(store);
    expect(run!.info).toMatchObject({ runName: "mine", status: "FINISHED" });
    expect(notebook.notices.at(-1)).toBe("run mine ended");
  });

  it("a cell that failed last makes the run FAILED", async () => {
    const { notebook, store } = await openNotebook();
    await notebook.cell("a", async () => {
      await logMetric("m", 1);
      throw new Error("no");
    });
    await endTracking();
    expect((await runsOf(store))[0]!.info.status).toBe("FAILED");
  });
});
