/** Puts MLflow's endpoints on the app: reads the request, asks the rules, calls the handler, writes the answer. */
import { invalid } from "../errors.js";
import { decode, parseJson, queryJson } from "../protocol/decode.js";
import { encodeBody } from "../protocol/encode.js";
import { type Endpoint, type EndpointName, endpoints } from "../protocol/endpoints.js";
import type { Message, MessageName } from "../protocol/messages.js";
import { jsonAnswer } from "./answer.js";
import type { Handlers } from "./handlers.js";
import type { App, Call } from "./hono.js";
import { requestRules } from "./request_rules.js";
import { checkFields, type Fields, refuseMisfit } from "./rules.js";

/** The API, and its twin for the web page. */
export const apiRoots = ["/api/2.0/mlflow/", "/ajax-api/2.0/mlflow/"] as const;

/** Endpoints without a handler are not there: MLflow's clients take a bare 404 for a server that is older than they. */
export function apiRoutes(app: App, handlers: Partial<Handlers>): void {
  for (const name of Object.keys(handlers) as EndpointName[]) {
    const endpoint: Endpoint = endpoints[name];
    const answer = answerer(name, handlers);
    for (const path of pathsOf(endpoint)) app.on([...endpoint.methods], path, answer);
  }
}

function pathsOf(endpoint: Endpoint): string[] {
  // MLflow lacks a slash in this one, and serves what it wrote.
  if (endpoint === endpoints.searchDatasets) {
    return ["/ajax-api/2.0/mlflow/", "/api/2.0mlflow/", "/ajax-api/2.0mlflow/"].map((root) => root + endpoint.path);
  }
  return apiRoots.map((root) => root + endpoint.path.replace(/\{(\w+)\}/g, ":$1"));
}

/**
 * What reads and what opens an experiment or a run goes on with what it has read before a value of the wrong type, as
 * MLflow does everywhere. What logs refuses it: MLflow would lose that value and all after it without a word.
 */
const forgiving = /^(?:search|get|list|createExperiment$|createRun$)/;

function answerer(name: EndpointName, handlers: Partial<Handlers>): (call: Call) => Promise<Response> {
  const { request, response }: Endpoint = endpoints[name];
  const rules = requestRules[name];
  const handle = handlers[name] as (message: Message<MessageName>) => Promise<Message<MessageName>>;
  const named = endpoints[name].path.includes("{");
  return async (call) => {
    const fields = await readFields(call, request);
    const { message, misfit } = decode(request, fields);
    checkFields(rules, fields, misfit);
    if (!forgiving.test(name)) refuseMisfit(misfit);
    const whole = named ? { ...message, ...call.req.param() } : message;
    return jsonAnswer(encodeBody(response, await handle(whole)));
  };
}

async function readFields(call: Call, message: MessageName): Promise<Fields> {
  const { method, url } = call.req;
  if (method === "GET" || method === "HEAD") {
    const start = url.indexOf("?");
    return start < 0 ? {} : queryJson(message, new URLSearchParams(url.slice(start)));
  }
  checkContentType(call, ["application/json"]);
  return jsonFields(await call.req.text());
}

/** Of POST and PUT, as in MLflow. */
export function checkContentType(call: Call, allowed: readonly string[]): void {
  if (call.req.method !== "POST" && call.req.method !== "PUT") return;
  const type = call.req.header("content-type");
  if (type === undefined) throw invalid("Bad Request. Content-Type header is missing.");
  if (allowed.includes(type.split(";")[0]!)) return;
  throw invalid(`Bad Request. Content-Type must be one of [${allowed.map((one) => `'${one}'`).join(", ")}].`);
}

/** A body that is no JSON counts as empty, and JSON inside a JSON text is read too: old clients send it so. */
function jsonFields(text: string): Fields {
  const value = readJson(text);
  const fields = typeof value === "string" ? readJson(value) : value;
  if (fields === undefined || fields === null) return {};
  if (typeof fields === "object" && !Array.isArray(fields)) return fields as Fields;
  throw invalid("Bad Request. The body must be a JSON object.");
}

function readJson(text: string): unknown {
  if (text === "") return undefined;
  try {
    return parseJson(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    if (error instanceof RangeError) throw invalid("Bad Request. The body is nested too deep."); // the stack's end
    throw error;
  }
}
