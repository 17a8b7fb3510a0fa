/** What every model registry must find: part of its contract. */
import { randomUUID } from "node:crypto";
import { expect, it } from "vitest";
import type { ModelRegistry } from "../../src/store/registry.js";
import { error, fresh, type OpenRegistry, stages, withVersions } from "./registered.js";

export function registrySearchCases(open: OpenRegistry): void {
  modelSearchCases(open);
  versionSearchCases(open);
}

function modelSearchCases(open: OpenRegistry): void {
  async function three(
    registry: ModelRegistry,
  ): Promise<{ prefix: string; search: (filter: string) => Promise<string[]> }> {
    const prefix = fresh("Srch");
    await registry.createRegisteredModel(`${prefix} one`, { tags: [{ key: "color", value: "red" }] });
    await registry.createRegisteredModel(`${prefix} two`, {
      tags: [
        { key: "color", value: "Blue" },
        { key: "a.b", value: "c" },
      ],
    });
    await registry.createRegisteredModel(`${prefix} three`);
    const search = async (filter: string) => {
      const page = await registry.searchRegisteredModels({ filter });
      return page.items.map((model) => model.name.replace(`${prefix} `, ""));
    };
    return { prefix, search };
  }

  it("model search: finds models by name and tags, in order of their names", async () => {
    const registry = await open();
    const { prefix, search } = await three(registry);
    expect(await search(`name LIKE '${prefix}%'`)).toEqual(["one", "three", "two"]);
    expect(await search(`name LIKE '${prefix.toLowerCase()}%'`)).toEqual([]);
    expect(await search(`name ILIKE '${prefix.toLowerCase()}%'`)).toEqual(["one", "three", "two"]);
    expect(await search(`name = '${prefix} two'`)).toEqual(["two"]);
    expect(await search(`attribute.name LIKE '${prefix}%' AND name != '${prefix} two'`)).toEqual(["one", "three"]);
    const tagged = `name LIKE '${prefix}%' AND`;
    expect(await search(`${tagged} tags.color = 'red'`)).toEqual(["one"]);
    expect(await search(`${tagged} tag.color != 'red'`)).toEqual(["two"]);
    expect(await search(`${tagged} tags.color ILIKE 'b%'`)).toEqual(["two"]);
    expect(await search(`${tagged} tags.color = 'Blue' AND tags.\`a.b\` = 'c'`)).toEqual(["two"]);
    expect(await search(`${tagged} tags.color = 'red' AND tags.\`a.b\` = 'c'`)).toEqual([]);
  });

  it("model search: orders and pages", async () => {
    const registry = await open();
    const { prefix } = await three(registry);
    const filter = `name LIKE '${prefix}%'`;
    const first = await registry.searchRegisteredModels({ filter, orderBy: ["name DESC"], maxResults: 2 });
    expect(first.items.map((model) => model.name)).toEqual([`${prefix} two`, `${prefix} three`]);
    const rest = await registry.searchRegisteredModels({
      filter,
      orderBy: ["name DESC"],
      maxResults: 2,
      pageToken: first.nextPageToken!,
    });
    expect(rest.items.map((model) => model.name)).toEqual([`${prefix} one`]);
    expect(rest.nextPageToken).toBeUndefined();
    await expect(registry.searchRegisteredModels({ filter, pageToken: "zzz" })).rejects.toEqual(
      error("INVALID_PARAMETER_VALUE", "Invalid page token, could not base64-decode"),
    );
  });

  it("model search: tells the latest versions, tags and aliases of what it finds", async () => {
    const registry = await open();
    const name = await withVersions(registry, 3);
    await registry.transitionModelVersionStage(name, 1, "Production");
    await registry.setRegisteredModelAlias(name, "champion", 1);
    await registry.setModelVersionTag(name, 3, "acc", "0.9");
    const [model] = (await registry.searchRegisteredModels({ filter: `name = '${name}'` })).items;
    expect(model).toMatchObject({ aliases: { champion: "1" } });
    expect(stages(model!.latestVersions)).toEqual({ Production: "1", None: "3" });
    expect(model!.latestVersions.find((version) => version.version === "3")?.tags).toEqual({ acc: "0.9" });
  });

  it("model search: hides prompts unless asked for them", async () => {
    const registry = await open();
    const prefix = fresh("prompted");
    await registry.createRegisteredModel(`${prefix} p`, { tags: [{ key: "mlflow.prompt.is_prompt", value: "true" }] });
    await registry.createRegisteredModel(`${prefix} m`);
    const search = async (filter: string) =>
      (await registry.searchRegisteredModels({ filter: `name LIKE '${prefix}%'${filter}` })).items.map(
        (one) => one.name,
      );
    expect(await search("")).toEqual([`${prefix} m`]);
    expect(await search(" AND tags.`mlflow.prompt.is_prompt` = 'true'")).toEqual([`${prefix} p`]);
    expect(await search(" AND tags.`mlflow.prompt.is_prompt` != 'true'")).toEqual([`${prefix} m`]);
  });

  it.each([
    ["name > 'a'", "Invalid comparator for attribute: >"],
    ["foo = 'x'", "Invalid attribute key 'foo' specified"],
    ["metrics.a > 1", "Invalid entity type 'metrics'. Valid entity types are ('attribute', 'tag', 'tags')"],
    ["name = 'a' OR name = 'b'", "Invalid clause(s) in filter string: OR"],
  ])("model search: refuses the filter %s", async (filter, words) => {
    const registry = await open();
    await expect(registry.searchRegisteredModels({ filter })).rejects.toEqual(error("INVALID_PARAMETER_VALUE", words));
  });
}

