/**
 * What every model registry must do; run once per store. Also run against servers that others have written to, and against
 * MLflow itself: names are new each time, and errors are asserted by code and by MLflow's words.
 */
import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { error, fresh, type OpenRegistry, stages, withVersions } from "./registered.js";
import { registrySearchCases } from "./registry_search.js";

export function modelRegistryContract(name: string, open: OpenRegistry): void {
  describe(`model registry: ${name}`, () => {
    modelCases(open);
    modelTagCases(open);
    versionCases(open);
    stageCases(open);
    aliasCases(open);
    registrySearchCases(open);
  });
}

function modelCases(open: OpenRegistry): void {
  it("models: creates a model with tags and a description", async () => {
    const registry = await open();
    const name = fresh("taxi modèle");
    const model = await registry.createRegisteredModel(name, {
      description: "rides",
      tags: [
        { key: "team", value: "red" },
        { key: "team", value: "blue" },
        { key: "a.b/c d", value: "" },
      ],
    });
    expect(model).toMatchObject({ name, description: "rides", tags: { team: "blue", "a.b/c d": "" }, aliases: {} });
    expect(model.creationTimeMs).toBeGreaterThan(1.6e12);
    expect(model.lastUpdatedTimeMs).toBe(model.creationTimeMs);
    expect(await registry.getRegisteredModel(name)).toEqual(model);
    expect(model.latestVersions).toEqual([]);
  });

  it("models: refuses a taken, a missing and a bad name", async () => {
    const registry = await open();
    const name = await withVersions(registry, 0);
    await expect(registry.createRegisteredModel(name)).rejects.toEqual(
      error("RESOURCE_ALREADY_EXISTS", `Registered Model (name=${name}) already exists.`.replace(/\.$/, "")),
    );
    await expect(registry.createRegisteredModel("")).rejects.toEqual(
      error("INVALID_PARAMETER_VALUE", "Missing value for required parameter 'name'"),
    );
    await expect(registry.createRegisteredModel(".")).rejects.toMatchObject({ code: "INVALID_PARAMETER_VALUE" });
    await expect(registry.createRegisteredModel(fresh("m"), { tags: [{ key: "a$b", value: "1" }] })).rejects.toEqual(
      error("INVALID_PARAMETER_VALUE", `Invalid value "a$b" for parameter 'key' supplied`),
    );
  });

  it("models: refuses a name with a slash or a colon", async () => {
    const registry = await open();
    for (const name of ["a/b", "a:b", "../x"]) {
      await expect(registry.createRegisteredModel(name)).rejects.toMatchObject({ code: "INVALID_PARAMETER_VALUE" });
    }
  });

  it("models: knows no model that was not made", async () => {
    const registry = await open();
    const name = fresh("nobody");
    const unknown = error("RESOURCE_DOES_NOT_EXIST", `Registered Model with name=${name} not found`);
    await expect(registry.getRegisteredModel(name)).rejects.toEqual(unknown);
    await expect(registry.updateRegisteredModel(name, { description: "x" })).rejects.toEqual(unknown);
    await expect(registry.renameRegisteredModel(name, fresh("other"))).rejects.toEqual(unknown);
    await expect(registry.deleteRegisteredModel(name)).rejects.toEqual(unknown);
    await expect(registry.setRegisteredModelTag(name, "k", "v")).rejects.toEqual(unknown);
    await expect(registry.getLatestVersions(name)).rejects.toEqual(unknown);
    await expect(registry.createModelVersion({ name, source: "s3://b/m" })).rejects.toEqual(unknown);
    await expect(registry.deleteRegisteredModelAlias(name, "x")).rejects.toEqual(unknown);
  });

  it("models: describes a model anew", async () => {
    const registry = await open();
    const name = await withVersions(registry, 0);
    expect(await registry.updateRegisteredModel(name, { description: "now" })).toMatchObject({ description: "now" });
    expect((await registry.updateRegisteredModel(name, { description: "" })).description).toBe("");
  });

  it("models: renames a model with its versions, tags and aliases", async () => {
    const registry = await open();
    const name = await withVersions(registry, 2);
    await registry.setRegisteredModelTag(name, "team", "red");
    await registry.setModelVersionTag(name, 2, "acc", "0.9");
    await registry.setRegisteredModelAlias(name, "champion", 2);
    const newName = fresh("renamed");
    const renamed = await registry.renameRegisteredModel(name, newName);
    expect(renamed).toMatchObject({ name: newName, tags: { team: "red" }, aliases: { champion: "2" } });
    expect(renamed.latestVersions.map((version) => version.name)).toEqual([newName]);
    expect(await registry.getModelVersion(newName, 2)).toMatchObject({ tags: { acc: "0.9" }, aliases: ["champion"] });
    await expect(registry.getRegisteredModel(name)).rejects.toMatchObject({ code: "RESOURCE_DOES_NOT_EXIST" });
    await expect(registry.getModelVersion(name, 2)).rejects.toMatchObject({ code: "RESOURCE_DOES_NOT_EXIST" });
    expect((await registry.renameRegisteredModel(newName, newName)).name).toBe(newName);
  });

  it("models: does not rename onto another model or to nothing", async () => {
    const registry = await open();
    const [one, two] = [await withVersions(registry, 1), await withVersions(registry, 1)];
    await expect(registry.renameRegisteredModel(one, two)).rejects.toEqual(
      error("RESOURCE_ALREADY_EXISTS", `Registered Model (name=${two}) already exists`),
    );
    await expect(registry.renameRegisteredModel(one, "")).rejects.toEqual(
      error("INVALID_PARAMETER_VALUE", "Missing value for required parameter 'new_name'"),
    );
    expect((await registry.getModelVersion(one, 1)).name).toBe(one);
  });

  it("models: deletes a model with all that belongs to it, and takes the name again", async () => {
    const registry = await open();
    const name = await withVersions(registry, 2);
    await registry.setRegisteredModelTag(name, "team", "red");
    await registry.setRegisteredModelAlias(name, "champion", 2);
    await registry.setModelVersionTag(name, 1, "k", "v");
    await registry.deleteRegisteredModel(name);
    await expect(registry.getModelVersion(name, 1)).rejects.toMatchObject({ code: "RESOURCE_DOES_NOT_EXIST" });
    expect((await registry.searchModelVersions({ filter: `name = '${name}'` })).items).toEqual([]);
    expect(await registry.createRegisteredModel(name)).toMatchObject({ tags: {}, aliases: {}, latestVersions: [] });
    expect(await registry.createModelVersion({ name, source: "s3://b/m" })).toMatchObject({ version: "1", tags: {} });
  });
}

