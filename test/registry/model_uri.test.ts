import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { TrackingError } from "../../src/errors.js";
import { parseModelUri, parseRunUri } from "../../src/registry/model_uri.js";

describe("model URIs", () => {
  it.each([
    ["models:/taxi/1", { kind: "version", name: "taxi", version: "1" }],
    ["models:/model a/12", { kind: "version", name: "model a", version: "12" }],
    ["models:/a#b?c%d/3", { kind: "version", name: "a#b?c%d", version: "3" }],
    ["models:/taxi/Production", { kind: "stage", name: "taxi", stage: "Production" }],
    ["models:/taxi/staging", { kind: "stage", name: "taxi", stage: "staging" }],
    ["models:/taxi/latest", { kind: "latest", name: "taxi" }],
    ["models:/taxi/LATEST", { kind: "latest", name: "taxi" }],
    ["models:/taxi@champion", { kind: "alias", name: "taxi", alias: "champion" }],
    ["models:/a@b@c", { kind: "alias", name: "a@b", alias: "c" }],
    ["models:/a@b/1", { kind: "version", name: "a@b", version: "1" }],
    ["models:/m-0123456789abcdef0123456789abcdef", { kind: "model", modelId: "m-0123456789abcdef0123456789abcdef" }],
  ])("reads %s", (uri, expected) => {
    expect(parseModelUri(uri)).toEqual(expected);
  });

  it.each([
    "models:",
    "models:/",
    "models:taxi/1",
    "models:///taxi/1",
    "models://host/taxi/1",
    "models:/taxi/",
    "models:/ /1",
    "models:/taxi/1/2",
    "models:/taxi@",
    "models:/@champion",
    "runs:/taxi/1",
    "taxi/1",
    "",
  ])("refuses %j", (uri) => {
    expect(() => parseModelUri(uri)).toThrow(
      expect.objectContaining({
        code: "INVALID_PARAMETER_VALUE",
        message: expect.stringContaining(
          `Not a proper models:/ URI: ${uri}. Models URIs must be of the form`,
        ) as string,
      }) as Error,
    );
  });
});

describe("any text", () => {
  it("is read or refused, and never anything else", () => {
    fc.assert(
      fc.property(fc.constantFrom("models:/", "runs:/", ""), fc.string({ unit: "grapheme" }), (scheme, rest) => {
        for (const parse of [parseModelUri, parseRunUri]) {
          try {
            parse(scheme + rest);
          } catch (error) {
            expect(error).toBeInstanceOf(TrackingError);
          }
        }
      }),
    );
  });
});

describe("run URIs", () => {
  it.each([
    ["runs:/abc/model", { runId: "abc", path: "model" }],
    ["runs:/abc/a/b.txt", { runId: "abc", path: "a/b.txt" }],
    ["runs:/abc", { runId: "abc", path: "" }],
    ["runs:/abc/", { runId: "abc", path: "" }],
  ])("reads %s", (uri, expected) => {
    expect(parseRunUri(uri)).toEqual(expected);
  });

  it.each(["runs:", "runs:/", "runs://abc/model", "runs:abc/model", "models:/abc/1"])("refuses %j", (uri) => {
    expect(() => parseRunUri(uri)).toThrow(`Not a proper runs:/ URI: ${uri}. Runs URIs must be of the form`);
  });
});
