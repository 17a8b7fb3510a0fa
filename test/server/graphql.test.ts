/** The GraphQL queries of MLflow's web page; the replay of recordings compares whole answers. */
import { describe, expect, it } from "vitest";
import { ask, call, serve, type Served } from "./serving.js";

async function query(
  server: Served,
  text: string,
  variables: object = {},
): Promise<{ data: unknown; errors: unknown }> {
  const answer = await ask(server, "POST", "/graphql", { body: { query: text, variables } });
  expect(answer.status).toBe(200);
  return answer.json() as { data: unknown; errors: unknown };
}

async function newRun(server: Served): Promise<string> {
  const { run } = (await call(server, "runs/create", { experiment_id: "0", start_time: 1, run_name: "r" })) as {
    run: { info: { run_id: string } };
  };
  return run.info.run_id;
}

describe("GraphQL", () => {
  it("gives a run with its experiment, and what is not set as protocol buffers have it", async () => {
    const server = await serve();
    const runId = await newRun(server);
    await call(server, "runs/log-metric", {
      run_id: runId,
      key: "nan",
      value: "NaN",
      timestamp: 5,
      step: "9007199254740993",
    });
    const { data, errors } = await query(
      server,
      `query GetRun($data: MlflowGetRunInput!) @component(name: "RunPage") { mlflowGetRun(input: $data) { apiError { code } run {
        info { runId runUuid runName status startTime endTime }
        data { metrics { key value step timestamp } params { key } tags { key value } }
        inputs { datasetInputs { tags { key } } } outputs { modelOutputs { modelId } }
        experiment { experimentId name } modelVersions { name } } } }`,
      { data: { runId } },
    );
    expect(errors).toBeNull();
    expect(data).toEqual({
      mlflowGetRun: {
        apiError: null,
        run: {
          info: { runId, runUuid: runId, runName: "r", status: "RUNNING", startTime: "1", endTime: "0" },
          data: {
            metrics: [{ key: "nan", value: null, step: "9007199254740993", timestamp: "5" }],
            params: [],
            tags: [{ key: "mlflow.runName", value: "r" }],
          },
          inputs: { datasetInputs: [] },
          outputs: { modelOutputs: [] },
          experiment: { experimentId: "0", name: "Default" },
          modelVersions: [],
        },
      },
    });
  });

  it("searches runs, datasets and versions, samples histories and lists artifacts", async () => {
    const server = await serve();
    const runId = await newRun(server);
    for (const step of [1, 2, 3]) {
      await call(server, "runs/log-metric", { run_id: runId, key: "m", value: step, timestamp: step, step });
    }
    await ask(server, "PUT", `/api/2.0/mlflow-artifacts/artifacts/0/${runId}/artifacts/a.txt`, { body: "abc" });
    const { data, errors } = await query(
      server,
      `query Q($h: MlflowGetMetricHistoryBulkIntervalInput, $v: MlflowSearchModelVersionsInput) {
        mlflowSearchRuns(input: { experimentIds: ["0"], runViewType: ALL, filter: "metrics.m > 2" }) { runs { info { runId } } nextPageToken }
        mlflowGetMetricHistoryBulkInterval(input: $h) { metrics { step value runId } }
        mlflowListArtifacts(input: { runId: "${runId}" }) { rootUri files { path isDir fileSize } }
        mlflowSearchModelVersions(input: $v) { modelVersions { name } }
        mlflowGetExperiment(input: { experimentId: "0" }) { experiment { name tags { key } } } }`,
      { h: { runIds: [runId], metricKey: "m", maxResults: 2 }, v: { filter: "name = 'x'", maxResults: "5" } },
    );
    expect(errors).toBeNull();
    expect(data).toEqual({
      mlflowSearchRuns: { runs: [{ info: { runId } }], nextPageToken: "" },
      mlflowGetMetricHistoryBulkInterval: {
        // maxResults does not count, as in MLflow.
        metrics: [1, 2, 3].map((step) => ({ step: String(step), value: step, runId })),
      },
      mlflowListArtifacts: {
        rootUri: `mlflow-artifacts:/0/${runId}/artifacts`,
        files: [{ path: "a.txt", isDir: false, fileSize: "3" }],
      },
      mlflowSearchModelVersions: { modelVersions: [] },
      mlflowGetExperiment: { experiment: { name: "Default", tags: [] } },
    });
    const datasets = await query(
      server,
      'mutation { mlflowSearchDatasets(input: { experimentIds: ["0"] }) { datasetSummaries { name } } }',
    );
    expect(datasets).toEqual({ data: { mlflowSearchDatasets: { datasetSummaries: [] } }, errors: null });
  });

  const deep = (levels: number) =>
    "{ __schema { types ".repeat(1) + "{ ofType ".repeat(levels) + "{ name } ".repeat(1) + "} ".repeat(levels) + "} }";

  it.each([
    ["{ nope }", ["Cannot query field 'nope' on type 'Query'."]],
    ["{ mlflowGetRun(", ["Syntax Error: Expected Name, found <EOF>."]],
    ['{ mlflowGetRun(input: { runId: "x" }) { run { info { runId } } } }', ["Run with id=x not found"]],
    ["{ mlflowGetRun { run { info { runId } } } }", ["Missing value for required argument 'input' of mlflowGetRun."]],
    [
      `{ ${Array.from({ length: 11 }, (_, i) => `a${i}: __typename`).join(" ")} }`,
      [
        "GraphQL queries should have at most 10 root fields, got 11 root fields. To increase the limit, set the " +
          "MLFLOW_SERVER_GRAPHQL_MAX_ROOT_FIELDS environment variable.",
      ],
    ],
    [
      `{ __schema { ...F } } fragment F on __Schema { ${Array.from({ length: 11 }, (_, i) => `a${i}: __typename`).join(" ")} }`,
      [
        "GraphQL queries should have at most 10 aliases, got 11 aliases. To increase the limit, set the " +
          "MLFLOW_SERVER_GRAPHQL_MAX_ALIASES environment variable.",
      ],
    ],
    [deep(9), ["Query exceeds maximum depth of 10"]],
    ["{ __schema { ...F } } fragment F on __Schema { types { ...F } }", ["Query exceeds maximum depth of 10"]],
    [`{ __schema { ${"types { name } ".repeat(600)} } }`, ["Query exceeds maximum total selections of 1000"]],
    [`{ ${"a ".repeat(11_000)} }`, ["Syntax Error: Document contains more that 10000 tokens. Parsing aborted."]],
  ])("%.60s is refused", async (text, errors) => {
    const server = await serve();
    const answer = await query(server, text);
    expect(answer.errors).toEqual(errors);
  });

  it("takes nothing but a JSON object that is posted", async () => {
    const server = await serve();
    const told = async (method: string, body: string, type = "application/json") => {
      const { status, text } = await ask(server, method, "/graphql", { body, headers: { "content-type": type } });
      return [status, text.startsWith("{") ? (JSON.parse(text) as { message?: string }).message : text];
    };
    expect(await told("GET", "")).toEqual([405, "Method Not Allowed"]);
    expect(await told("POST", '{"query": "{ __typename }"}', "text/plain")).toEqual([
      400,
      "Bad Request. Content-Type must be one of ['application/json'].",
    ]);
    expect((await told("POST", "{"))[0]).toBe(400);
    expect(await told("POST", "[]")).toEqual([400, "The body must be a JSON object."]);
    expect(await told("POST", "3")).toEqual([400, "The body must be a JSON object."]);
    expect(await told("POST", '{"query": 3}')).toEqual([400, "Missing value for required parameter 'query'."]);
    expect(await told("POST", '{"query": "{ __typename }", "variables": 3}')).toEqual([
      400,
      "Invalid value for parameter 'variables' supplied. It must be an object.",
    ]);
    expect(await told("POST", JSON.stringify({ query: " ".repeat(2 ** 20) }))).toEqual([
      400,
      "The request is larger than 1 MiB.",
    ]);
  });
});
