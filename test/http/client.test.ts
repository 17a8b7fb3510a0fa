/** How a store speaks HTTP: who it says it is, when it asks again, what it makes of odd answers. */
import { createServer } from "node:net";
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { openRest, type RestStore } from "../../src/store/rest/store.js";
import { tempFolder } from "../temp.js";
import { json, type Script, scripted, type ScriptedServer } from "./scripted_server.js";

const env = { ...process.env };
beforeEach(() => {
  process.env["XDG_STATE_HOME"] = tempFolder();
  process.env["MLFLOW_HTTP_REQUEST_BACKOFF_FACTOR"] = "0";
  process.env["MLFLOW_HTTP_REQUEST_BACKOFF_JITTER"] = "0";
});
afterEach(() => {
  for (const name of Object.keys(process.env)) if (!(name in env)) delete process.env[name];
  Object.assign(process.env, env);
});

function opened(uri: string): RestStore {
  const store = openRest({ uri, notice: () => undefined });
  onTestFinished(() => store.close());
  return store;
}

const experiment = { experiment: { experiment_id: "7", name: "taxi", lifecycle_stage: "active" } };
const answersWell: Script = (_, response) => json(response, 200, experiment);

/** The first answers of a server, then good ones. */
function first(...scripts: Script[]): Script {
  return (asked, response) => (scripts.shift() ?? answersWell)(asked, response);
}

const status =
  (code: number, headers: Record<string, string> = {}): Script =>
  (_, response) => {
    response.writeHead(code, headers);
    response.end();
  };

describe("says who it is", () => {
  async function authorization(uri: (server: ScriptedServer) => string): Promise<string | undefined> {
    const server = await scripted(answersWell);
    await opened(uri(server)).getExperiment("7");
    return server.asked[0]!.headers.authorization;
  }
  const basic = (text: string) => `Basic ${Buffer.from(text).toString("base64")}`;

  it("by user and password of the environment, by those of the URI before, by a token, or not at all", async () => {
    expect(await authorization(({ url }) => url)).toBeUndefined();
    process.env["MLFLOW_TRACKING_TOKEN"] = "t0ken";
    expect(await authorization(({ url }) => url)).toBe("Bearer t0ken");
    process.env["MLFLOW_TRACKING_USERNAME"] = "ann";
    process.env["MLFLOW_TRACKING_PASSWORD"] = "pä:ss";
    expect(await authorization(({ url }) => url)).toBe(basic("ann:pä:ss"));
    expect(await authorization(({ url }) => url.replace("//", "//bob:s%40fe@"))).toBe(basic("bob:s@fe"));
    expect(await authorization(({ url }) => url.replace("//", "//bob:100%w%ff@"))).toBe(basic("bob:100%w%ff"));
  });

  it("and hears which variables to set when that is not enough", async () => {
    const server = await scripted(
      first(status(401), (_, response) => response.writeHead(403).end("<h1>Forbidden</h1>")),
    );
    const store = opened(server.url);
    await expect(store.getExperiment("7")).rejects.toMatchObject({
      code: "UNAUTHENTICATED",
      message: expect.stringContaining(
        "set MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN",
      ) as string,
    });
    await expect(store.getExperiment("7")).rejects.toMatchObject({
      code: "PERMISSION_DENIED",
      message: expect.stringMatching(/^Forbidden; set MLFLOW_TRACKING_USERNAME/) as string,
    });
  });
});

