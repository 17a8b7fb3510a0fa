import { describe, expect, it, onTestFinished } from "vitest";
import { openStore } from "../../src/store/open.js";
import { searchedColumns } from "../../src/store/searched_columns.js";
import type { Store } from "../../src/store/store.js";
import { tempFolder } from "../temp.js";

/** A store of `count` runs, read as another server's would be, and the searches that reached it. */
async function ground(
  count: number,
): Promise<{ store: Store; seen: Store; searches: unknown[]; experimentId: string }> {
  const folder = tempFolder();
  const store = openStore(`sqlite:///${folder}/mlflow.db`, { artifactRoot: folder });
  onTestFinished(() => store.close());
  const experimentId = await store.createExperiment("taxi");
  for (let index = 0; index < count; index++) await store.createRun({ experimentId, startTimeMs: index + 1 });
  const searches: unknown[] = [];
  const seen = new Proxy(store, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== "function") return value;
      return (...given: unknown[]): unknown => {
        if (name === "searchRuns") searches.push(given[0]);
        return Reflect.apply(value, target, given);
      };
    },
  });
  return { store, seen, searches, experimentId };
}

describe("columns of another server's runs", () => {
  it("come of one search, however often they are asked for at a time, until something is written", async () => {
    const { store, seen, searches, experimentId } = await ground(3);
    const columns = searchedColumns(seen);
    const selection = { experimentIds: [experimentId] };
    const [one, other] = await Promise.all([columns.match(selection), columns.match(selection)]);
    await columns.summary([experimentId], "ACTIVE_ONLY");
    expect([one.length, other.length, searches.length]).toEqual([3, 3, 1]);
    await store.deleteRun(one[0]!);
    columns.forget();
    expect(await columns.match(selection)).toEqual(one.slice(1));
    expect(searches).toHaveLength(2);
  });

  it("are not kept when a search failed", async () => {
    const { seen, experimentId } = await ground(1);
    let away = true;
    const columns = searchedColumns(
      new Proxy(seen, {
        get: (target, name) =>
          name === "searchRuns" && away ? () => Promise.reject(new Error("away")) : Reflect.get(target, name, target),
      }),
    );
    await expect(columns.match({ experimentIds: [experimentId] })).rejects.toThrow("away");
    away = false;
    expect(await columns.match({ experimentIds: [experimentId] })).toHaveLength(1);
  });

  it("tell what goes on without reading all runs", async () => {
    const { store, seen, searches, experimentId } = await ground(501);
    const columns = searchedColumns(seen);
    const known = await columns.match({ experimentIds: [experimentId] });
    for (const runId of known.slice(0, 499)) await store.updateRun(runId, { status: "FINISHED", endTimeMs: 600 });
    columns.forget();
    searches.length = 0;
    const activity = { running: 2, lastStartTimeMs: 501 };
    expect(await columns.activity([experimentId])).toEqual([{ runs: null, ...activity }]);
    expect(searches).toMatchObject([{ maxResults: 500 }, { maxResults: 500, filter: "attributes.status = 'RUNNING'" }]);
    await columns.match({ experimentIds: [experimentId] }); // now all are known
    expect(await columns.activity([experimentId])).toEqual([{ runs: 501, ...activity }]);
  });
});
