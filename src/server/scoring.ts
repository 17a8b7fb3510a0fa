/** A model behind MLflow's scoring protocol: POST /invocations, GET /ping, /health, /version. */
import { TrackingError } from "../errors.js";
import type { LoadedModel, ModelInput, ModelParams, ModelSignature } from "../models/model.js";
import { csvInput } from "../models/scoring_csv.js";
import { type ScoringInput, scoringInput } from "../models/scoring_input.js";
import { errorAnswer } from "./http_errors.js";
import { listen } from "./listen.js";
import { mlflowVersion } from "./mlflow_version.js";

export interface ScoringOptions {
  readonly host: string;
  /** 0 picks a free one. */
  readonly port: number;
}

export interface ScoringServer {
  readonly url: string;
  /** Answers the requests in hand, for 10 s at most. */
  close(): Promise<void>;
}

export async function serveModel(model: LoadedModel<unknown>, { host, port }: ScoringOptions): Promise<ScoringServer> {
  // Whoever binds it to other addresses means to be called by other names.
  const isLocal = ["127.0.0.1", "localhost", "::1"].includes(host);
  const security = { allowedHosts: isLocal ? null : ["*"], allowedOrigins: [], frameOptions: null };
  const serving = { routes: [], api: scoringApi(model), security, staticPrefix: "" };
  const { url, close } = await listen(serving, host, port);
  return { url, close: () => close(10_000) };
}

const routes: Readonly<Record<string, "GET" | "POST">> = {
  "/ping": "GET",
  "/health": "GET",
  "/version": "GET",
  "/invocations": "POST",
};

export function scoringApi(model: LoadedModel<unknown>): (request: Request) => Promise<Response> {
  return async (request) => {
    const { pathname } = new URL(request.url);
    const method = Object.hasOwn(routes, pathname) ? routes[pathname] : undefined;
    if (method === undefined) return json(404, { detail: "Not Found" });
    if (request.method !== method && !(request.method === "HEAD" && method === "GET")) {
      return json(405, { detail: "Method Not Allowed" });
    }
    if (pathname === "/version") return answer(200, mlflowVersion, "application/json");
    if (pathname !== "/invocations") return answer(200, "\n", "application/json");
    try {
      return await invocations(model, request);
    } catch (error) {
      return errorAnswer(error);
    }
  };
}

const contentTypes = ["text/csv", "application/json"];

async function invocations(model: LoadedModel<unknown>, request: Request): Promise<Response> {
  const header = request.headers.get("content-type") ?? "";
  const [type = "", ...parameters] = header.split(";").map((part) => part.trim());
  const values = new Map(parameters.filter(Boolean).map((part) => part.split("=") as [string, string]));
  if ((values.get("charset") ?? "utf-8").toLowerCase() !== "utf-8") {
    return answer(415, "The scoring server only supports UTF-8", "text/plain");
  }
  const unknown = [...values.keys()].filter((name) => name !== "charset");
  if (unknown.length > 0) {
    return answer(415, `Unrecognized content type parameters: ${unknown.join(", ")}.`, "text/plain");
  }
  if (!contentTypes.includes(type.toLowerCase())) {
    const types = contentTypes.map((name) => `'${name}'`).join(", ");
    const text = `This predictor only supports the following content types: Types: [${types}]. Got '${header}'.`;
    return answer(415, text, "text/plain");
  }
  const { signature } = model.metadata;
  const body = await request.text();
  const { input, params } = await requestInput(body, type.toLowerCase() === "text/csv" ? "csv" : "json", signature);
  return answer(200, predictionsText(await predicted(model, input, params)), "application/json");
}

export async function requestInput(
  body: string,
  type: "json" | "csv",
  signature: ModelSignature | null,
): Promise<ScoringInput> {
  return type === "csv" ? { input: await csvInput(body, signature), params: {} } : scoringInput(body, signature);
}

export async function predicted(
  model: LoadedModel<unknown>,
  input: ModelInput,
  params: ModelParams,
): Promise<readonly unknown[]> {
  try {
    return await model.predict(input, params);
  } catch (error) {
    if (error instanceof TrackingError) throw error;
    throw new TrackingError(
      "BAD_REQUEST",
      "Encountered an unexpected error while evaluating the model. Verify that the serialized input Dataframe is compatible " +
        `with the model for inference. Error: ${(error as Error).message}`,
      { cause: error },
    );
  }
}

/** The body of an answer; NaN, which JSON has not, is null. */
export function predictionsText(predictions: readonly unknown[]): string {
  return JSON.stringify({ predictions }, jsonable);
}

function json(status: number, content: object): Response {
  return answer(status, JSON.stringify(content), "application/json");
}

function jsonable(_key: string, value: unknown): unknown {
  if (typeof value === "bigint") return Number(value);
  if (value instanceof Map) return Object.fromEntries(value) as unknown;
  return ArrayBuffer.isView(value) ? Array.from(value as unknown as ArrayLike<unknown>) : value;
}

function answer(status: number, text: string, type: string): Response {
  return new Response(text, { status, headers: { "content-type": type } });
}
