import { posix } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { TrackingError } from "../../src/errors.js";
import {
  checkVersionSource,
  isLocalSource,
  localPath,
  type SourceRoots,
  type VersionSource,
} from "../../src/registry/version_source.js";

const run = "0123456789abcdef0123456789abcdef";
const model = "m-0123456789abcdef0123456789abcdef";
const local: SourceRoots = { run: "/store/1/run/artifacts", model: "file:///store/1/models/m/artifacts" };
const proxied: SourceRoots = {
  run: `mlflow-artifacts:/1/${run}/artifacts`,
  model: `mlflow-artifacts:/1/models/${model}/artifacts`,
};

function verdict(request: VersionSource, roots: SourceRoots = {}): string {
  try {
    checkVersionSource(request, roots);
    return "fine";
  } catch (error) {
    const [, rule = ""] = /^Invalid model version source: '.*?'\. (.*)$/s.exec((error as Error).message) ?? [];
    if (/^To use a local path .* the run_id .* specified by the run_id\.$/.test(rule)) return "local, run";
    if (/^To use a local path .* the model_id .* specified by the model_id\.$/.test(rule)) return "local, model";
    if (rule.startsWith("If supplying a source as an http, https, local file path")) return "relative";
    if (/^The run_id request parameter must identify/.test(rule)) return "which run";
    if (/^The model_id request parameter must identify/.test(rule)) return "which model";
    throw error;
  }
}

