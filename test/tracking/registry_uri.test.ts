/** Models registered somewhere else than runs are tracked. */
import { getRegistryUri, MlflowClient, setRegistryUri, setTrackingUri } from "labbook";
import { expect, it, onTestFinished } from "vitest";
import { serve } from "../server/serving.js";
import { tempFolder } from "../temp.js";

it("follows the tracking URI until one is chosen, by call or environment, and goes back with an empty one", async () => {
  const { url } = await serve();
  const file = `sqlite:///${tempFolder()}/mlflow.db`;
  await setTrackingUri(file);
  expect(getRegistryUri()).toBe(file);
  process.env["MLFLOW_REGISTRY_URI"] = "http://localhost:1";
  onTestFinished(() => void delete process.env["MLFLOW_REGISTRY_URI"]);
  expect(getRegistryUri()).toBe("http://localhost:1");
  setRegistryUri(url);
  const client = new MlflowClient();
  expect([client.trackingUri, client.registryUri]).toEqual([file, url]);
  await client.createRegisteredModel("taxi");
  const models = (uri: string) => new MlflowClient(uri, uri).searchRegisteredModels();
  expect((await models(url)).map(({ name }) => name)).toEqual(["taxi"]);
  expect(await models(file)).toHaveLength(0);
  setRegistryUri("");
  expect(getRegistryUri()).toBe("http://localhost:1");
  expect(() => setRegistryUri("ftp://host")).toThrow("cannot track to 'ftp://host'");
});
