/** JSON in the body of a request that a route answers itself. */
import { invalid } from "../errors.js";
import type { Exchange } from "./exchange.js";

/** Rejects with INVALID_PARAMETER_VALUE unless the body is a JSON object of at most `limitBytes`, and says that it is JSON. */
export async function receiveJson(exchange: Exchange, limitBytes: number): Promise<Readonly<Record<string, unknown>>> {
  // Only a page of an origin that may write can send JSON: browsers ask before they do.
  const type = exchange.incoming.headers["content-type"]?.split(";")[0]?.trim();
  if (type !== "application/json") throw invalid("Bad Request. Content-Type must be one of ['application/json'].");
  const body = await exchange.receiveBody(limitBytes, `The request is larger than ${limitBytes / 2 ** 20} MiB.`);
  let fields: unknown;
  try {
    fields = JSON.parse(body.toString("utf8"));
  } catch (error) {
    throw invalid(`The body is no JSON: ${(error as Error).message}`);
  }
  if (typeof fields === "object" && fields !== null && !Array.isArray(fields)) return fields as Record<string, unknown>;
  throw invalid("The body must be a JSON object.");
}
