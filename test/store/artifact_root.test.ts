import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openStore } from "../../src/store/open.js";
import { tempFolder } from "../temp.js";

describe("the artifact root of a new store", () => {
  it.each([
    ["mlflow-artifacts:/", "mlflow-artifacts:"],
    ["mlflow-artifacts://host:5000/team", "mlflow-artifacts://host:5000/team"],
    ["s3://bucket/", "s3://bucket"],
    ["/var/artifacts/", "/var/artifacts"],
    ["relative", join(process.cwd(), "relative")],
  ])("%s is where experiments are put, as %s/<id>", async (artifactRoot, root) => {
    const store = openStore(`sqlite:///${tempFolder()}/mlflow.db`, { artifactRoot });
    const id = await store.createExperiment("e");
    expect((await store.getExperiment("0")).artifactLocation).toBe(`${root}/0`);
    expect((await store.getExperiment(id)).artifactLocation).toBe(`${root}/1`);
    const { runId, artifactUri } = (await store.createRun({ experimentId: id })).info;
    expect(artifactUri).toBe(`${root}/1/${runId}/artifacts`);
    await store.close();
  });
});
