/** MLflow's own endpoints, typed by the table that server and client share. */
import { decodeWhole } from "../../protocol/decode.js";
import {
  type Endpoint,
  type EndpointName,
  endpoints,
  type RequestOf,
  type ResponseOf,
} from "../../protocol/endpoints.js";
import type { Message } from "../../protocol/messages.js";
import { jsonOf } from "./failure.js";
import { send } from "./send.js";

/** `call("getRun", { run_id })`. Rejects with an `ApiError`. */
export async function call<E extends EndpointName>(
  name: E,
  request: Message<RequestOf<E>>,
  signal?: AbortSignal,
): Promise<Message<ResponseOf<E>>> {
  const { methods, path, response } = endpoints[name] as Endpoint;
  const method = methods[0]!;
  const fields = { ...request } as Record<string, unknown>;
  const filled = path.replace(/\{(\w+)\}/g, (_, field: string) => encodeURIComponent(String(fields[field])));
  const url = `ajax-api/2.0/mlflow/${filled}`;
  const answer =
    method === "GET"
      ? await send(`${url}?${queryOf(fields)}`, { signal })
      : await send(url, {
          method,
          signal,
          headers: { "content-type": "application/json" },
          body: JSON.stringify(fields),
        });
  return decodeWhole(response as ResponseOf<E>, await jsonOf(answer, signal));
}

function queryOf(fields: Readonly<Record<string, unknown>>): URLSearchParams {
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(fields)) {
    for (const one of Array.isArray(value) ? value : [value]) if (one !== undefined) query.append(key, String(one));
  }
  return query;
}
