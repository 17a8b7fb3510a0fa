/** What columns there are, counted three ways: along the indices, run by run, and of whole runs; all say the same. */
import { describe, expect, it } from "vitest";
import { openStore } from "../../src/store/open.js";
import { searchedColumns } from "../../src/store/searched_columns.js";
import { tempFolder } from "../temp.js";

/** Numbers between 0 and 1 that are the same each time. */
function random(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

describe("the summary of columns", () => {
  it("is the same from indices, from runs looked up and from whole runs", async () => {
    const folder = tempFolder();
    const store = openStore(`sqlite:///${folder}/mlflow.db`, { artifactRoot: folder });
    const next = random(7);
    const [big, small] = [await store.createExperiment("big"), await store.createExperiment("small")];
    for (let index = 0; index < 1300; index++) {
      const few = index % 10 === 0;
      const { runId } = (await store.createRun({ experimentId: few ? small : big, startTimeMs: index })).info;
      const metric = next() < 0.1 ? NaN : next() < 0.1 ? -Infinity : Math.round(next() * 50);
      await store.logBatch(runId, {
        metrics: [
          { key: "m", value: metric, timestampMs: 1, step: 0 },
          { key: few ? "only small" : "constant", value: 4, timestampMs: 1, step: 0 },
        ],
        params: [
          { key: "unique", value: String((index - 5) * 1e-7) },
          { key: "ends", value: String(few ? index * 10 : index + 1) },
          { key: "mixed", value: next() < 0.3 ? "auto" : String(Math.round(next() * 30)) },
          { key: "pairs", value: `${index},1` },
          { key: "a pair at last", value: index === 1299 ? "99998,99999" : String(index) },
          { key: "a pair of few", value: index === 1290 ? "99998,99999" : String(index) },
          { key: "many digits", value: `0.${"3".repeat(70)}${index}` },
          { key: "a text at last", value: index === 1299 ? "x".repeat(100) : String(index) },
          ...(next() < 0.5 ? [{ key: "half", value: "yes" }] : []),
        ],
        tags: [
          { key: "own", value: index % 100 === 99 ? "long ".repeat(100) : String(index) },
          { key: "number", value: String(index / 8) },
          { key: "note", value: next() < 0.1 ? "long ".repeat(100) : `v${Math.round(next() * 3)}` },
        ],
      });
      if (index % 17 === 0) await store.deleteRun(runId);
    }
    const columns = store.columns!;
    const whole = searchedColumns(store);
    for (const ids of [[big], [small], [big, small]]) {
      for (const view of ["ACTIVE_ONLY", "ALL", "DELETED_ONLY"] as const) {
        expect(await columns.summary(ids, view), `${ids.join()} ${view}`).toEqual(await whole.summary(ids, view));
      }
    }
    const unique = (await columns.summary([big], "ACTIVE_ONLY")).find((field) => field.name === "params.unique");
    expect(unique).toEqual({
      name: "params.unique",
      kind: "param",
      key: "unique",
      runs: expect.any(Number) as number,
      varies: true,
      numeric: true,
      min: -4e-7,
      max: expect.closeTo(1294e-7, 12) as number,
      opening: true,
    });
    await store.close();
  });
});
