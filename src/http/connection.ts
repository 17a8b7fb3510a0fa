/** Requests to one server over connections that are kept. One attempt each: see `retry.ts`. */
import { Agent as HttpAgent, type ClientRequest, type IncomingMessage, request as httpRequest } from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { buffer } from "node:stream/consumers";
import type { HttpSettings } from "./settings.js";
import { ServerAwayError } from "./server_away.js";

export interface Request {
  readonly method: string;
  /** Absolute URL. */
  readonly url: string;
  readonly headers?: Readonly<Record<string, string | number>>;
  readonly body?: string | Uint8Array | (() => Readable);
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  readonly body: Buffer;
}

/** A server closes a connection that idles, commonly after 5 s; we do so sooner, so that no request meets a closing one. */
const idleMs = 4000;
const maxSockets = 16;
/** A host that drops packets is given up sooner than one that thinks. */
const connectMs = 10_000;

export class Connection {
  readonly settings: HttpSettings;
  readonly #http: HttpAgent;
  readonly #https: HttpsAgent;

  constructor(settings: HttpSettings) {
    this.settings = settings;
    const keep = { keepAlive: true, timeout: idleMs, maxSockets, scheduling: "lifo" as const };
    this.#http = new HttpAgent(keep);
    this.#https = new HttpsAgent({
      ...keep,
      rejectUnauthorized: !settings.insecureTls,
      ...(settings.authorities !== null && { ca: settings.authorities }),
    });
  }

  /** Rejects with `ServerAwayError` when there is no answer, or not all of it. */
  async send(request: Request): Promise<Answer> {
    const answer = await this.open(request);
    try {
      const { statusCode = 0, headers } = answer;
      return { status: statusCode, headers, body: await buffer(answer) };
    } catch (error) {
      throw away(request.url, error, true);
    }
  }

  /** The answer as a stream when it is a success, else with its body. */
  async sendOrOpen(request: Request): Promise<Answer & { readonly stream?: IncomingMessage }> {
    const stream = await this.open(request);
    const { statusCode: status = 0, headers } = stream;
    if (status >= 200 && status < 300) return { status, headers, body: Buffer.alloc(0), stream };
    try {
      return { status, headers, body: await buffer(stream) };
    } catch (error) {
      throw away(request.url, error, true);
    }
  }

  /** The answer as a stream, once its head is there; who takes it must read or destroy it. */
  open(request: Request): Promise<IncomingMessage> {
    const secure = request.url.startsWith("https:");
    return new Promise((resolve, reject) => {
      const sent = (secure ? httpsRequest : httpRequest)(request.url, {
        method: request.method,
        headers: request.headers,
        agent: secure ? this.#https : this.#http,
        timeout: this.settings.timeoutMs,
      });
      let answered = false;
      sent.on("response", (answer) => {
        answered = true;
        resolve(answer);
      });
      sent.on("socket", (socket) => {
        if (!socket.connecting) return;
        const late = setTimeout(() => {
          sent.destroy(new Error(`no connection within ${connectMs / 1000} s`));
        }, connectMs);
        const settled = (): void => clearTimeout(late);
        socket.once("connect", settled).once("close", settled);
      });
      sent.on("timeout", () => {
        sent.destroy(new Error(`no answer within ${this.settings.timeoutMs / 1000} s`));
      });
      sent.on("error", (error) => {
        if (!answered) reject(away(request.url, error, mayHaveArrived(sent, error)));
      });
      writeBody(sent, request.body, (error) => sent.destroy(error));
    });
  }

  close(): void {
    this.#http.destroy();
    this.#https.destroy();
  }
}

function writeBody(sent: ClientRequest, body: Request["body"], fail: (error: Error) => void): void {
  if (typeof body !== "function") {
    sent.end(body);
    return;
  }
  pipeline(body(), sent).catch(fail); // the request's own error tells what went wrong
}

/** The connection was refused, or never came to be: nothing was sent. */
function mayHaveArrived(sent: ClientRequest, error: Error): boolean {
  const code = (error as NodeJS.ErrnoException).code ?? "";
  return (
    !["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH"].includes(code) &&
    sent.socket?.connecting !== true
  );
}

function away(url: string, error: unknown, arrived: boolean): ServerAwayError {
  const certificate = /CERT|SELF_SIGNED|VERIFY/.test((error as NodeJS.ErrnoException).code ?? "");
  const remedy = certificate
    ? "name the certificates to trust with MLFLOW_TRACKING_SERVER_CERT_PATH, or do without checks with MLFLOW_TRACKING_INSECURE_TLS=true"
    : undefined;
  return new ServerAwayError(new URL(url).origin, reasonOf(error as Error), arrived, { cause: error, remedy });
}

/** Node leaves the message empty when it tried several addresses. */
function reasonOf(error: Error): string {
  const several = error instanceof AggregateError ? (error.errors as Error[]) : [];
  return error.message || several.map((one) => one.message).join(", ") || String((error as NodeJS.ErrnoException).code);
}
