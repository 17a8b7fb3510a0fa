/** A server on a socket, and requests to it exactly as written: no library normalises their paths. */
import { type IncomingHttpHeaders, request } from "node:http";
import { buffer } from "node:stream/consumers";
import { onTestFinished } from "vitest";
import { type RunningServer, type ServerOptions, startServer } from "../../src/server/start.js";
import { tempFolder } from "../temp.js";

export interface Served extends RunningServer {
  /** Its files: `mlflow.db`, `artifacts/`. */
  readonly folder: string;
}

export async function serve(options: Partial<ServerOptions> = {}, folder = tempFolder()): Promise<Served> {
  const server = await startServer({ ...optionsFor(folder), ...options });
  let open = true;
  const close = async (graceMs?: number): Promise<void> => {
    if (open) await server.close(graceMs);
    open = false;
  };
  onTestFinished(() => close(0));
  return { ...server, close, folder };
}

/** A server's defaults, with its files in `folder`, on a free port. */
export function optionsFor(folder: string): ServerOptions {
  return {
    backendStoreUri: `sqlite:///${folder}/mlflow.db`,
    registryStoreUri: `sqlite:///${folder}/mlflow.db`,
    artifactsDestination: `${folder}/artifacts`,
    serveArtifacts: true,
    artifactsOnly: false,
    host: "127.0.0.1",
    port: 0,
    staticPrefix: "",
    security: { allowedHosts: null, allowedOrigins: [], frameOptions: "SAMEORIGIN" },
  };
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly text: string;
  /** Throws where the body is no JSON. */
  json(): unknown;
}

export interface Asked {
  readonly headers?: Readonly<Record<string, string>>;
  /** An object is sent as JSON. */
  readonly body?: string | Buffer | object;
}

export function ask(server: { url: string }, method: string, path: string, asked: Asked = {}): Promise<Answer> {
  const { hostname, port } = new URL(server.url);
  const raw = typeof asked.body === "string" || Buffer.isBuffer(asked.body) || asked.body === undefined;
  const body = raw ? ((asked.body as string | Buffer | undefined) ?? "") : JSON.stringify(asked.body);
  const headers = {
    ...(!raw && { "content-type": "application/json" }),
    ...(method !== "GET" && { "content-length": String(Buffer.byteLength(body)) }),
    ...asked.headers,
  };
  return new Promise((resolve, reject) => {
    const sent = request({ hostname, port, method, path, headers, agent: false }, (response) => {
      buffer(response).then((received) => {
        const text = received.toString("utf8");
        const json = (): unknown => JSON.parse(text) as unknown;
        resolve({ status: response.statusCode!, headers: response.headers, body: received, text, json });
      }, reject);
    });
    sent.on("error", reject);
    sent.end(body);
  });
}

/** A JSON call that must succeed. */
export async function call(server: { url: string }, path: string, body: object): Promise<Record<string, unknown>> {
  const answer = await ask(server, "POST", `/api/2.0/mlflow/${path}`, { body });
  if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${answer.text}`);
  return answer.json() as Record<string, unknown>;
}
