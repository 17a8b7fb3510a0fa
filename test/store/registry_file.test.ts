/** The registry in files: what MLflow wrote, what it must find of ours, and what else is in the file. */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import Sqlite from "better-sqlite3";
import { describe, expect, it, onTestFinished } from "vitest";
import { openStore } from "../../src/store/open.js";
import type { Store } from "../../src/store/store.js";
import { edited, stored } from "./stored.js";

function opened(path: string): Store {
  const store = openStore(`sqlite:///${path}`, { artifactRoot: "/artifacts" });
  onTestFinished(() => store.close());
  return store;
}

/** A file of that release with the models that it registered, as `test/fixtures/make_registries.py` has them. */
function registered(release: string): string {
  return edited(stored(`schemas/${release}`), readFileSync(resolve(`test/fixtures/registries/${release}.sql`), "utf8"));
}

function rows(path: string, sql: string): unknown[] {
  const db = new Sqlite(path, { readonly: true });
  const found = db.prepare(sql).all();
  db.close();
  return found;
}

describe.each(["2.22.5", "3.17.2"])("models that MLflow %s registered", (release) => {
  it("are read as they were written", async () => {
    const store = opened(registered(release));
    const models = await store.searchRegisteredModels();
    expect(models.items.map((model) => model.name)).toEqual(["long-lived", "modèle 日本", "taxi"]);
    const taxi = await store.getRegisteredModel("taxi");
    expect(taxi).toMatchObject({
      description: "green rides",
      tags: { team: "red", stage: "pilot" },
      aliases: { champion: "2", challenger: "3", newest: "3" },
    });
    expect(taxi.latestVersions.map((version) => [version.currentStage, version.version])).toEqual([
      ["Archived", "1"],
      ["Production", "2"],
      ["Staging", "3"],
      ["None", "6"],
    ]);
    expect(await store.getModelVersion("taxi", 1)).toMatchObject({
      source: "s3://bucket/taxi/1",
      runId: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
      runLink: "http://runs/1",
      description: "try 1",
      userId: "",
      status: "READY",
      statusMessage: "",
      tags: { number: "1" },
    });
    expect(await store.getModelVersion("taxi", 2)).toMatchObject({ description: null, runId: "", runLink: "" });
    expect((await store.getModelVersion("taxi", 3)).aliases).toEqual(["challenger", "newest"]);
    await expect(store.getModelVersion("taxi", 5)).rejects.toMatchObject({ code: "RESOURCE_DOES_NOT_EXIST" });
    expect(await store.getModelVersionDownloadUri("taxi", 6)).toBe("s3://bucket/taxi/2");
    expect((await store.getModelVersion("long-lived", 1)).source).toBe("s3://bucket/x");
  });

  it("may be prompts, which are searched for by their tag", async () => {
    const store = opened(registered(release));
    const filter = "tags.`mlflow.prompt.is_prompt` = 'true'";
    expect((await store.searchRegisteredModels({ filter })).items.map((model) => model.name)).toEqual(["greeting"]);
    expect((await store.searchModelVersions({ filter })).items.map((version) => version.name)).toEqual(["greeting"]);
    expect((await store.searchModelVersions()).items.map((version) => version.name)).not.toContain("greeting");
    await expect(store.createRegisteredModel("greeting")).rejects.toThrow(
      "Tried to create a registered model with name 'greeting', but the name is already taken by a prompt.",
    );
    await expect(store.createModelVersion({ name: "taxi", source: "models:/greeting/1" })).rejects.toThrow(
      "Invalid model version source: 'models:/greeting/1'. Prompt versions cannot be used as model version sources.",
    );
  });

  it("are changed in place: nothing is lost, doubled or left behind", async () => {
    const path = registered(release);
    const store = opened(path);
    await store.setRegisteredModelTag("taxi", "team", "blue");
    await store.setRegisteredModelAlias("taxi", "champion", 3);
    await store.setModelVersionTag("taxi", 3, "number", "three");
    expect((await store.createModelVersion({ name: "taxi", source: "s3://bucket/taxi/7" })).version).toBe("7");
    const renamed = await store.renameRegisteredModel("taxi", "cab");
    expect(renamed).toMatchObject({
      tags: { team: "blue", stage: "pilot" },
      aliases: { champion: "3", challenger: "3", newest: "3" },
    });
    expect((await store.getModelVersion("cab", 3)).tags).toEqual({ number: "three" });
    expect(rows(path, "PRAGMA foreign_key_check")).toEqual([]);
    await store.deleteRegisteredModel("cab");
    for (const table of ["registered_models", "registered_model_tags", "registered_model_aliases", "model_versions"]) {
      expect(rows(path, `SELECT name FROM ${table} WHERE name IN ('taxi', 'cab')`)).toEqual([]);
    }
    expect(rows(path, "SELECT name FROM model_version_tags WHERE name <> 'greeting'")).toEqual([]);
    expect(rows(path, "PRAGMA foreign_key_check")).toEqual([]);
  });
});

