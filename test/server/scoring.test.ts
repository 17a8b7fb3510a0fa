/** A model behind MLflow's scoring protocol; the answers are those of `mlflow models serve` (3.17), ours listed at the end. */
import { join } from "node:path";
import { inferSignature, loadModel, saveModel, type LoadedModel } from "labbook";
import { beforeAll, expect, it } from "vitest";
import { type ScoringServer, serveModel } from "../../src/server/scoring.js";
import { suiteFolder, tempFolder } from "../temp.js";
import { ask, type Answer } from "./serving.js";

const folder = suiteFolder();
let server: ScoringServer;

beforeAll(async () => {
  const model = { predict: (rows: { a: number; b: number }[]) => rows.map(({ a, b }) => a * 2 - b) };
  await saveModel(model, join(folder, "model"), { signature: inferSignature([{ a: 1.5, b: 0.5 }], [1]) });
  server = await serveModel(await loadModel<unknown>(join(folder, "model")), { host: "127.0.0.1", port: 0 });
  return () => server.close();
});

function post(body: string, type = "application/json", at: { url: string } = server): Promise<Answer> {
  return ask(at, "POST", "/invocations", { body, headers: { "content-type": type } });
}

it.each([
  ['{"dataframe_split":{"columns":["a","b"],"data":[[1.5,0.5],[2,null]]}}', [2.5, null]],
  ['{"dataframe_split":{"columns":["b","a","c"],"index":[5],"data":[[0.5,1.5,9]]}}', [2.5]],
  ['{"dataframe_records":[{"a":1.5,"b":0.5},{"a":2}]}', [2.5, null]],
  ['{"instances":[{"a":1.5,"b":0.5}]}', [2.5]],
  ['{"inputs":{"a":[1.5,2],"b":[0.5,1]}}', [2.5, 3]],
  ['{"inputs":{"a":1.5,"b":0.5}}', [2.5]],
  ['{"inputs":[{"a":1.5,"b":0.5}]}', [2.5]],
  ['{"dataframe_records":[{"a":"1.5","b":true}]}', [2]],
  ['{"dataframe_records":[{"a":NaN,"b":0.5},{"a":1,"b":-Infinity}]}', [null, null]],
  ['{"dataframe_records":[{"a":1,"b":0,"c":"NaN \\" NaN"}],"params":{}}', [2]],
])("predicts %s", async (body, predictions) => {
  const answer = await post(body);
  expect(answer.json()).toEqual({ predictions });
  expect([answer.status, answer.headers["content-type"]]).toEqual([200, "application/json"]);
});

it("reads long texts, with NaN beside them, and soon refuses one that does not end", async () => {
  const long = "x".repeat(20_000_000);
  const answer = await post(`{"dataframe_records":[{"a":NaN,"b":0,"c":"${long}"},{"a":1,"b":0}]}`);
  expect(answer.json()).toEqual({ predictions: [null, 2] });
  const endless = await post(`{"inputs":["${'\\"'.repeat(300_000)}`); // minutes, where each quote is tried as the first
  expect(endless.status).toBe(400);
});

const fields = "{'dataframe_split', 'dataframe_records', 'instances', 'inputs'}";

it.each([
  ['{"dataframe_records":[{"a":1.5}]}', "INVALID_PARAMETER_VALUE", "Model is missing inputs ['b']."],
  [
    '{"dataframe_records":{"a":1.5}}',
    "BAD_REQUEST",
    "Invalid input. Dataframe records format must be a list of records. Got dictionary.",
  ],
  ['{"dataframe_split":[1]}', "BAD_REQUEST", "Invalid input. Dataframe split format must be a dictionary. Got list."],
  [
    '{"dataframe_split":{"columns":["a"]}}',
    "BAD_REQUEST",
    "Invalid input. Dataframe split format must have 'data' field and optionally 'columns' and 'index' fields. Got {'columns'}.",
  ],
  [
    '{"dataframe_split":{"columns":["a","b"],"data":[[1]]}}',
    "BAD_REQUEST",
    "Invalid input. Provided dataframe_split field is not a valid dataframe representation in 'split' format. Error: '2 columns passed, passed data had 1 columns'",
  ],
  [
    '{"dataframe_records":[{"a":"x","b":0.5}]}',
    "BAD_REQUEST",
    "Invalid input. Data is not compatible with model signature. Failed to convert column a to type 'double'. Error: could not convert string to float: 'x'",
  ],
  [
    '{"inputs":[[1]],"instances":[[1]]}',
    "BAD_REQUEST",
    `The input must be a JSON dictionary with exactly one of the input fields ${fields}. Received dictionary with input fields: ['instances', 'inputs']`,
  ],
  [
    '{"foo":1}',
    "BAD_REQUEST",
    `The input must be a JSON dictionary with exactly one of the input fields ${fields}. Received dictionary with input fields: ['foo']`,
  ],
  [
    "[1]",
    "BAD_REQUEST",
    `Invalid input. The input must be a JSON dictionary with exactly one of the input fields ${fields}. Received a list.`,
  ],
  ["{", "BAD_REQUEST", expect.stringContaining("Invalid input. Ensure that input is a valid JSON formatted string.")],
  ["", "BAD_REQUEST", expect.stringContaining("Invalid input. Ensure that input is a valid JSON formatted string.")],
])("refuses %s", async (body, error_code, message) => {
  const answer = await post(body);
  expect(answer.json()).toMatchObject({ error_code, message });
  expect([answer.status, answer.headers["content-type"]]).toEqual([400, "application/json"]);
});

