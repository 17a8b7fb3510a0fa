/** Trials as runs where a store has limits. */
import { onTestFinished, describe, expect, it, vi } from "vitest";
import { endRun, MlflowClient, setExperiment, setTrackingUri } from "labbook";
import { fmin, hp, rand, Trials } from "labbook/hpo";
import { serve } from "../server/serving.js";
import { tempFolder } from "../temp.js";

const quiet = { verbose: false, algo: rand.suggest, rstate: 1 } as const;

async function openPlace(uri: string) {
  await setTrackingUri(uri);
  const { experimentId } = await setExperiment("search");
  onTestFinished(() => endRun());
  const client = new MlflowClient(uri);
  return async () => [...(await client.searchRuns({ experimentIds: experimentId }))].reverse();
}

describe("trials as runs", () => {
  it("hold a point of any size, over a server, too", async () => {
    const server = await serve();
    const runs = await openPlace(server.url);
    const labels = Array.from({ length: 230 }, (_, index) => `a_parameter_with_a_long_name_${index}`);
    const wide = Object.fromEntries(labels.map((label) => [label, hp.uniform(label, 0, 1)]));
    const search = { ...quiet, name: "wide" };
    const first = new Trials();
    await fmin((params) => params[labels[229]!]!, wide, { ...search, maxEvals: 2, trials: first });
    const next = new Trials();
    await fmin(() => 1, wide, { ...search, maxEvals: 3, trials: next });
    expect(next.specs.slice(0, 2)).toEqual(first.specs);
    expect(next.losses()).toEqual([...first.losses(), 1]);
    expect((await runs()).map(({ data }) => [Object.keys(data.params).length, data.metrics["loss"]])).toEqual(
      next.losses().map((loss) => [230, loss]),
    );
  });

  it("have the loss where a result or a param cannot be written", async () => {
    const runs = await openPlace(`sqlite:///${tempFolder()}/mlflow.db`);
    const warn = vi.spyOn(console, "warn").mockImplementation(() => undefined);
    onTestFinished(() => warn.mockRestore());
    const model: Record<string, unknown> = {};
    model["parts"] = [model];
    await fmin(
      ({ "a:b?": x }) => ({ loss: x, model }),
      { "a:b?": hp.uniform("a:b?", 0, 1) },
      { ...quiet, maxEvals: 1 },
    );
    const { data } = (await runs())[0]!;
    expect(data.tags["labbook.trialResult"]).toBe(JSON.stringify({ status: "ok", loss: data.metrics["loss"] }));
    expect(warn.mock.calls.map(String)).toEqual([expect.stringMatching(/Invalid parameter name|a:b\?/)]);
  });
});