describe("a version", () => {
  it("that is deleted leaves its number and its tags, and no trace of where it came from", async () => {
    const path = stored("schemas/2.22.5");
    const store = opened(path);
    await store.createRegisteredModel("taxi");
    const tags = [{ key: "k", value: "v" }];
    await store.createModelVersion({ name: "taxi", source: "s3://b/m", runId: "abc", description: "first", tags });
    await store.setRegisteredModelAlias("taxi", "champion", 1);
    await store.deleteModelVersion("taxi", 1);
    expect(
      rows(
        path,
        `SELECT version, current_stage, description, user_id, source, run_id, run_link, status_message, storage_location
         FROM model_versions`,
      ),
    ).toEqual([
      {
        version: 1,
        current_stage: "Deleted_Internal",
        description: null,
        user_id: null,
        source: "REDACTED-SOURCE-PATH",
        run_id: "REDACTED-RUN-ID",
        run_link: "REDACTED-RUN-LINK",
        status_message: null,
        storage_location: "s3://b/m",
      },
    ]);
    expect(rows(path, "SELECT key, value FROM model_version_tags")).toEqual([{ key: "k", value: "v" }]);
    expect((await store.getRegisteredModel("taxi")).aliases).toEqual({});
  });

  it("is found newest first; a row with holes is read all the same", async () => {
    const store = opened(
      edited(
        stored("schemas/2.22.5"),
        `INSERT INTO registered_models (name) VALUES ('old'), ('new');
         INSERT INTO model_versions (name, version, last_updated_time) VALUES ('old', 1, 10), ('new', 1, 30), ('old', 2, 20), ('new', 2, 30);`,
      ),
    );
    const found = await store.searchModelVersions();
    expect(found.items.map((version) => `${version.name} ${version.version}`)).toEqual([
      "new 2",
      "new 1",
      "old 2",
      "old 1",
    ]);
    expect(found.items[0]).toMatchObject({ source: "", runId: "", currentStage: "None", status: "READY" });
    expect((await store.getRegisteredModel("old")).latestVersions.map((version) => version.version)).toEqual(["2"]);
  });

  it("gets a number of its own, whoever makes it", async () => {
    const path = stored("schemas/2.22.5");
    const [one, two] = [opened(path), opened(path)];
    await one.createRegisteredModel("taxi");
    const made = await Promise.all(
      [one, two, one, two].map((store) => store.createModelVersion({ name: "taxi", source: "s3://b/m" })),
    );
    expect(made.map((version) => version.version)).toEqual(["1", "2", "3", "4"]);
  });

  it("of a logged model has its files and its run, and is noted on it", async () => {
    const store = opened(stored("schemas/3.17.2"));
    const { runId } = (await store.createRun({ experimentId: "0" })).info;
    const model = await store.createLoggedModel({ experimentId: "0", name: "net", sourceRunId: runId });
    const source = `models:/${model.modelId}`;
    await store.createRegisteredModel("modèle");
    expect(await store.createModelVersion({ name: "modèle", source })).toMatchObject({ source, runId });
    expect(await store.getModelVersionDownloadUri("modèle", 1)).toBe(model.artifactUri);
    const elsewhere = { name: "modèle", source: "s3://b/m", modelId: model.modelId };
    expect(await store.createModelVersion(elsewhere)).toMatchObject({ source: "s3://b/m", runId });
    expect((await store.getLoggedModel(model.modelId)).tags["mlflow.modelVersions"]).toBe(
      '[{"name": "mod\\u00e8le", "version": 1}, {"name": "mod\\u00e8le", "version": 2}]',
    );
  });

  it("is noted on its logged model with all that are made at once, through two connections too", async () => {
    const path = stored("schemas/3.17.2");
    const [one, two] = [opened(path), opened(path)];
    const { modelId } = await one.createLoggedModel({ experimentId: "0", name: "net" });
    await one.createRegisteredModel("taxi");
    await Promise.all(
      [one, two, one, two].map((store) => store.createModelVersion({ name: "taxi", source: `models:/${modelId}` })),
    );
    const noted = (await one.getLoggedModel(modelId)).tags["mlflow.modelVersions"];
    expect(JSON.parse(noted!)).toEqual([1, 2, 3, 4].map((version) => ({ name: "taxi", version })));
  });

  it("is not made of a logged model or version that is not there, or of another model than it names", async () => {
    const store = opened(stored("schemas/3.17.2"));
    const model = await store.createLoggedModel({ experimentId: "0", name: "net" });
    await store.createRegisteredModel("taxi");
    const missing = { code: "RESOURCE_DOES_NOT_EXIST" };
    const unknown = `m-${"0".repeat(32)}`;
    await expect(store.createModelVersion({ name: "taxi", source: `models:/${unknown}` })).rejects.toMatchObject(
      missing,
    );
    await expect(store.createModelVersion({ name: "taxi", source: "models:/taxi/1" })).rejects.toMatchObject(missing);
    await expect(store.createModelVersion({ name: "taxi", source: "models:/nobody/1" })).rejects.toMatchObject(missing);
    await expect(
      store.createModelVersion({ name: "taxi", source: `models:/${unknown}`, modelId: model.modelId }),
    ).rejects.toThrow("The model_id request parameter must identify the resource that contains the source.");
    expect((await store.searchModelVersions()).items).toEqual([]);
  });

  it("may be made of what an alias, a stage or `latest` names, and says which version that was", async () => {
    const store = opened(stored("schemas/2.22.5"));
    await store.createRegisteredModel("taxi");
    await store.createModelVersion({ name: "taxi", source: "s3://b/1", runId: "abc" });
    await store.createModelVersion({ name: "taxi", source: "s3://b/2" });
    await store.setRegisteredModelAlias("taxi", "champion", 1);
    await store.transitionModelVersionStage("taxi", 1, "Production");
    for (const [source, version] of [
      ["models:/taxi@champion", 1],
      ["models:/taxi/production", 1],
      ["models:/taxi/latest", 4],
    ] as const) {
      const made = await store.createModelVersion({ name: "taxi", source });
      expect(made).toMatchObject({ source: `models:/taxi/${version}`, runId: "abc" });
      expect(await store.getModelVersionDownloadUri("taxi", made.version)).toBe("s3://b/1");
    }
  });
});