describe("asks again", () => {
  it.each([408, 429, 500, 502, 503, 504])("after %i, and as often as it may", async (code) => {
    process.env["MLFLOW_HTTP_REQUEST_MAX_RETRIES"] = "2";
    const server = await scripted(first(status(code), status(code)));
    expect((await opened(server.url).getExperiment("7")).name).toBe("taxi");
    expect(server.asked).toHaveLength(3);
    const worse = await scripted(status(code));
    await expect(opened(worse.url).getExperiment("7")).rejects.toThrow(`was answered with status ${code}`);
    expect(worse.asked).toHaveLength(3);
  });

  it("not after MLflow's own errors, be they a 500", async () => {
    const server = await scripted((_, response) =>
      json(response, 500, { error_code: "INVALID_STATE", message: "Cannot rename a non-active experiment." }),
    );
    await expect(opened(server.url).renameExperiment("7", "x")).rejects.toMatchObject({
      code: "INVALID_STATE",
      message: "Cannot rename a non-active experiment.",
    });
    expect(server.asked).toHaveLength(1);
  });

  it("for what makes something new only when it was turned away", async () => {
    const turned = await scripted(
      first(status(429, { "retry-after": "0" }), (_, response) => json(response, 200, { experiment_id: "8" })),
    );
    expect(await opened(turned.url).createExperiment("x")).toBe("8");
    expect(turned.asked).toHaveLength(2);
    const unsure = await scripted(status(503));
    await expect(opened(unsure.url).createExperiment("x")).rejects.toMatchObject({ code: "TEMPORARILY_UNAVAILABLE" });
    expect(unsure.asked).toHaveLength(1);
    const broken = await scripted((_, response) => response.destroy());
    await expect(opened(broken.url).createExperiment("x")).rejects.toMatchObject({ code: "TEMPORARILY_UNAVAILABLE" });
    expect(broken.asked).toHaveLength(1);
  });

  it("when the connection breaks in the middle of an answer", async () => {
    const server = await scripted(
      first((_, response) => {
        response.writeHead(200, { "content-length": "1000" });
        response.write('{"exp', () => response.destroy());
      }),
    );
    expect((await opened(server.url).getExperiment("7")).name).toBe("taxi");
    expect(server.asked).toHaveLength(2);
  });

  it("and gives up a server that is silent", async () => {
    process.env["MLFLOW_HTTP_REQUEST_TIMEOUT"] = "0.05";
    process.env["MLFLOW_HTTP_REQUEST_MAX_RETRIES"] = "1";
    const server = await scripted(() => undefined);
    await expect(opened(server.url).getExperiment("7")).rejects.toThrow("no answer within 0.05 s");
    expect(server.asked).toHaveLength(2);
  });
});

describe("makes sense of answers", () => {
  it("of MLflow: its code and its message", async () => {
    const server = await scripted((_, response) =>
      json(response, 404, { error_code: "RESOURCE_DOES_NOT_EXIST", message: "No Experiment with id=9 exists" }),
    );
    await expect(opened(server.url).getExperiment("9")).rejects.toMatchObject({
      code: "RESOURCE_DOES_NOT_EXIST",
      message: "No Experiment with id=9 exists",
    });
  });

  it("of an old server: what it lacks", async () => {
    const server = await scripted((_, response) => response.writeHead(404).end("<title>404 Not Found</title>"));
    const store = opened(server.url);
    await expect(store.getExperiment("9")).rejects.toMatchObject({
      code: "ENDPOINT_NOT_FOUND",
      message: `the server knows no GET ${server.url}/…/experiments/get (status 404); it is older than this call, or the address lacks a path prefix`,
    });
    await expect(store.getLoggedModel("m-1")).rejects.toMatchObject({
      code: "FEATURE_DISABLED",
      message: expect.stringMatching(/^this server has no logged models: it is older than MLflow 3; /) as string,
    });
  });

  it("of what is no MLflow server: its address, status and first words", async () => {
    const page =
      "<html><head><style>b {}</style><title>Sign in</title></head><body><b>Sign in</b> to Example</body></html>";
    const server = await scripted((_, response) => response.writeHead(200, { "content-type": "text/html" }).end(page));
    await expect(opened(server.url).getExperiment("9")).rejects.toThrow(
      `GET ${server.url}/…/experiments/get was answered with status 200 and "Sign in Sign in to Example", which is no answer of an MLflow server; check the address`,
    );
  });

  it("of a server that samples no histories: the sample, made here", async () => {
    const metrics = Array.from({ length: 10 }, (_, step) => ({ key: "m", value: step, timestamp: step, step }));
    const server = await scripted(({ path }, response) => {
      if (path.includes("bulk-interval")) response.writeHead(404).end();
      else json(response, 200, { metrics });
    });
    const sample = await opened(server.url).sampleMetricHistory({ runIds: ["a".repeat(32)], key: "m", maxResults: 4 });
    expect(sample.map(({ step }) => step)).toEqual([0, 3, 6, 9]);
  });
});

it("keeps the path before the API, and one connection for calls that follow each other", async () => {
  const server = await scripted(answersWell);
  const store = opened(`${server.url}/mlflow/`);
  for (let call = 0; call < 5; call++) await store.getExperiment("7");
  expect(new Set(server.asked.map(({ path }) => path))).toEqual(
    new Set(["/mlflow/api/2.0/mlflow/experiments/get?experiment_id=7"]),
  );
  expect(new Set(server.asked.map(({ connection }) => connection)).size).toBe(1);
});