function modelTagCases(open: OpenRegistry): void {
  it("model tags: sets, overwrites and deletes tags of a model", async () => {
    const registry = await open();
    const name = await withVersions(registry, 0);
    await registry.setRegisteredModelTag(name, "k", "v");
    await registry.setRegisteredModelTag(name, "k", "v2");
    await registry.setRegisteredModelTag(name, "e", "");
    expect((await registry.getRegisteredModel(name)).tags).toEqual({ k: "v2", e: "" });
    await registry.deleteRegisteredModelTag(name, "k");
    await registry.deleteRegisteredModelTag(name, "k");
    expect((await registry.getRegisteredModel(name)).tags).toEqual({ e: "" });
  });

  it("model tags: sets, overwrites and deletes tags of a version", async () => {
    const registry = await open();
    const name = await withVersions(registry, 2);
    await registry.setModelVersionTag(name, 1, "k", "v");
    await registry.setModelVersionTag(name, "1", "k", "v2");
    expect((await registry.getModelVersion(name, 1)).tags).toEqual({ k: "v2" });
    expect((await registry.getModelVersion(name, 2)).tags).toEqual({});
    await registry.deleteModelVersionTag(name, 1, "k");
    await registry.deleteModelVersionTag(name, 1, "k");
    expect((await registry.getModelVersion(name, 1)).tags).toEqual({});
    await expect(registry.setModelVersionTag(name, 99, "k", "v")).rejects.toEqual(
      error("RESOURCE_DOES_NOT_EXIST", `Model Version (name=${name}, version=99) not found`),
    );
  });

  it("model tags: refuses bad keys and values that are too long", async () => {
    const registry = await open();
    const name = await withVersions(registry, 1);
    const long = "k".repeat(251);
    await expect(registry.setRegisteredModelTag(name, "a$b", "v")).rejects.toEqual(
      error("INVALID_PARAMETER_VALUE", `Invalid value "a$b" for parameter 'key' supplied`),
    );
    await expect(registry.setRegisteredModelTag(name, long, "v")).rejects.toEqual(
      error("INVALID_PARAMETER_VALUE", "exceeds the maximum length of 250 characters"),
    );
    await expect(registry.setModelVersionTag(name, 1, long, "v")).rejects.toMatchObject({
      code: "INVALID_PARAMETER_VALUE",
    });
    await expect(registry.setModelVersionTag(name, 1, "k", "v".repeat(100_001))).rejects.toMatchObject({
      code: "INVALID_PARAMETER_VALUE",
    });
    expect((await registry.getModelVersion(name, 1)).tags).toEqual({});
  });
}