it("takes CSV, whose columns have the types of the signature", async () => {
  expect((await post("a,b\n1.5,0.5\n2,\n", "text/csv")).json()).toEqual({ predictions: [2.5, null] });
  expect((await post("a\n1\n", "text/csv")).json()).toMatchObject({ message: "Model is missing inputs ['b']." });
  const answer = await post("a,b\nx,0.5\n", "text/csv; charset=utf-8");
  expect([answer.status, (answer.json() as { error_code: string }).error_code]).toEqual([400, "BAD_REQUEST"]);
  expect((answer.json() as { message: string }).message).toContain(
    "Error: 'line 2 of the body has 'x' in column 'a', which is no number",
  );
});

it("refuses other content types, answers probes, and knows no other place", async () => {
  const text = async (type: string) => {
    const answer = await post("{}", type);
    return [answer.status, answer.text];
  };
  expect(await text("application/json; charset=latin-1")).toEqual([415, "The scoring server only supports UTF-8"]);
  expect(await text("application/json; foo=1")).toEqual([415, "Unrecognized content type parameters: foo."]);
  expect((await text("text/plain"))[1]).toContain("Got 'text/plain'.");
  expect((await post('{"inputs":[{"a":1,"b":1}]}', "application/json; charset=UTF-8")).status).toBe(200);
  const get = async (path: string) => {
    const answer = await ask(server, "GET", path);
    return [answer.status, answer.text];
  };
  expect(await get("/ping")).toEqual([200, "\n"]);
  expect(await get("/health")).toEqual([200, "\n"]);
  expect(await get("/version")).toEqual([200, "3.18.0"]);
  expect(await get("/invocations")).toEqual([405, '{"detail":"Method Not Allowed"}']);
  expect(await get("/nope")).toEqual([404, '{"detail":"Not Found"}']);
});

it("takes numbers by position for columns with names, and says what a model threw", async () => {
  expect((await post('{"inputs":[[1.5,0.5]]}')).json()).toEqual({ predictions: [2.5] });
  expect((await post('{"dataframe_split":{"data":[[1.5,0.5]]}}')).json()).toEqual({ predictions: [2.5] });
  expect((await post('{"instances":[[1,2,3]]}')).json()).toMatchObject({
    error_code: "INVALID_PARAMETER_VALUE",
    message: "row 0 has 3 values, the model takes 2 (a, b)",
  });
  const path = join(tempFolder(), "model");
  await saveModel((rows: unknown[]) => rows.map((row) => (row as { x: { y: number } }).x.y), path);
  const model: LoadedModel<unknown> = await loadModel(path);
  const other = await serveModel(model, { host: "127.0.0.1", port: 0 });
  const answer = await post('{"inputs":[{"z":1}]}', "application/json", other);
  expect((await post('{"inputs":[{"x":{"y":[1,"two",null]}}]}', "application/json", other)).json()).toEqual({
    predictions: [[1, "two", null]],
  });
  await other.close();
  expect(answer.status).toBe(400);
  expect(answer.json()).toMatchObject({
    error_code: "BAD_REQUEST",
    message: expect.stringContaining("Error: Cannot read properties of undefined (reading 'y')") as string,
  });
});