it("refuses settings that make no sense, with the variable's name", () => {
  process.env["MLFLOW_HTTP_REQUEST_TIMEOUT"] = "soon";
  expect(() => openRest({ uri: "http://localhost:1" })).toThrow("MLFLOW_HTTP_REQUEST_TIMEOUT is 'soon'; give a number");
  delete process.env["MLFLOW_HTTP_REQUEST_TIMEOUT"];
  process.env["MLFLOW_TRACKING_SERVER_CERT_PATH"] = "/no/such/file";
  expect(() => openRest({ uri: "https://localhost:1" })).toThrow("MLFLOW_TRACKING_SERVER_CERT_PATH names: ENOENT");
  expect(() => openRest({ uri: "http://ann:secret@" })).toThrow(/^'http:\/\/' is no address of a server/);
  expect(() => openRest({ uri: "http://ann:se@cret@" })).toThrow(/^'http:\/\/' is no address of a server/);
});

describe("gathers calls that nobody awaits", () => {
  const runId = "a".repeat(32);

  async function counting() {
    const refused = (body: string) => body.includes('"bad"');
    const server = await scripted(({ body }, response) => {
      if (refused(body)) json(response, 400, { error_code: "INVALID_PARAMETER_VALUE", message: "bad is bad" });
      else json(response, 200, {});
    });
    return { server, store: opened(server.url) };
  }

  it("into few requests, in the order of the calls, within MLflow's limits", async () => {
    const { server, store } = await counting();
    const calls: Promise<void>[] = [];
    for (let step = 0; step < 2500; step++) {
      calls.push(store.logBatch(runId, { metrics: [{ key: "m", value: step, step, timestampMs: step }] }));
    }
    for (let index = 0; index < 150; index++)
      calls.push(store.logBatch(runId, { params: [{ key: `p${index}`, value: "1" }] }));
    calls.push(store.logBatch(runId, { params: [{ key: "p149", value: "2" }] }));
    await Promise.all(calls);
    const bodies = server.asked.map(
      ({ body }) => JSON.parse(body) as { metrics?: { step: number }[]; params?: { key: string }[] },
    );
    expect(bodies.flatMap(({ metrics = [] }) => metrics.map(({ step }) => step))).toEqual(
      Array.from({ length: 2500 }, (_, step) => step),
    );
    expect(bodies.map(({ metrics = [], params = [] }) => [metrics.length, params.length])).toEqual([
      [1000, 0],
      [1000, 0],
      [500, 100],
      [0, 50],
      [0, 1], // the same param twice would be refused in one request
    ]);
    expect(server.asked.every(({ path }) => path === "/api/2.0/mlflow/runs/log-batch")).toBe(true);
  });

  it("and charges a refusal to the call that is wrong, and to no other", async () => {
    const { store } = await counting();
    const keys = ["a", "b", "bad", "c", "d"];
    const settled = await Promise.allSettled(keys.map((key) => store.logBatch(runId, { tags: [{ key, value: "1" }] })));
    expect(settled.map((one) => (one.status === "rejected" ? (one.reason as Error).message : one.status))).toEqual([
      "fulfilled",
      "fulfilled",
      "bad is bad",
      "fulfilled",
      "fulfilled",
    ]);
  });

  it("and sees them in a read that follows", async () => {
    const { server, store } = await counting();
    void store.logBatch(runId, { tags: [{ key: "a", value: "1" }] });
    await store.searchRuns({ experimentIds: ["0"] });
    expect(server.asked.map(({ path }) => path.split("/").at(-1))).toEqual(["log-batch", "search"]);
  });
});

it("says of a port where something else listens that it is no server", async () => {
  process.env["MLFLOW_HTTP_REQUEST_MAX_RETRIES"] = "0";
  const other = createServer((socket) => socket.end("SSH-2.0-OpenSSH_9.6\r\n"));
  await new Promise<void>((ready) => other.listen(0, "127.0.0.1", ready));
  onTestFinished(() => void other.close());
  const { port } = other.address() as { port: number };
  await expect(opened(`http://127.0.0.1:${port}`).getExperiment("7")).rejects.toThrow(
    `cannot reach the server at http://127.0.0.1:${port} (`,
  );
});