describe("models of another workspace", () => {
  it("are neither seen nor touched", async () => {
    const path = edited(
      stored("schemas/3.17.2"),
      `INSERT INTO registered_models (name, workspace) VALUES ('taxi', 'team');
       INSERT INTO registered_model_tags (key, value, name, workspace) VALUES ('team', 'theirs', 'taxi', 'team');
       INSERT INTO model_versions (name, version, current_stage, workspace) VALUES ('taxi', 7, 'None', 'team');
       INSERT INTO model_version_tags (key, value, name, version, workspace) VALUES ('k', 'theirs', 'taxi', 7, 'team');
       INSERT INTO registered_model_aliases (alias, version, name, workspace) VALUES ('champion', 7, 'taxi', 'team');`,
    );
    const store = opened(path);
    expect((await store.searchRegisteredModels()).items).toEqual([]);
    await store.createRegisteredModel("taxi");
    expect((await store.createModelVersion({ name: "taxi", source: "s3://b/m" })).version).toBe("1");
    await store.setRegisteredModelTag("taxi", "team", "ours");
    await store.setRegisteredModelAlias("taxi", "champion", 1);
    expect(await store.getRegisteredModel("taxi")).toMatchObject({
      tags: { team: "ours" },
      aliases: { champion: "1" },
    });
    expect((await store.searchRegisteredModels({ filter: "tags.team = 'theirs'" })).items).toEqual([]);
    expect((await store.searchModelVersions({ filter: "tags.k = 'theirs'" })).items).toEqual([]);
    await store.renameRegisteredModel("taxi", "cab");
    await store.deleteRegisteredModel("cab");
    expect(rows(path, "SELECT name, workspace FROM registered_models")).toEqual([{ name: "taxi", workspace: "team" }]);
    expect(rows(path, "SELECT name, version FROM model_versions")).toEqual([{ name: "taxi", version: 7 }]);
    expect(rows(path, "SELECT value FROM registered_model_tags")).toEqual([{ value: "theirs" }]);
    expect(rows(path, "SELECT alias, version FROM registered_model_aliases")).toEqual([
      { alias: "champion", version: 7 },
    ]);
  });
});