function versionSearchCases(open: OpenRegistry): void {
  it("version search: finds versions by name, run, source, number and tags, newest first", async () => {
    const registry = await open();
    const name = await withVersions(registry, 0);
    const runId = randomUUID().replaceAll("-", "");
    await registry.createModelVersion({ name, source: "s3://b/1", runId, tags: [{ key: "acc", value: "0.9" }] });
    await registry.createModelVersion({ name, source: "s3://b/2", tags: [{ key: "acc", value: "0.8" }] });
    await registry.createModelVersion({ name, source: "s3://c/3" });
    const search = async (filter: string) =>
      (
        await registry.searchModelVersions({ filter: `name = '${name}'${filter}`, orderBy: ["version_number ASC"] })
      ).items.map((version) => version.version);
    expect(await search("")).toEqual(["1", "2", "3"]);
    expect(await search(` AND run_id = '${runId}'`)).toEqual(["1"]);
    expect(await search(` AND run_id IN ('${runId}', 'x')`)).toEqual(["1"]);
    expect(await search(" AND source_path LIKE 's3://b/%'")).toEqual(["1", "2"]);
    expect(await search(" AND version_number > 1")).toEqual(["2", "3"]);
    expect(await search(" AND version_number = '2'")).toEqual(["2"]);
    expect(await search(" AND version_number != 2")).toEqual(["1", "3"]);
    expect(await search(" AND tags.acc LIKE '0%'")).toEqual(["1", "2"]);
    expect(await search(" AND tags.acc != '0.9'")).toEqual(["2"]);
  });

  it("version search: orders and pages", async () => {
    const registry = await open();
    const name = await withVersions(registry, 3);
    const filter = `name = '${name}'`;
    const first = await registry.searchModelVersions({ filter, orderBy: ["version_number DESC"], maxResults: 2 });
    expect(first.items.map((version) => version.version)).toEqual(["3", "2"]);
    const rest = await registry.searchModelVersions({
      filter,
      orderBy: ["version_number DESC"],
      maxResults: 2,
      pageToken: first.nextPageToken!,
    });
    expect(rest.items.map((version) => version.version)).toEqual(["1"]);
    expect(rest.nextPageToken).toBeUndefined();
    await registry.setModelVersionTag(name, 1, "k", "v");
    const [found] = (await registry.searchModelVersions({ filter: `${filter} AND tags.k = 'v'` })).items;
    expect(found).toMatchObject({ name, version: "1", tags: { k: "v" } });
  });

  it.each([
    ["current_stage = 'None'", "Invalid attribute key 'current_stage' specified"],
    ["name > 'a'", "Invalid comparator for attribute: >"],
    ["name = 'a' OR name = 'b'", "Invalid clause(s) in filter string: OR"],
  ])("version search: refuses the filter %s", async (filter, words) => {
    const registry = await open();
    await expect(registry.searchModelVersions({ filter })).rejects.toEqual(error("INVALID_PARAMETER_VALUE", words));
  });
}
