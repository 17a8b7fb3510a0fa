/** Requests to a server that keeps artifacts: small ones as messages, files as streams. */
import { createWriteStream } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { randomBytes } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { dirname, join } from "node:path";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { TrackingError } from "../errors.js";
import { serverAddress } from "../http/address.js";
import { type Answer, Connection, type Request } from "../http/connection.js";
import { oddAnswer, refusal } from "../http/refusal.js";
import { type Repeatable, sendWithRetries } from "../http/retry.js";
import { ServerAwayError } from "../http/server_away.js";
import { httpSettings } from "../http/settings.js";

const connections = new Map<string, Connection>();

/** One per server and credentials, for as long as the process lives: its sockets close when they idle. */
function connectionFor(uri: string): Connection {
  let connection = connections.get(uri);
  if (connection === undefined) {
    connection = new Connection(httpSettings(serverAddress(uri)));
    connections.set(uri, connection);
  }
  return connection;
}

export class ArtifactServer {
  readonly url: string;
  readonly #connection: Connection;
  readonly #hasty: boolean;

  /** `hasty`: a server that is not there is not waited for. */
  constructor(url: string, credentialsFrom: string, hasty: boolean) {
    this.#hasty = hasty;
    this.url = url;
    this.#connection = connectionFor(credentialsFrom);
  }

  /** A call with a JSON answer. `path` is below the server's URL, with the query. */
  async json(method: string, path: string, body?: object): Promise<Record<string, unknown>> {
    const text = body === undefined ? undefined : JSON.stringify(body);
    const answer = await this.#send(
      {
        method,
        url: this.url + path,
        headers: { ...this.#authorization, ...(text !== undefined && { "content-type": "application/json" }) },
        ...(text !== undefined && { body: text }),
      },
      method === "POST" ? "once" : "safe",
    );
    if (answer.body.length === 0) return {};
    try {
      return JSON.parse(answer.body.toString("utf8")) as Record<string, unknown>;
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      throw oddAnswer(`${method} ${this.url}${path}`, answer);
    }
  }

  /** Sends a file's bytes; `open` gives them anew for each attempt. */
  async put(path: string, open: () => Readable, size: number | undefined, repeatable: Repeatable): Promise<void> {
    const length = size === undefined ? {} : { "content-length": size };
    const headers = { ...this.#authorization, "content-type": "application/octet-stream", ...length };
    await this.#send({ method: "PUT", url: this.url + path, headers, body: open }, repeatable);
  }

  /** Sends bytes to where a storage told us to, with its headers and without our credentials; the answer's headers. */
  async putElsewhere(
    url: string,
    headers: Readonly<Record<string, string>>,
    open: () => Readable,
    size: number,
  ): Promise<Answer["headers"]> {
    const request = { method: "PUT", url, headers: { ...headers, "content-length": size }, body: open };
    return (await this.#send(request, "safe")).headers;
  }

  get(path: string, headers: Readonly<Record<string, string>> = {}): Promise<IncomingMessage> {
    return this.#open({ method: "GET", url: this.url + path, headers: { ...this.#authorization, ...headers } });
  }

  getElsewhere(url: string, headers: Readonly<Record<string, string>>): Promise<IncomingMessage> {
    return this.#open({ method: "GET", url, headers });
  }

  /** Does `fetch` again when what it gives breaks off; as often as the settings say. */
  async whole(fetch: () => Promise<void>): Promise<void> {
    for (let retry = 0; ; retry++) {
      try {
        return await fetch();
      } catch (error) {
        if (!isBroken(error) || retry >= this.#connection.settings.maxRetries) throw error;
      }
    }
  }

  get #authorization(): Record<string, string> {
    const { authorization } = this.#connection.settings;
    return authorization === null ? {} : { authorization };
  }

  async #send(request: Request, repeatable: Repeatable): Promise<Answer> {
    const { settings } = this.#connection;
    const answer = await sendWithRetries(() => this.#connection.send(request), repeatable, settings, this.#hasty);
    if (answer.status < 200 || answer.status > 299) throw refusal(shown(request), answer);
    return answer;
  }

  async #open(request: Request): Promise<IncomingMessage> {
    const { settings } = this.#connection;
    const answer = await sendWithRetries(() => this.#connection.sendOrOpen(request), "safe", settings, this.#hasty);
    if (answer.stream === undefined) throw refusal(shown(request), answer);
    return answer.stream;
  }
}

/** Without the query, which may hold a signature. */
function shown({ method, url }: Request): string {
  return `${method} ${url.split("?")[0]!}`;
}

/** The connection broke while a body was under way. */
function isBroken(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException).code ?? "";
  return ["ECONNRESET", "EPIPE", "ETIMEDOUT", "ERR_STREAM_PREMATURE_CLOSE"].includes(code) &&
    !(error instanceof TrackingError)
    ? true
    : error instanceof ServerAwayError && error.mayHaveArrived;
}

/** Writes a stream to a file that is there whole or not at all. */
export async function toFile(destination: string, fill: (draft: string) => Promise<void>): Promise<void> {
  const draft = join(dirname(destination), `.artifact.downloading.${randomBytes(6).toString("hex")}`);
  try {
    await fill(draft);
    await rename(draft, destination);
  } finally {
    await rm(draft, { force: true });
  }
}

export async function pour(stream: Readable, file: string): Promise<void> {
  await pipeline(stream, createWriteStream(file, { highWaterMark: 1 << 20 }));
}
