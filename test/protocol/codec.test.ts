import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decode, decodeQuery, parseJson } from "../../src/protocol/decode.js";
import { encode } from "../../src/protocol/encode.js";
import { pythonFloat } from "../../src/python_text.js";
import { runMessage, runOf } from "../../src/protocol/run.js";

describe("a double", () => {
  // What Python's repr() prints.
  it.each([
    [1, "1.0"],
    [0, "0.0"],
    [-0, "-0.0"],
    [0.1, "0.1"],
    [1.5e300, "1.5e+300"],
    [Number.MAX_VALUE, "1.7976931348623157e+308"],
    [5e-324, "5e-324"],
    [1e16, "1e+16"],
    [1e15, "1000000000000000.0"],
    [123456789012345680, "1.2345678901234568e+17"],
    [1e-4, "0.0001"],
    [1e-5, "1e-05"],
    [1.25e-7, "1.25e-07"],
    [-2.5e-10, "-2.5e-10"],
  ])("%d is printed as %s", (value, text) => {
    expect(pythonFloat(value)).toBe(text);
  });

  it("reads back as it was", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(Number(pythonFloat(value))).toBe(value);
      }),
    );
  });
});

describe("encode", () => {
  it("leaves out what is not set and empty lists, keeps empty texts and zeros, and indents by two", () => {
    expect(
      encode("CreateRun.Response", {
        run: {
          info: { run_id: "r", user_id: "", start_time: 0, end_time: undefined },
          data: { metrics: [{ key: "loss", value: 2, timestamp: 1, step: 0 }], params: [], tags: [] },
          inputs: {},
        },
      }),
    ).toBe(`{
  "run": {
    "info": {
      "run_id": "r",
      "user_id": "",
      "start_time": 0
    },
    "data": {
      "metrics": [
        {
          "key": "loss",
          "value": 2.0,
          "timestamp": 1,
          "step": 0
        }
      ]
    },
    "inputs": {}
  }
}`);
    expect(encode("SearchRuns.Response", { runs: [] })).toBe("{}");
  });

  it("prints every digit of 64-bit integers, and NaN and infinities as texts", () => {
    const text = encode("Metric", { value: NaN, step: 9007199254740993n, timestamp: -9223372036854775808n });
    expect(text).toBe('{\n  "value": "NaN",\n  "timestamp": -9223372036854775808,\n  "step": 9007199254740993\n}');
    expect(encode("Metric", { value: -Infinity })).toBe('{\n  "value": "-Infinity"\n}');
  });

  it("escapes texts", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (value) => {
        expect(JSON.parse(encode("Param", { key: "k", value }))).toEqual({ key: "k", value });
      }),
    );
  });

  it("prints maps, and leaves out empty ones", () => {
    expect(encode("CreatePresignedUploadUrl.Response", { presigned_url: "u", headers: { a: "b" } })).toBe(
      '{\n  "presigned_url": "u",\n  "headers": {\n    "a": "b"\n  }\n}',
    );
    expect(encode("CreatePresignedUploadUrl.Response", { headers: {} })).toBe("{}");
  });
});

