/** What every store must do with experiments. */
import { expect, it } from "vitest";
import { experiment, missing, type Open, refused, unique } from "./open.js";

export function experimentCases(open: Open): void {
  it("experiments: creates one with a place for artifacts and tags", async () => {
    const store = await open();
    const name = unique("taxi");
    const id = await store.createExperiment(name, {
      tags: [
        { key: "team", value: "red" },
        { key: "größe/a b", value: "日本" },
      ],
    });
    expect(id).toMatch(/^\d+$/);
    const taxi = await store.getExperimentByName(name);
    const tags = { team: "red", "größe/a b": "日本" };
    expect(taxi).toMatchObject({ experimentId: id, name, lifecycleStage: "active", tags });
    expect(taxi.artifactLocation.endsWith(`/${id}`)).toBe(true);
    expect(taxi.creationTimeMs).toBeGreaterThan(1.6e12);
    expect(await store.getExperiment(id)).toEqual(taxi);
  });

  it("experiments: has Default", async () => {
    expect((await (await open()).getExperiment("0")).name).toBe("Default");
  });

  it("experiments: tells names apart by case", async () => {
    const store = await open();
    const name = unique("Case");
    const lower = await store.createExperiment(name.toLowerCase());
    const upper = await store.createExperiment(name);
    expect((await store.getExperimentByName(name)).experimentId).toBe(upper);
    expect((await store.getExperimentByName(name.toLowerCase())).experimentId).toBe(lower);
  });

  it("experiments: keeps the place for artifacts that it was given", async () => {
    const store = await open();
    const id = await store.createExperiment(unique("s3"), { artifactLocation: "s3://bucket/two" });
    expect((await store.getExperiment(id)).artifactLocation).toBe("s3://bucket/two");
    const { info } = await store.createRun({ experimentId: id });
    expect(info.artifactUri).toBe(`s3://bucket/two/${info.runId}/artifacts`);
    const nowhere = store.createExperiment(unique("runs"), { artifactLocation: "runs:/abc/x" });
    await expect(nowhere).rejects.toMatchObject(refused);
    await expect(nowhere).rejects.toThrow("Artifact location cannot be a runs:/ URI. Given: 'runs:/abc/x'");
  });

  it("experiments: refuses a taken name", async () => {
    const store = await open();
    const name = unique("taken");
    await store.createExperiment(name);
    const taken = store.createExperiment(name);
    await expect(taken).rejects.toMatchObject({ code: "RESOURCE_ALREADY_EXISTS" });
    await expect(taken).rejects.toThrow(`Experiment(name=${name}) already exists`);
  });

  it("experiments: refuses a blank name", async () => {
    const blank = (await open()).createExperiment("  ");
    await expect(blank).rejects.toMatchObject(refused);
    await expect(blank).rejects.toThrow("Invalid experiment name: '  '");
  });

  it("experiments: refuses an over-long name", async () => {
    const long = (await open()).createExperiment("x".repeat(501));
    await expect(long).rejects.toMatchObject(refused);
    await expect(long).rejects.toThrow("'name' exceeds the maximum length of 500 characters");
  });

  it("experiments: refuses what is not there", async () => {
    const store = await open();
    await expect(store.getExperiment("99999")).rejects.toMatchObject(missing);
    await expect(store.getExperiment("99999")).rejects.toThrow("No Experiment with id=99999 exists");
    await expect(store.getExperimentByName("nobody")).rejects.toMatchObject(missing);
    await expect(store.getExperimentByName("nobody")).rejects.toThrow("Could not find experiment with name 'nobody'");
    await expect(store.setExperimentTag("99999", "k", "v")).rejects.toMatchObject(missing);
    await expect(store.deleteExperiment("99999")).rejects.toMatchObject(missing);
  });

  it("experiments: refuses an id that is no number", async () => {
    const odd = (await open()).getExperiment("abc");
    await expect(odd).rejects.toMatchObject(refused);
    await expect(odd).rejects.toThrow("Invalid experiment ID 'abc'. Experiment ID must be a valid integer.");
  });

  it("experiments: deletes and restores one with its runs", async () => {
    const store = await open();
    const name = unique("old");
    const experimentId = await store.createExperiment(name);
    const { runId } = (await store.createRun({ experimentId })).info;
    await store.deleteExperiment(experimentId);
    expect((await store.getExperiment(experimentId)).lifecycleStage).toBe("deleted");
    expect((await store.getRun(runId)).info.lifecycleStage).toBe("deleted");
    const active = `The experiment ${experimentId} must be in the 'active' state. Current state is deleted`;
    await expect(store.createRun({ experimentId })).rejects.toThrow(active);
    await expect(store.setExperimentTag(experimentId, "k", "v")).rejects.toThrow(active);
    await expect(store.createExperiment(name)).rejects.toMatchObject({ code: "RESOURCE_ALREADY_EXISTS" });
    await expect(store.deleteExperiment(experimentId)).rejects.toMatchObject(missing);
    await store.restoreExperiment(experimentId);
    expect((await store.getRun(runId)).info.lifecycleStage).toBe("active");
    await expect(store.restoreExperiment(experimentId)).rejects.toMatchObject(missing);
  });

  it("experiments: does not rename a deleted one", async () => {
    const store = await open();
    const id = await experiment(store);
    await store.deleteExperiment(id);
    const renaming = store.renameExperiment(id, unique("new"));
    await expect(renaming).rejects.toMatchObject({ code: "INVALID_STATE" });
    await expect(renaming).rejects.toThrow("Cannot rename a non-active experiment");
  });

  it("experiments: renames and tags", async () => {
    const store = await open();
    const id = await experiment(store);
    const before = await store.getExperiment(id);
    const second = unique("second");
    await store.renameExperiment(id, second);
    await store.setExperimentTag(id, "team", "blue");
    await store.setExperimentTag(id, "team", "green");
    const after = await store.getExperiment(id);
    expect(after).toMatchObject({ name: second, tags: { team: "green" }, creationTimeMs: before.creationTimeMs });
    await store.deleteExperimentTag(id, "team");
    expect((await store.getExperiment(id)).tags).toEqual({});
    const again = store.deleteExperimentTag(id, "team");
    await expect(again).rejects.toMatchObject(missing);
    await expect(again).rejects.toThrow(`No tag with name: team in experiment with id ${id}`);
  });

  it("experiments: refuses bad tags", async () => {
    const store = await open();
    const id = await experiment(store);
    await expect(store.setExperimentTag(id, "a#b", "v")).rejects.toThrow(
      `Invalid value "a#b" for parameter 'key' supplied`,
    );
    await expect(store.setExperimentTag(id, "k".repeat(251), "v")).rejects.toMatchObject(refused);
    await expect(store.setExperimentTag(id, "k", "v".repeat(20_001))).rejects.toMatchObject(refused);
  });

  searchCases(open);
}