function versionCases(open: OpenRegistry): void {
  it("versions: numbers versions from 1 and keeps what they were made of", async () => {
    const registry = await open();
    const name = await withVersions(registry, 0);
    const runId = randomUUID().replaceAll("-", "");
    const first = await registry.createModelVersion({
      name,
      source: "s3://bucket/m?x=1",
      runId,
      runLink: "http://link",
      description: "first",
      tags: [{ key: "q", value: "1" }],
    });
    expect(first).toMatchObject({
      name,
      version: "1",
      source: "s3://bucket/m?x=1",
      runId,
      runLink: "http://link",
      description: "first",
      tags: { q: "1" },
      status: "READY",
      currentStage: "None",
      aliases: [],
    });
    expect(first.creationTimeMs).toBeGreaterThan(1.6e12);
    expect(await registry.getModelVersion(name, "1")).toEqual(first);
    const second = await registry.createModelVersion({ name, source: "s3://bucket/m2" });
    expect(second).toMatchObject({ version: "2", runId: "", runLink: "", tags: {} });
    expect(second.description ?? "").toBe("");
    expect((await registry.getRegisteredModel(name)).lastUpdatedTimeMs).toBe(second.creationTimeMs);
  });

  it("versions: refuses a version without a source, with bad tags, and numbers that are none", async () => {
    const registry = await open();
    const name = await withVersions(registry, 1);
    await expect(registry.createModelVersion({ name, source: "" })).rejects.toEqual(
      error("INVALID_PARAMETER_VALUE", "Missing value for required parameter 'source'"),
    );
    await expect(
      registry.createModelVersion({ name, source: "s3://b/m", tags: [{ key: "a$", value: "1" }] }),
    ).rejects.toMatchObject({ code: "INVALID_PARAMETER_VALUE" });
    await expect(registry.getModelVersion(name, "abc")).rejects.toMatchObject({ code: "INVALID_PARAMETER_VALUE" });
    await expect(registry.getModelVersion(name, 0)).rejects.toEqual(
      error("RESOURCE_DOES_NOT_EXIST", `Model Version (name=${name}, version=0) not found`),
    );
    await expect(registry.getModelVersion(name, 2)).rejects.toEqual(
      error("RESOURCE_DOES_NOT_EXIST", `Model Version (name=${name}, version=2) not found`),
    );
  });

  it("versions: says where the files are; a version made of another has its files and its run", async () => {
    const registry = await open();
    const [one, two] = [await withVersions(registry, 0), await withVersions(registry, 0)];
    await registry.createModelVersion({ name: one, source: "s3://bucket/files" });
    const copy = await registry.createModelVersion({ name: two, source: `models:/${one}/1` });
    expect(copy).toMatchObject({ source: `models:/${one}/1`, version: "1" });
    expect(await registry.getModelVersionDownloadUri(one, 1)).toBe("s3://bucket/files");
    expect(await registry.getModelVersionDownloadUri(two, 1)).toBe("s3://bucket/files");
    await expect(registry.getModelVersionDownloadUri(one, 9)).rejects.toMatchObject({
      code: "RESOURCE_DOES_NOT_EXIST",
    });
  });

  it("versions: describes a version anew", async () => {
    const registry = await open();
    const name = await withVersions(registry, 1);
    expect((await registry.updateModelVersion(name, 1, { description: "good" })).description).toBe("good");
    expect((await registry.getModelVersion(name, 1)).description).toBe("good");
    await expect(registry.updateModelVersion(name, 99, { description: "x" })).rejects.toMatchObject({
      code: "RESOURCE_DOES_NOT_EXIST",
    });
  });

  it("versions: deletes a version and never gives its number again", async () => {
    const registry = await open();
    const name = await withVersions(registry, 3);
    await registry.deleteModelVersion(name, 3);
    await registry.deleteModelVersion(name, 1);
    await expect(registry.getModelVersion(name, 3)).rejects.toMatchObject({ code: "RESOURCE_DOES_NOT_EXIST" });
    await expect(registry.deleteModelVersion(name, 3)).rejects.toEqual(
      error("RESOURCE_DOES_NOT_EXIST", `Model Version (name=${name}, version=3) not found`),
    );
    const found = await registry.searchModelVersions({ filter: `name = '${name}'` });
    expect(found.items.map((version) => version.version)).toEqual(["2"]);
    expect(stages((await registry.getRegisteredModel(name)).latestVersions)).toEqual({ None: "2" });
    expect((await registry.createModelVersion({ name, source: "s3://b/4" })).version).toBe("4");
  });
}

