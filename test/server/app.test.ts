import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { createApp, createHandlers } from "../../src/server/app.js";
import { ArtifactPlaces } from "../../src/server/artifact_places.js";
import { openStore } from "../../src/store/open.js";
import type { Store } from "../../src/store/store.js";
import { suiteFolder } from "../temp.js";

const store = openStore(`sqlite:///${join(suiteFolder(), "mlflow.db")}`, {
  artifactRoot: "mlflow-artifacts:/",
}) as Store;
const handlers = createHandlers({ tracking: store, registry: store, places: new ArtifactPlaces(null) });
const app = createApp({ tracking: store, handlers, info: { version: "3.18.0", artifactServing: true } });
afterAll(() => store.close());

const api = "/api/2.0/mlflow";

function post(path: string, body: unknown, headers: Record<string, string> = { "Content-Type": "application/json" }) {
  return app.request(path, { method: "POST", headers, body: typeof body === "string" ? body : JSON.stringify(body) });
}

async function errorOf(response: Response | Promise<Response>): Promise<string> {
  const { error_code, message } = (await (await response).json()) as { error_code: string; message: string };
  return `${(await response).status} ${error_code}: ${message}`;
}

describe("the app", () => {
  it("answers in MLflow's JSON, under both roots", async () => {
    const created = await post(`${api}/experiments/create`, { name: "taxi", tags: [{ key: "a", value: "b" }] });
    expect(created.headers.get("content-type")).toBe("application/json");
    expect(await created.text()).toBe('{\n  "experiment_id": "1"\n}');
    const found = await app.request("/ajax-api/2.0/mlflow/experiments/get-by-name?experiment_name=taxi");
    expect(await found.json()).toMatchObject({
      experiment: { experiment_id: "1", artifact_location: "mlflow-artifacts:/1", tags: [{ key: "a", value: "b" }] },
    });
  });

  it("refuses values nested as deep as they will be", async () => {
    const nested = (depth: number, value: string) => "[".repeat(depth) + value + "]".repeat(depth);
    const bodies = [
      `{"run_id": ${nested(200_000, "1")}}`,
      `{"run_id": ${'{"a":'.repeat(100_000)}1${"}".repeat(100_000)}}`,
      `{"exact": 12345678901234567890, "run_id": ${nested(200_000, "1")}}`,
    ];
    for (const body of bodies) expect((await post(`${api}/runs/log-metric`, body)).status).toBe(400);
    expect(await errorOf(post(`${api}/runs/log-metric`, { run_id: [[{ b: [1], a: null }]] }))).toMatch(
      /^400 INVALID_PARAMETER_VALUE: Invalid value \[\[\{"a":null,"b":\[1\]\}\]\] for parameter 'run_id'/,
    );
  });

  it("keeps every digit of a step and prints doubles as Python does", async () => {
    const { run } = (await (await post(`${api}/runs/create`, { experiment_id: "0" })).json()) as {
      run: { info: { run_id: string } };
    };
    const { run_id } = run.info;
    const point = `{"run_id": "${run_id}", "key": "loss", "value": 2, "timestamp": 5, "step": 9007199254740993}`;
    expect(await (await post(`${api}/runs/log-metric`, point)).text()).toBe("{}");
    const history = await app.request(`${api}/metrics/get-history?run_id=${run_id}&metric_key=loss`);
    expect(await history.text()).toContain('"value": 2.0,\n      "timestamp": 5,\n      "step": 9007199254740993\n');
  });

  it("refuses what is no JSON object, with a user's error", async () => {
    for (const body of ["[]", "[1]", "5", "true", '"[1]"']) {
      expect(await errorOf(post(`${api}/experiments/create`, body))).toBe(
        "400 INVALID_PARAMETER_VALUE: Bad Request. The body must be a JSON object.",
      );
    }
  });

  it("refuses a value of the wrong type deep in what is logged instead of losing what follows it", async () => {
    const metrics = [{ key: "a", value: "abc", timestamp: 1 }];
    expect(await errorOf(post(`${api}/runs/log-batch`, { run_id: "r", metrics }))).toBe(
      "400 INVALID_PARAMETER_VALUE: Invalid value \"abc\" for parameter 'metrics[0].value' supplied:  " +
        "Hint: Value was of type 'str'. See the API docs for more information about request parameters.",
    );
  });

  it("keeps numbers that clients log as params and tags, and whole milliseconds of fractions", async () => {
    const { run } = (await (await post(`${api}/runs/create`, { experiment_id: "0" })).json()) as {
      run: { info: { run_id: string } };
    };
    const { run_id } = run.info;
    const batch = {
      run_id,
      metrics: [{ key: "m", value: 1, timestamp: 1700000000000.75 }],
      params: [{ key: "depth", value: 4 }],
      tags: [{ key: "final", value: true }],
    };
    expect((await post(`${api}/runs/log-batch`, batch)).status).toBe(200);
    const { data } = await store.getRun(run_id);
    expect([data.params.depth, data.tags.final, data.latestMetrics[0]?.timestampMs]).toEqual([
      "4",
      "True",
      1700000000000,
    ]);
  });

  it("keeps at most 50 custom views of an experiment, and lets one replace another", async () => {
    const view = (number: number) => ({ key: `mlflow.customView.view.${number}`, value: "{}" });
    const tags = Array.from({ length: 50 }, (_, number) => view(number));
    const created = await post(`${api}/experiments/create`, { name: "views", tags });
    const { experiment_id } = (await created.json()) as { experiment_id: string };
    const set = (number: number) => post(`${api}/experiments/set-experiment-tag`, { experiment_id, ...view(number) });
    expect((await set(49)).status).toBe(200);
    expect(await errorOf(set(50))).toBe(
      `400 INVALID_PARAMETER_VALUE: Unable to create another custom view for experiment ${experiment_id}; the maximum number ` +
        "of custom views per experiment is 50. Delete an existing custom view before creating a new one.",
    );
    const more = [...tags, view(50)];
    expect((await post(`${api}/experiments/create`, { name: "more views", tags: more })).status).toBe(400);
  });

  it("has pages for wrong addresses and wrong methods", async () => {
    expect((await app.request(`${api}/nope`)).status).toBe(404);
    expect((await app.request(`${api}/experiments/search-datasets`, { method: "POST" })).status).toBe(404);
    const wrong = await app.request(`${api}/runs/get`, { method: "POST" });
    expect([wrong.status, wrong.headers.get("allow")]).toEqual([405, "GET, HEAD, OPTIONS"]);
    const options = await app.request(`${api}/runs/create`, { method: "OPTIONS" });
    expect([options.status, options.headers.get("allow")]).toEqual([200, "OPTIONS, POST"]);
  });

  it("says which MLflow it speaks as", async () => {
    expect(await (await app.request("/health")).text()).toBe("OK");
    expect(await (await app.request("/version")).text()).toBe("3.18.0");
    expect(await (await app.request("/api/3.0/mlflow/server-info")).json()).toMatchObject({ store_type: "SqlStore" });
  });
});