function searchCases(open: Open): void {
  const prefix = unique("find");
  /** `… alpha` (color red), `… Beta` (color Blue, deleted) and `… gamma`, made in this order. */
  async function three(open: Open) {
    const store = await open();
    const mine = unique(prefix);
    const ids: string[] = [];
    for (const [name, color] of [["alpha", "red"], ["Beta", "Blue"], ["gamma"]]) {
      ids.push(
        await store.createExperiment(`${mine} ${name}`, {
          tags: color === undefined ? [] : [{ key: "color", value: color }],
        }),
      );
    }
    await store.deleteExperiment(ids[1]!);
    const found = async (query: Parameters<typeof store.searchExperiments>[0]) => {
      const filter = [`name LIKE '${mine}%'`, query?.filter ?? ""].filter(Boolean).join(" AND ");
      const page = await store.searchExperiments({ ...query, filter });
      return { names: page.items.map((one) => one.name.slice(mine.length + 1)), token: page.nextPageToken };
    };
    return { store, ids, found };
  }

  it.each([
    ["name ILIKE '%ALPHA'", ["alpha"]],
    ["name LIKE '%ALPHA'", []],
    ["attribute.name != 'x'", ["gamma", "alpha"]],
    ["tags.color = 'red'", ["alpha"]],
    ["tag.color ILIKE 'R%' and creation_time > 5", ["alpha"]],
    ["tags.color != 'x'", ["alpha"]],
  ])("experiments: finds by %s", async (filter, expected) => {
    expect((await (await three(open)).found({ filter })).names.sort()).toEqual([...expected].sort());
  });

  it("experiments: finds those without a tag", async () => {
    expect((await (await three(open)).found({ filter: "tags.color IS NULL" })).names).toEqual(["gamma"]);
  });

  it("experiments: finds by a list of ids", async () => {
    const { ids, found } = await three(open);
    expect((await found({ filter: `experiment_id IN ('${ids[0]}', '${ids[1]}')` })).names).toEqual(["alpha"]);
    expect((await found({ filter: `experiment_id NOT IN ('${ids[0]}')` })).names).toEqual(["gamma"]);
  });

  it("experiments: orders and pages", async () => {
    const { found } = await three(open);
    expect((await found({ orderBy: ["name"] })).names).toEqual(["alpha", "gamma"]);
    expect((await found({ orderBy: ["name DESC"] })).names).toEqual(["gamma", "alpha"]);
    expect((await found({ orderBy: ["experiment_id"], viewType: "ALL" })).names).toEqual(["alpha", "Beta", "gamma"]);
    expect((await found({ viewType: "DELETED_ONLY" })).names).toEqual(["Beta"]);
    const first = await found({ maxResults: 1, orderBy: ["name"] });
    expect(first.names).toEqual(["alpha"]);
    const last = await found({ maxResults: 1, orderBy: ["name"], pageToken: first.token! });
    expect(last).toEqual({ names: ["gamma"], token: undefined });
  });

  it.each([
    ["name > 'a'", "Invalid comparator '>'"],
    ["foo = 'a'", "Invalid attribute key 'foo' specified."],
    ["metrics.x > 1", "Invalid entity type 'metrics'."],
    ["creation_time > '5'", "Expected numeric value type for numeric attribute: creation_time. Found '5'"],
    ["name = 'a' OR name = 'b'", "Invalid clause(s) in filter string"],
  ])("experiments: refuses the filter %s", async (filter, message) => {
    const search = (await open()).searchExperiments({ filter });
    await expect(search).rejects.toMatchObject(refused);
    await expect(search).rejects.toThrow(message);
  });
}