function stageCases(open: OpenRegistry): void {
  it("stages: moves versions between stages, in any case of letters", async () => {
    const registry = await open();
    const name = await withVersions(registry, 3);
    expect((await registry.transitionModelVersionStage(name, 1, "Staging")).currentStage).toBe("Staging");
    expect((await registry.transitionModelVersionStage(name, "2", "production")).currentStage).toBe("Production");
    await expect(registry.transitionModelVersionStage(name, 1, "Live")).rejects.toEqual(
      error(
        "INVALID_PARAMETER_VALUE",
        "Invalid Model Version stage: Live. Value must be one of None, Staging, Production, Archived",
      ),
    );
    await expect(registry.transitionModelVersionStage(name, 99, "Staging")).rejects.toMatchObject({
      code: "RESOURCE_DOES_NOT_EXIST",
    });
    expect(stages(await registry.getLatestVersions(name))).toEqual({ Staging: "1", Production: "2", None: "3" });
  });

  it("stages: archives the others of a stage when asked to", async () => {
    const registry = await open();
    const name = await withVersions(registry, 3);
    await registry.transitionModelVersionStage(name, 1, "Staging");
    await registry.transitionModelVersionStage(name, 2, "Production");
    await registry.transitionModelVersionStage(name, 3, "staging", { archiveExisting: true });
    expect((await registry.getModelVersion(name, 1)).currentStage).toBe("Archived");
    expect((await registry.getModelVersion(name, 2)).currentStage).toBe("Production");
    expect((await registry.getModelVersion(name, 3)).currentStage).toBe("Staging");
    await expect(registry.transitionModelVersionStage(name, 3, "None", { archiveExisting: true })).rejects.toThrow(
      "Model version transition cannot archive existing model versions because 'None' is not an Active stage",
    );
  });

  it("stages: tells the newest version of each stage, or of those named", async () => {
    const registry = await open();
    const name = await withVersions(registry, 4);
    await registry.transitionModelVersionStage(name, 1, "Production");
    await registry.transitionModelVersionStage(name, 2, "Production");
    expect(stages(await registry.getLatestVersions(name))).toEqual({ Production: "2", None: "4" });
    expect(stages(await registry.getLatestVersions(name, ["production"]))).toEqual({ Production: "2" });
    expect(stages(await registry.getLatestVersions(name, ["Staging"]))).toEqual({});
    await expect(registry.getLatestVersions(name, ["Live"])).rejects.toMatchObject({ code: "INVALID_PARAMETER_VALUE" });
  });
}

function aliasCases(open: OpenRegistry): void {
  it("aliases: points aliases at versions and moves them", async () => {
    const registry = await open();
    const name = await withVersions(registry, 2);
    await registry.setRegisteredModelAlias(name, "champion", 1);
    await registry.setRegisteredModelAlias(name, "champion", "2");
    await registry.setRegisteredModelAlias(name, "Challenger-1", 2);
    expect((await registry.getRegisteredModel(name)).aliases).toEqual({ "Challenger-1": "2", champion: "2" });
    const version = await registry.getModelVersionByAlias(name, "champion");
    expect(version.version).toBe("2");
    expect([...version.aliases].sort()).toEqual(["Challenger-1", "champion"]);
    expect((await registry.getModelVersion(name, 1)).aliases).toEqual([]);
    await registry.deleteRegisteredModelAlias(name, "champion");
    await registry.deleteRegisteredModelAlias(name, "champion");
    await expect(registry.getModelVersionByAlias(name, "champion")).rejects.toEqual(
      error("INVALID_PARAMETER_VALUE", "Registered model alias champion not found"),
    );
  });

  it.each([
    ["latest", "'latest' alias name (case insensitive) is reserved"],
    ["Latest", "'latest' alias name (case insensitive) is reserved"],
    ["v1", "Version alias name 'v1' is reserved"],
    ["V12", "Version alias name 'V12' is reserved"],
    ["a b", "Invalid alias name: 'a b'. Names may only contain alphanumerics, underscores (_), and dashes (-)"],
    ["a".repeat(256), "'Registered model alias name' exceeds the maximum length of 255 characters"],
  ])("aliases: refuses the alias %s", async (alias, words) => {
    const registry = await open();
    const name = await withVersions(registry, 1);
    await expect(registry.setRegisteredModelAlias(name, alias, 1)).rejects.toEqual(
      error("INVALID_PARAMETER_VALUE", words),
    );
  });

  it("aliases: points no alias at a version that is not there", async () => {
    const registry = await open();
    const name = await withVersions(registry, 1);
    await expect(registry.setRegisteredModelAlias(name, "x", 99)).rejects.toEqual(
      error("RESOURCE_DOES_NOT_EXIST", `Model Version (name=${name}, version=99) not found`),
    );
    await registry.setRegisteredModelAlias(name, "v1x", 1);
    expect((await registry.getModelVersionByAlias(name, "v1x")).version).toBe("1");
  });
}
