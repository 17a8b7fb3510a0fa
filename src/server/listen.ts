/** Requests from a socket: checked, bounded, answered by the route they name; and the end of it all. The only importer of @hono/node-server. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import { TrackingError } from "../errors.js";
import { Exchange } from "./exchange.js";
import { errorAnswer } from "./http_errors.js";
import { judge, type Security } from "./security.js";

/** Answers a request of its kind; false: it is not its kind, and nothing was done. */
export type Route = (exchange: Exchange) => Promise<boolean>;

export interface Serving {
  /** Asked in order, before the API: what streams, or must see the path as it was sent. */
  readonly routes: readonly Route[];
  /** Whatever no route answers. */
  readonly api: (request: Request, bindings: object) => Response | Promise<Response>;
  readonly security: Security;
  /** "" or like "/mlflow". */
  readonly staticPrefix: string;
}

export interface Listening {
  /** E.g. `http://127.0.0.1:5000`, with the prefix. */
  readonly url: string;
  /**
   * Takes no more requests, waits at most `graceMs` for those in hand, then ends their connections, and waits for what
   * answers them to notice: afterwards nothing uses a store any more.
   */
  close(graceMs: number): Promise<void>;
}

/** Bodies of the API; files go another way. A batch of 1000 params of 6000 characters is 6 MB. */
const bodyLimitBytes = 64 * 2 ** 20;

const timing = {
  /** A client must have sent its headers by then. */
  headersTimeout: 30_000,
  /** None for a whole request: an upload takes as long as it takes. Silence is noticed in `Exchange`. */
  requestTimeout: 0,
  /** Longer than clients keep an idle connection, so that none is closed while a request is on its way. */
  keepAliveTimeout: 120_000,
  maxHeaderSize: 64 * 2 ** 10,
};

/** What answers notices the end of its connection with the next byte; only what waits for another server takes longer. */
const noticeMs = 5_000;

/** Port 0 picks a free one. Rejects with a sentence where the address cannot be had. */
export async function listen(serving: Serving, host: string, port: number): Promise<Listening> {
  // Probes over HTTP 1.0 name no host; which one stands in does not matter, as the routes look at paths only.
  const api = getRequestListener(serving.api, { autoCleanupIncoming: false, hostname: "localhost" });
  const inHand = new Set<Promise<unknown>>();
  const hold = (working: Promise<unknown>): void => {
    inHand.add(working);
    void working.then(() => inHand.delete(working));
  };
  const server = createServer(timing, (incoming, outgoing) => {
    // A client may go away while its answer is worked at, and an answer may be on its way when the work is done.
    hold(new Promise((gone) => outgoing.once("close", gone)));
    hold(answer(incoming, outgoing, serving, api));
  });
  await bind(server, host, port);
  const { address, family, port: bound } = server.address() as AddressInfo;
  const name = family === "IPv6" ? `[${address}]` : address;
  return {
    url: `http://${host === "localhost" ? host : name}:${bound}${serving.staticPrefix}`,
    close: (graceMs) => close(server, inHand, graceMs),
  };
}

type Api = (incoming: IncomingMessage, outgoing: ServerResponse) => Promise<void>;

async function answer(incoming: IncomingMessage, outgoing: ServerResponse, serving: Serving, api: Api): Promise<void> {
  const exchange = new Exchange(incoming, outgoing, serving.staticPrefix);
  try {
    const { headers, answer: refusal } = judge({ ...head(exchange), headers: incoming.headers }, serving.security);
    for (const name in headers) outgoing.setHeader(name, headers[name]!);
    if (refusal !== undefined) return exchange.send(refusal.status, { "content-type": "text/plain" }, refusal.text);
    for (const route of serving.routes) if (await route(exchange)) return;
    await answerByApi(exchange, api);
  } catch (error) {
    await answerError(exchange, error);
  }
}

function head({ method, path }: Exchange): { method: string; path: string } {
  return { method, path };
}

/** The framework reads a body that is already there from `rawBody`, and one of any size from the socket. */
async function answerByApi(exchange: Exchange, api: Api): Promise<void> {
  const incoming: IncomingMessage & { rawBody?: Buffer } = exchange.incoming;
  if (exchange.method !== "GET" && exchange.method !== "HEAD") {
    const refusal = `The request is larger than ${bodyLimitBytes / 2 ** 20} MiB. Send it in parts.`;
    incoming.rawBody = await exchange.receiveBody(bodyLimitBytes, refusal);
  }
  incoming.url = exchange.path + exchange.search;
  await api(incoming, exchange.outgoing);
}

async function answerError(exchange: Exchange, error: unknown): Promise<void> {
  const { incoming, outgoing } = exchange;
  const gone = incoming.destroyed && !incoming.complete;
  if (gone || outgoing.headersSent) return void outgoing.destroy();
  const response = errorAnswer(error);
  exchange.sendJson(response.status, await response.text());
}

async function bind(server: Server, host: string, port: number): Promise<void> {
  try {
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(port, host, resolve);
    });
  } catch (error) {
    throw unbound(host, port, error as NodeJS.ErrnoException);
  }
}

function unbound(host: string, port: number, cause: NodeJS.ErrnoException): TrackingError {
  const place = `cannot listen on ${host}, port ${port}`;
  switch (cause.code) {
    case "EADDRINUSE":
      return new TrackingError(
        "RESOURCE_CONFLICT",
        `${place}: another program uses the port; choose another one with --port (0 picks a free one)`,
        { cause },
      );
    case "EACCES":
      return new TrackingError(
        "PERMISSION_DENIED",
        `${place}: this user may not use the port; choose one above 1023 with --port`,
        { cause },
      );
    default:
      return new TrackingError(
        "INVALID_PARAMETER_VALUE",
        `${place}: ${cause.message}; --host takes an address of this machine, such as 127.0.0.1, or 0.0.0.0 for all`,
        { cause },
      );
  }
}

async function close(server: Server, inHand: ReadonlySet<Promise<unknown>>, graceMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  await atMost(graceMs, Promise.all(inHand));
  server.closeAllConnections();
  await closed;
  await atMost(noticeMs, Promise.all(inHand));
}

async function atMost(ms: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<void>((done) => (timer = setTimeout(done, ms)));
  await Promise.race([work, over]);
  clearTimeout(timer);
}
