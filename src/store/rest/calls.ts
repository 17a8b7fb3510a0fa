/** Calls of MLflow's REST API: message → request → answer → message. */
import { TrackingError } from "../../errors.js";
import type { Answer, Connection } from "../../http/connection.js";
import { oddAnswer, refusal } from "../../http/refusal.js";
import { isAbsence, type Repeatable, sendWithRetries } from "../../http/retry.js";
import { ServerAwayError } from "../../http/server_away.js";
import { decodeWhole, parseJson } from "../../protocol/decode.js";
import { encode } from "../../protocol/encode.js";
import {
  type Endpoint,
  type EndpointName,
  endpoints,
  type RequestOf,
  type ResponseOf,
} from "../../protocol/endpoints.js";
import { layoutOf } from "../../protocol/fields.js";
import type { Message, MessageName } from "../../protocol/messages.js";

export interface CallOptions {
  /** Default: by the endpoint. */
  readonly repeatable?: Repeatable;
}

export class Calls {
  /** The server was away a moment ago: calls fail at once instead of waiting for it. */
  hasty = false;
  readonly #connection: Connection;
  readonly #base: string;
  readonly #authorization: Readonly<Record<string, string>>;

  /** `url` is the server's, with its path prefix. */
  constructor(connection: Connection, url: string) {
    this.#connection = connection;
    this.#base = url;
    const { authorization } = connection.settings;
    this.#authorization = authorization === null ? {} : { authorization };
  }

  /**
   * Rejects with the server's own error, `ServerAwayError` when there is no server, ENDPOINT_NOT_FOUND when it is too old
   * for the call.
   */
  async call<E extends EndpointName>(
    name: E,
    message: Message<RequestOf<E>>,
    options: CallOptions = {},
  ): Promise<Message<ResponseOf<E>>> {
    const endpoint: Endpoint = endpoints[name];
    const method = endpoint.methods[0]!;
    // MLflow serves this one to its own page only; its other path lacks a slash.
    const root = `${this.#base}/${name === "searchDatasets" ? "ajax-api" : "api"}/2.0/mlflow/`;
    const path = pathOf(endpoint, message);
    const url = root + path + (method === "GET" ? queryOf(endpoint.request, message, endpoint) : "");
    const body = method === "GET" ? undefined : encode(endpoint.request, message);
    const repeatable = options.repeatable ?? (endpoint.idempotent ? "safe" : "once");
    const answer = await this.#answer(method, url, body, repeatable);
    return this.#read(endpoint.response, `${method} ${this.#base}/…/${path}`, answer) as Message<ResponseOf<E>>;
  }

  async #answer(method: string, url: string, body: string | undefined, repeatable: Repeatable): Promise<Answer> {
    const headers =
      body === undefined
        ? this.#authorization
        : { ...this.#authorization, "content-type": "application/json", "content-length": Buffer.byteLength(body) };
    const request = { method, url, headers, ...(body !== undefined && { body }) };
    const { settings } = this.#connection;
    const answer = await sendWithRetries(() => this.#connection.send(request), repeatable, settings, this.hasty);
    if (repeatable === "never" && isAbsence(answer)) {
      throw new ServerAwayError(this.#base, `it answers with status ${answer.status}`, true);
    }
    return answer;
  }

  #read(name: MessageName, what: string, answer: Answer): unknown {
    if (answer.status !== 200) throw refusal(what, answer);
    const text = answer.body.toString("utf8");
    if (text === "") return {};
    let json: unknown;
    try {
      json = parseJson(text);
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      throw oddAnswer(what, answer);
    }
    return decodeWhole(name, json);
  }
}

function pathOf(endpoint: Endpoint, message: object): string {
  return endpoint.path.replace(/\{(\w+)\}/g, (_, field: string) => {
    const value = (message as Record<string, string | undefined>)[field];
    if (value === undefined || value === "") {
      throw new TrackingError("INVALID_PARAMETER_VALUE", `Missing value for required parameter '${field}'.`);
    }
    return encodeURIComponent(value);
  });
}

/** The fields as a query string, without those in the path. */
function queryOf(name: MessageName, message: object, endpoint: Endpoint): string {
  const query = new URLSearchParams();
  for (const field of layoutOf(name).fields) {
    const value = (message as Record<string, unknown>)[field.name];
    if (value === undefined || endpoint.path.includes(`{${field.name}}`)) continue;
    for (const one of field.repeated ? (value as unknown[]) : [value]) query.append(field.name, String(one));
  }
  return query.size === 0 ? "" : `?${query.toString()}`;
}