describe("decode", () => {
  it("takes snake_case and camelCase, numbers and texts, and ignores unknown fields, nulls and names of enums", () => {
    const { message, misfit } = decode("UpdateRun", {
      runId: "r",
      end_time: "12",
      run_name: null,
      status: "DONE",
      color: "red",
    });
    expect(misfit).toBeUndefined();
    expect(message).toEqual({ run_id: "r", end_time: 12 });
    expect(decode("UpdateRun", { status: 3 }).message).toEqual({ status: "FINISHED" });
    expect(decode("LogMetric", { value: "NaN" }).message).toEqual({ value: NaN });
    expect(decode("LogMetric", { value: true, step: 3.0 }).message).toEqual({ value: 1, step: 3 });
  });

  it("drops the fraction of times and steps of metrics, and takes numbers as params and tags of a batch", () => {
    expect(decode("LogMetric", { timestamp: 1700000000000.9, step: -1.5 }).message).toEqual({
      timestamp: 1700000000000,
      step: -1,
    });
    expect(
      decode("LogBatch", { params: [{ key: "a", value: 0.5 }], tags: [{ key: "b", value: false }] }).message,
    ).toEqual({
      params: [{ key: "a", value: "0.5" }],
      tags: [{ key: "b", value: "False" }],
    });
  });

  it("refuses a field in both spellings, at any depth", () => {
    expect(() => decode("GetRun", { run_id: "a", runId: "b" })).toThrow(
      "Request specifies both 'run_id' and 'runId'; provide only one of them.",
    );
    expect(() => decode("LogInputs", { datasets: [{ dataset: { source_type: "a", sourceType: "b" } }] })).toThrow(
      "Request specifies both 'source_type' and 'sourceType'",
    );
  });

  it.each([
    ["LogMetric", { value: "abc" }, "value"],
    ["LogMetric", { value: "nan" }, "value"],
    ["CreateRun", { start_time: 1.5 }, "start_time"],
    ["LogMetric", { timestamp: true }, "timestamp"],
    ["LogMetric", { timestamp: "9223372036854775808" }, "timestamp"],
    ["SearchRuns", { max_results: 2 ** 31 }, "max_results"],
    ["SearchRuns", { experiment_ids: "1" }, "experiment_ids"],
    ["SearchRuns", { experiment_ids: ["1", 2] }, "experiment_ids[1]"],
    ["LogBatch", { metrics: [{ key: "a" }, { value: [] }] }, "metrics[1].value"],
    ["LogBatch", { metrics: [null] }, "metrics[0]"],
    ["CreateRun", { run_name: 5 }, "run_name"],
    ["UpdateRun", { status: 77 }, "status"],
  ] as const)("names the first value of %s that does not fit: %j", (name, json, path) => {
    expect(decode(name, json).misfit?.path).toBe(path);
  });

  it("reads query strings: repeated keys as lists, truth values, snake_case only", () => {
    const query = new URLSearchParams("run_ids=a&run_ids=b&metric_key=m&max_results=5&startStep=1");
    expect(decodeQuery("GetMetricHistoryBulkInterval", query).message).toEqual({
      run_ids: ["a", "b"],
      metric_key: "m",
      max_results: 5,
    });
  });

  it("reads long texts beside a bare NaN, and sees at once that a long body is no JSON", () => {
    const long = "x".repeat(20_000_000);
    expect(parseJson(`{"key": "${long}", "value": NaN}`)).toEqual({ key: long, value: "NaN" });
    expect(() => parseJson(`{"key": "${'\\\\"'.repeat(1_000_000)}NaN`)).toThrow(SyntaxError);
    expect(() => parseJson(`{"key": "${'\\"'.repeat(1_000_000)}`)).toThrow(SyntaxError);
    expect(parseJson('{"a\\\\": NaN, "\\"NaN": -Infinity}')).toEqual({ "a\\": "NaN", '"NaN': "-Infinity" });
  });

  it("reads the NaN and Infinity that Python writes bare", () => {
    const text = '{"key": "NaN -Infinity", "value": NaN, "timestamp": 1}';
    expect(decode("Metric", parseJson(text) as Record<string, unknown>).message).toEqual({
      key: "NaN -Infinity",
      value: NaN,
      timestamp: 1,
    });
    expect(parseJson("[-Infinity]")).toEqual(["-Infinity"]);
    expect(() => parseJson('{"value": nan}')).toThrow(SyntaxError);
  });

  it("keeps every digit of long integers", () => {
    const { message } = decode(
      "Metric",
      parseJson('{"step": 9223372036854775807, "value": 12345678901234567890}') as object as Record<string, unknown>,
    );
    expect(message.step).toBe(9223372036854775807n);
    expect(message.value).toBe(12345678901234567000);
    expect(decode("Metric", parseJson('{"step": "-9007199254740993"}') as Record<string, unknown>).message.step).toBe(
      -9007199254740993n,
    );
  });
});

it("carries a run there and back", () => {
  const run = {
    info: {
      runId: "a".repeat(32),
      runName: "suave-bat-315",
      experimentId: "3",
      userId: "",
      status: "FINISHED",
      startTimeMs: 1,
      endTimeMs: null,
      artifactUri: "mlflow-artifacts:/3/a/artifacts",
      lifecycleStage: "active",
    },
    data: {
      metrics: { loss: 0.5 },
      params: { lr: "0.1", empty: "" },
      tags: { "mlflow.runName": "suave-bat-315" },
      latestMetrics: [{ key: "loss", value: 0.5, timestampMs: 5, step: 2 }],
    },
    inputs: {
      datasets: [
        {
          dataset: { name: "d", digest: "1", sourceType: "local", source: "{}", schema: null, profile: "{}" },
          tags: { "mlflow.data.context": "training" },
        },
      ],
      models: [{ modelId: "m-1" }],
    },
    outputs: { models: [{ modelId: "m-2", step: 4 }] },
  } as const;
  const text = encode("Run", runMessage(run));
  expect(runOf(decode("Run", parseJson(text) as Record<string, unknown>).message)).toEqual(run);
});
