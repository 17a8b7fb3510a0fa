/** `runs/table` before another server has told all its runs. */
import { expect, it, onTestFinished, vi } from "vitest";
import { runTable } from "../../src/server/page/runs/table.js";
import { RunSource } from "../../src/server/page/runs/source.js";
import { openStore } from "../../src/store/open.js";
import { searchedColumns } from "../../src/store/searched_columns.js";
import type { SearchRunsQuery } from "../../src/store/store.js";
import { tempFolder } from "../temp.js";

/** Five runs of a store that gives two of them at a time, and waits before it gives those after the first two. */
async function slowStore() {
  const folder = tempFolder();
  const store = openStore(`sqlite:///${folder}/mlflow.db`, { artifactRoot: folder });
  onTestFinished(() => store.close());
  const experimentId = await store.createExperiment("far away");
  for (let index = 0; index < 5; index++) await store.createRun({ experimentId, startTimeMs: index + 1 });
  const gate = Promise.withResolvers<void>();
  const slow = new Proxy(store, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof value !== "function") return value;
      if (name !== "searchRuns") return value.bind(target) as unknown;
      return async (query: SearchRunsQuery) => {
        if (query.pageToken !== undefined) await gate.promise;
        return await store.searchRuns({ ...query, maxResults: 2 });
      };
    },
  });
  const columns = searchedColumns(slow);
  const ask = async (more: object) =>
    await runTable({ experimentIds: [experimentId], limit: 10, fields: [], ...more }, new RunSource(slow, columns));
  return { store, experimentId, columns, ask, goOn: gate.resolve };
}

it("shows the runs that were read so far and says that more come, until all are there", async () => {
  const { ask, goOn } = await slowStore();
  const first = await ask({ soon: true, withFields: true });
  expect([first.total, first.all, first.reading, first.runs.startTimeMs]).toEqual([2, 2, true, [5, 4]]);
  expect(first.fields?.find(({ name }) => name === "start_time")).toMatchObject({ runs: 2 });
  const filtered = await ask({ soon: true, filter: "attributes.start_time < 100 OR params.a = 'b'" });
  expect([filtered.total, filtered.reading]).toEqual([2, true]);
  const whole = ask({}); // who does not ask for it soon waits for all
  goOn();
  expect(await whole).toMatchObject({ total: 5 });
  const last = await ask({ soon: true, orderBy: ["start_time ASC"] });
  expect([last.total, last.reading, last.runs.startTimeMs]).toEqual([5, undefined, [1, 2, 3, 4, 5]]);
});

it("goes on showing all runs while they are read anew, unless something was written", async () => {
  vi.useFakeTimers({ toFake: ["performance"] });
  onTestFinished(() => void vi.useRealTimers());
  const { store, experimentId, columns, ask, goOn } = await slowStore();
  goOn();
  expect((await ask({})).total).toBe(5);
  await store.createRun({ experimentId, startTimeMs: 9 });
  vi.advanceTimersByTime(3_600_000);
  const old = await ask({ soon: true });
  expect([old.total, old.reading]).toEqual([5, undefined]);
  expect((await ask({})).total).toBe(6);
  columns.forget();
  const anew = await ask({ soon: true });
  expect(anew.reading).toBe(true);
  expect(anew.total).toBeLessThan(6);
  expect((await ask({})).total).toBe(6);
});

it("says what went wrong, and asks again", async () => {
  const { store, experimentId } = await slowStore();
  let away = true;
  const failing = new Proxy(store, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (name === "searchRuns" && away) return () => Promise.reject(new Error("away"));
      return typeof value === "function" ? (value.bind(target) as unknown) : value;
    },
  });
  const source = new RunSource(store, searchedColumns(failing));
  const ask = () => runTable({ experimentIds: [experimentId], limit: 10, fields: [], soon: true }, source);
  await expect(ask()).rejects.toThrow("away");
  away = false;
  expect((await ask()).total).toBe(5);
});
