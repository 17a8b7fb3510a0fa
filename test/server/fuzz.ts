/** Sends odd requests to a running server and says what must hold of each answer. */
import { Agent, request as httpRequest } from "node:http";
import fc from "fast-check";
import { expect } from "vitest";
import { filters, type FuzzRequest, type Known, orders, requests } from "./fuzz_requests.js";

const agent = new Agent({ keepAlive: true, maxSockets: 4 });
const hangMs = 20_000;

export interface Answer {
  readonly status: number;
  readonly type: string;
  readonly text: string;
}

/** What MLflow's codes mean in HTTP; a 5xx would make clients try again for minutes. */
const statusOf: Readonly<Record<string, number>> = {
  INVALID_PARAMETER_VALUE: 400,
  BAD_REQUEST: 400,
  INVALID_STATE: 400,
  RESOURCE_ALREADY_EXISTS: 400,
  PERMISSION_DENIED: 403,
  RESOURCE_DOES_NOT_EXIST: 404,
  NOT_FOUND: 404,
  ENDPOINT_NOT_FOUND: 404,
  RESOURCE_CONFLICT: 409,
  NOT_IMPLEMENTED: 501,
  FEATURE_DISABLED: 400,
};

/** Makes what requests can refer to. */
export async function prepare(url: string, name: string): Promise<Known> {
  const post = async (path: string, body: object) => {
    const answer = await send(url, {
      endpoint: "",
      method: "POST",
      path: `/api/2.0/mlflow/${path}`,
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
    expect(answer.status, answer.text).toBe(200);
    return JSON.parse(answer.text) as Record<string, never>;
  };
  const { experiment_id: experimentId } = (await post("experiments/create", { name })) as unknown as {
    experiment_id: string;
  };
  const runIds: string[] = [];
  for (let index = 0; index < 3; index++) {
    const made = (await post("runs/create", { experiment_id: experimentId })) as unknown as {
      run: { info: { run_id: string } };
    };
    runIds.push(made.run.info.run_id);
    await post("runs/log-batch", {
      run_id: runIds[index],
      metrics: [{ key: "loss", value: index, timestamp: 1, step: 0 }],
      params: [{ key: "lr", value: String(index) }],
      tags: [{ key: "model", value: "x" }],
    });
  }
  await post("registered-models/create", { name });
  await post("model-versions/create", { name, source: "s3://bucket/model" });
  await post("registered-models/alias", { name, alias: "best", version: "1" });
  const model = (await post("logged-models", { experiment_id: experimentId, name: "logged" })) as unknown as {
    model: { info: { model_id: string } };
  };
  return {
    experimentIds: ["0", experimentId],
    experimentNames: [name],
    runIds,
    modelNames: [name],
    modelIds: [model.model.info.model_id],
  };
}

/** `cases` requests of any kind. Returns the names of the endpoints that answered at least one of them with 200. */
export async function fuzzEndpoints(url: string, cases: number, seed: number): Promise<ReadonlySet<string>> {
  const answered = new Set<string>();
  const holds = async (request: FuzzRequest) => {
    if ((await soundAnswer(url, request)) === 200) answered.add(request.endpoint);
  };
  const share = 200; // what exists is deleted as it goes
  for (let start = 0; start < cases; start += share) {
    await check(requests(await prepare(url, `fuzz ${start}`)), holds, Math.min(share, cases - start), seed + start);
  }
  return answered;
}

const searches = [
  "runs/search",
  "experiments/search",
  "registered-models/search",
  "model-versions/search",
  "logged-models/search",
];

/** `cases` searches with odd filters and orders: each is answered, or refused as a bad parameter. */
export async function fuzzFilters(url: string, cases: number, seed: number): Promise<void> {
  const search = fc.record({
    path: fc.constantFrom(...searches),
    filter: filters,
    orderBy: fc.array(orders, { maxLength: 2 }),
  });
  await check(
    search,
    async ({ path, filter, orderBy }) => {
      const answer = await send(url, searchRequest(path, filter, orderBy));
      if (answer.status === 200) return;
      expect([answer.status, (JSON.parse(answer.text) as { error_code: string }).error_code], answer.text).toEqual([
        400,
        "INVALID_PARAMETER_VALUE",
      ]);
    },
    cases,
    seed,
  );
}

function searchRequest(path: string, filter: string, orderBy: readonly string[]): FuzzRequest {
  const base = `/api/2.0/mlflow/${path}`;
  if ((path.endsWith("els/search") && path.startsWith("reg")) || path.startsWith("model-versions")) {
    const query = [["filter", filter], ["max_results", "5"], ...orderBy.map((one) => ["order_by", one])];
    const text = query.map(([key, value]) => `${key}=${encodeURIComponent(value!.toWellFormed())}`).join("&");
    return { endpoint: "", method: "GET", path: `${base}?${text}`, headers: {}, body: null };
  }
  const order = path.startsWith("logged") ? orderBy.map((one) => ({ field_name: one })) : orderBy;
  const body = JSON.stringify({ experiment_ids: ["0", "1"], filter, order_by: order, max_results: 5 });
  return { endpoint: "", method: "POST", path: base, headers: { "Content-Type": "application/json" }, body };
}

async function check<T>(
  inputs: fc.Arbitrary<T>,
  holds: (input: T) => Promise<void>,
  cases: number,
  seed: number,
): Promise<void> {
  await fc.assert(fc.asyncProperty(inputs, holds), {
    numRuns: cases,
    seed,
    endOnFailure: false,
    interruptAfterTimeLimit: 25 * 60_000,
    markInterruptAsFailure: true,
  });
}

/** Never a 5xx (but for what a local store does not implement), never silence, and the status that the code stands for. */
async function soundAnswer(url: string, request: FuzzRequest): Promise<number> {
  const answer = await send(url, request);
  const about = `${answer.status} ${answer.text.slice(0, 500)}`;
  if (answer.status === 200) return answer.status;
  if ([404, 405].includes(answer.status) && !answer.type.includes("json")) return answer.status; // a path of no endpoint
  expect(answer.type, about).toContain("application/json");
  const { error_code: code, message } = JSON.parse(answer.text) as { error_code: string; message: string };
  expect(typeof message, about).toBe("string");
  expect(statusOf[code], about).toBe(answer.status);
  return answer.status;
}

export function send(url: string, request: FuzzRequest): Promise<Answer> {
  return new Promise((fulfil, reject) => {
    const { hostname, port } = new URL(url);
    const { method, path, body } = request;
    const length = body === null ? {} : { "Content-Length": String(Buffer.byteLength(body)) };
    const call = httpRequest(
      { agent, hostname, port, method, path, headers: { ...request.headers, ...length }, timeout: hangMs },
      (answer) => {
        const parts: Buffer[] = [];
        answer.on("data", (part: Buffer) => parts.push(part));
        answer.on("end", () =>
          fulfil({
            status: answer.statusCode!,
            type: answer.headers["content-type"] ?? "",
            text: Buffer.concat(parts).toString("utf8"),
          }),
        );
        answer.on("error", reject);
      },
    );
    call.on("timeout", () => call.destroy(new Error(`no answer within ${hangMs} ms`)));
    call.on("error", reject);
    call.end(body ?? undefined);
  });
}
