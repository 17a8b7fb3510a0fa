/** A real HTTP server that answers as a test says, and keeps what it was asked. */
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from "node:http";
import { buffer } from "node:stream/consumers";
import { onTestFinished } from "vitest";

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
  /** Port of the connection's other end: the same for requests of one connection. */
  readonly connection: number;
}

export interface ScriptedServer {
  readonly url: string;
  readonly asked: Asked[];
}

export type Script = (asked: Asked, response: ServerResponse) => void;

export async function scripted(script: Script): Promise<ScriptedServer> {
  const asked: Asked[] = [];
  const url = await listening((request, response) => {
    void buffer(request).then((body) => {
      const one: Asked = {
        method: request.method!,
        path: request.url!,
        headers: request.headers,
        body: body.toString("utf8"),
        connection: request.socket.remotePort!,
      };
      asked.push(one);
      script(one, response);
    });
  });
  return { url, asked };
}

export async function listening(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as { port: number }).port}`;
}

export function json(
  response: ServerResponse,
  status: number,
  body: object,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(JSON.stringify(body));
}
