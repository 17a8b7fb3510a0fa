/** `POST /graphql`, which MLflow's web page asks for runs and experiments. */
import { invalid } from "../errors.js";
import type { Exchange } from "./exchange.js";
import { receiveJson } from "./json_body.js";
import type { QueryHandlers, QueryRequest } from "./graphql.js";

const limitBytes = 2 ** 20;

/** The library is loaded with the first query: other clients never send one. */
export function graphqlRoute(handlers: QueryHandlers): (exchange: Exchange) => Promise<boolean> {
  return async (exchange) => {
    if (exchange.path !== "/graphql") return false;
    if (exchange.method !== "POST") {
      exchange.send(405, { allow: "POST", "content-type": "text/plain; charset=utf-8" }, "Method Not Allowed");
      return true;
    }
    const request = await readQuery(exchange);
    const { runQuery } = await import("./graphql.js");
    exchange.sendJson(200, `${JSON.stringify(await runQuery(handlers, request))}\n`);
    return true;
  };
}

async function readQuery(exchange: Exchange): Promise<QueryRequest> {
  const { query, variables, operationName } = await receiveJson(exchange, limitBytes);
  if (typeof query !== "string") throw invalid("Missing value for required parameter 'query'.");
  if (variables != null && (typeof variables !== "object" || Array.isArray(variables))) {
    throw invalid("Invalid value for parameter 'variables' supplied. It must be an object.");
  }
  return {
    query,
    ...(variables != null && { variables: variables as Record<string, unknown> }),
    ...(typeof operationName === "string" && { operationName }),
  };
}
