import { describe, expect, it, onTestFinished } from "vitest";
import { findModelVersion } from "../../src/registry/find_version.js";
import { openStore } from "../../src/store/open.js";
import type { Store } from "../../src/store/store.js";
import { tempFolder } from "../temp.js";

async function taxi(): Promise<Store> {
  const store = openStore(`sqlite:///${tempFolder()}/mlflow.db`);
  onTestFinished(() => store.close());
  await store.createRegisteredModel("taxi");
  for (let number = 1; number <= 11; number++) {
    await store.createModelVersion({ name: "taxi", source: `s3://b/${number}` });
  }
  await store.transitionModelVersionStage("taxi", 2, "Production");
  await store.transitionModelVersionStage("taxi", 9, "Production");
  await store.setRegisteredModelAlias("taxi", "champion", 10);
  return store;
}

describe("a models:/ URI", () => {
  it.each([
    ["models:/taxi/3", "3"],
    ["models:/taxi@champion", "10"],
    ["models:/taxi@latest", "11"],
    ["models:/taxi/production", "9"],
    ["models:/taxi/latest", "11"],
  ])("%s names version %s", async (uri, version) => {
    expect((await findModelVersion(await taxi(), uri)).version).toBe(version);
  });

  it.each([
    ["models:/taxi/12", "RESOURCE_DOES_NOT_EXIST", "Model Version (name=taxi, version=12) not found"],
    [
      "models:/taxi/Staging",
      "RESOURCE_DOES_NOT_EXIST",
      "No versions of model with name 'taxi' and stage 'Staging' found",
    ],
    ["models:/taxi/Live", "INVALID_PARAMETER_VALUE", "Invalid Model Version stage: Live."],
    ["models:/taxi@nobody", "INVALID_PARAMETER_VALUE", "Registered model alias nobody not found"],
    ["models:/nobody/latest", "RESOURCE_DOES_NOT_EXIST", "Registered Model with name=nobody not found"],
    ["models:/m-123", "INVALID_PARAMETER_VALUE", "models:/m-123 names the logged model 'm-123', not a version"],
  ])("%s names none", async (uri, code, words) => {
    await expect(findModelVersion(await taxi(), uri)).rejects.toMatchObject({
      code,
      message: expect.stringContaining(words) as string,
    });
  });
});