describe("the source of a version", () => {
  it.each([
    ["/store/1/run/artifacts/model", "fine"],
    ["/store/1/run/artifacts", "fine"],
    ["file:///store/1/run/artifacts/a%20b", "fine"],
    ["file://localhost/store/1/run/artifacts/model", "fine"],
    ["/store/1/run/artifacts/x/../model", "fine"],
    ["/store/1/run/artifacts2", "local, run"],
    ["/store/1/run/artifacts/../../other", "local, run"],
    ["file:///store/1/run/artifacts/%2e%2e/other", "local, run"],
    ["file://evil/store/1/run/artifacts/model", "local, run"],
    ["/etc/passwd", "local, run"],
    ["some/dir", "local, run"],
    ["C:\\store", "local, run"],
    ["", "local, run"],
  ])("that is local lies inside the run's artifacts: %s", (source, expected) => {
    expect(verdict({ source, runId: run }, local)).toBe(expected);
  });

  it("that is local needs a run that keeps its artifacts here", () => {
    expect(verdict({ source: "/store/1/run/artifacts/model" })).toBe("local, run");
    expect(verdict({ source: "/store/1/run/artifacts/model", runId: "" }, local)).toBe("local, run");
    expect(verdict({ source: "/store/1/run/artifacts/model", runId: run }, proxied)).toBe("local, run");
    expect(verdict({ source: "/store/1/run/artifacts/model", runId: run })).toBe("which run");
  });

  it("that is local lies inside the logged model's artifacts, when one is given", () => {
    expect(verdict({ source: "/store/1/models/m/artifacts/x", modelId: model }, local)).toBe("fine");
    expect(verdict({ source: "/store/1/run/artifacts/x", runId: run, modelId: model }, local)).toBe("local, model");
    expect(verdict({ source: "/store/1/models/m/artifacts", modelId: model })).toBe("which model");
  });

  it.each([
    ["s3://bucket/m", "fine"],
    ["s3://bucket/m?x=1", "fine"],
    ["gs://bucket/a//b", "fine"],
    ["dbfs:/a/b", "fine"],
    ["s3://bucket/../m", "relative"],
    ["s3://bucket/%2e%2e/m", "relative"],
    ["s3://bucket/%252e%252e/m", "relative"],
    ["s3://bucket/a/./m", "relative"],
    ["s3://bucket/a%00b", "relative"],
    ["s3://bucket/a\\..\\m", "relative"],
    ["s3:m", "relative"],
    ["s3://bucket", "relative"],
  ])("elsewhere has no relative parts: %s", (source, expected) => {
    expect(verdict({ source })).toBe(expected);
    expect(verdict({ source, runId: run }, proxied)).toBe(expected);
  });

  it.each([
    [`runs:/${run}/model`, run, "fine"],
    [`runs:/${run}`, run, "fine"],
    [`runs:/${run}/model`, "other", "which run"],
    [`runs:/${run}/model`, undefined, "which run"],
    [`runs://host/${run}/model`, run, "which run"],
    [`runs:/${run}/../x`, run, "relative"],
  ])("that is a run's is %s with run_id %s: %s", (source, runId, expected) => {
    expect(verdict({ source, runId })).toBe(expected);
  });

  it("that is a run's comes with no logged model", () => {
    expect(verdict({ source: `runs:/${run}/model`, runId: run, modelId: model }, proxied)).toBe("which model");
  });

  it.each([
    [`models:/${model}`, model, "fine"],
    [`models:/${model}`, "m-other", "which model"],
    [`models:/${model}`, undefined, "which model"],
    [`models://host/${model}`, model, "which model"],
    ["models:/taxi/1", undefined, "fine"],
    ["models:/taxi@champion", undefined, "fine"],
    ["models:/taxi/1/2", undefined, "which model"],
  ])("that is a model is %s with model_id %s: %s", (source, modelId, expected) => {
    expect(verdict({ source, modelId })).toBe(expected);
  });

  it.each([
    [`mlflow-artifacts:/1/${run}/artifacts/model`, "fine"],
    [`mlflow-artifacts:/1/${run}/artifacts`, "fine"],
    [`mlflow-artifacts:/1/${run}/artifacts%2Fmodel`, "which run"],
    [`mlflow-artifacts:/1/${run}/artifacts2/model`, "which run"],
    [`mlflow-artifacts:/1/other/artifacts/model`, "which run"],
    [`mlflow-artifacts://host/1/${run}/artifacts/model`, "which run"],
    [`mlflow-artifacts:/1/${run}/artifacts/../../x`, "relative"],
    [`https://h/api/2.0/mlflow-artifacts/artifacts/1/${run}/artifacts/model`, "which run"],
    [`https://h/prefix/api/2.0/mlflow-artifacts/artifacts/1/x`, "which run"],
    [`https://h/api/2.0/mlflow%2dartifacts/artifacts/1/x`, "which run"],
  ])("that a server keeps lies inside the run's artifacts: %s", (source, expected) => {
    expect(verdict({ source, runId: run }, proxied)).toBe(expected);
  });

  it("that a server keeps may be a proxy's URL, where the run's artifacts are there too", () => {
    const root = "https://h/api/2.0/mlflow-artifacts/artifacts/1/r/artifacts";
    expect(verdict({ source: `${root}/model`, runId: run }, { run: root })).toBe("fine");
    expect(verdict({ source: `mlflow-artifacts:/1/models/${model}/artifacts/x`, modelId: model }, proxied)).toBe(
      "fine",
    );
    expect(verdict({ source: `mlflow-artifacts:/1/${run}/artifacts/x`, modelId: model }, proxied)).toBe("which model");
    expect(verdict({ source: `mlflow-artifacts:/1/${run}/artifacts/x` })).toBe("which run");
  });

  it("never leaves the run's artifacts by any spelling of a path, and fails only as an error of the user's", () => {
    const part = fc.constantFrom(
      "..",
      ".",
      "",
      "a",
      "%2e%2e",
      "%2E.",
      "%252e%252e",
      "..\\",
      "artifacts",
      "~",
      "\0",
      "%00",
    );
    const start = fc.constantFrom(
      "/store/1/run/artifacts/",
      "file:///store/1/run/artifacts/",
      "/",
      "",
      "file:",
      "FILE:///",
    );
    fc.assert(
      fc.property(start, fc.array(part, { maxLength: 8 }), (first, parts) => {
        const source = first + parts.join("/");
        try {
          checkVersionSource({ source, runId: run }, local);
        } catch (error) {
          expect(error).toBeInstanceOf(TrackingError);
          return;
        }
        expect(isLocalSource(source)).toBe(true);
        const place = localPath(source)!;
        expect(posix.normalize(place)).toBe(place);
        expect(`${place}/`.startsWith("/store/1/run/artifacts/")).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});
