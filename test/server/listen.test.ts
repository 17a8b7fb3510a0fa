/** The server on its socket: odd, slow, large and broken requests, and its end. */
import { once } from "node:events";
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { describe, expect, it } from "vitest";
import { listen } from "../../src/server/listen.js";
import { tempFolder } from "../temp.js";
import { ask, call, serve } from "./serving.js";

/** What a server answers to exactly these bytes, until it closes the connection. */
async function raw(url: string, bytes: string): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.write(bytes);
  return await text(socket);
}

/** Resolves when nobody listens there any more. */
async function refused(url: string): Promise<void> {
  const { hostname, port } = new URL(url);
  for (;;) {
    const socket = connect(Number(port), hostname);
    try {
      await once(socket, "connect");
    } catch {
      return;
    }
    socket.destroy();
  }
}

describe("a server that is stopped", () => {
  it.each([
    ["has gone away", 10_000, true],
    ["waits longer than the grace", 0, false],
  ])("lets the work for a client end that %s, before anybody closes what it uses", async (_, graceMs, leaves) => {
    const [begun, left, goOn] = [
      Promise.withResolvers<void>(),
      Promise.withResolvers<void>(),
      Promise.withResolvers<void>(),
    ];
    const order: string[] = [];
    const { url, close } = await listen(
      {
        routes: [
          async ({ outgoing }) => {
            outgoing.once("close", left.resolve);
            begun.resolve();
            await goOn.promise;
            order.push("work done");
            return true;
          },
        ],
        api: () => new Response(),
        security: { allowedHosts: null, allowedOrigins: [], frameOptions: "NONE" },
        staticPrefix: "",
      },
      "127.0.0.1",
      0,
    );
    const { hostname, port } = new URL(url);
    const client = connect(Number(port), hostname);
    client.write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
    await begun.promise;
    if (leaves) client.destroy();
    if (leaves) await left.promise;
    const stopped = close(graceMs).then(() => order.push("stopped"));
    await left.promise;
    await refused(url);
    goOn.resolve();
    await stopped;
    expect(order).toEqual(["work done", "stopped"]);
  });
});

describe("a server on a socket", () => {
  it("refuses foreign hosts and origins before anything is done", async () => {
    const server = await serve();
    const search = "/api/2.0/mlflow/experiments/search?max_results=1";
    const foreign = await ask(server, "GET", search, { headers: { host: "evil.example" } });
    expect([foreign.status, foreign.headers["content-type"], foreign.text]).toEqual([
      403,
      "text/plain",
      "Invalid Host header - possible DNS rebinding attack detected",
    ]);
    expect((await ask(server, "GET", "/health", { headers: { host: "evil.example" } })).text).toBe("OK");
    const origin = { origin: "http://evil.example" };
    const paths = ["/api/2.0/mlflow/experiments/create", "/ajax-api/2.0/mlflow/experiments/create", "/graphql"];
    for (const path of paths) {
      const answer = await ask(server, "POST", path, { headers: origin, body: { name: "evil" } });
      expect([answer.status, answer.text]).toEqual([403, "Cross-origin request blocked"]);
    }
    const upload = await ask(server, "PUT", "/api/2.0/mlflow-artifacts/artifacts/x", { headers: origin, body: "x" });
    expect(upload.status).toBe(403);
    expect(existsSync(join(server.folder, "artifacts"))).toBe(false);
    expect((await ask(server, "GET", search, { headers: origin })).status).toBe(200);
    const wish = { ...origin, "access-control-request-method": "POST" };
    const preflight = await ask(server, "OPTIONS", "/api/2.0/mlflow/runs/create", { headers: wish });
    expect([preflight.status, preflight.text]).toEqual([400, "Disallowed CORS origin"]);
    const near = { origin: "http://localhost:3000" };
    const shared = await ask(server, "POST", "/api/2.0/mlflow/experiments/create", {
      headers: near,
      body: { name: "n" },
    });
    expect(shared.status).toBe(200);
    expect(shared.headers).toMatchObject({
      "access-control-allow-origin": "http://localhost:3000",
      "x-content-type-options": "nosniff",
      "x-frame-options": "SAMEORIGIN",
    });
  });

  it("bounds bodies, of a length that is told and of one that is not", async () => {
    const server = await serve();
    const { hostname, port } = new URL(server.url);
    const head = `POST /api/2.0/mlflow/experiments/create HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n`;
    const told = connect(Number(port), hostname);
    told.write(`${head}Content-Length: 67108865\r\n\r\n{`);
    let answer = "";
    while (!answer.includes("}")) answer += String(((await once(told, "data")) as [Buffer])[0]);
    told.destroy();
    expect(answer).toContain("HTTP/1.1 400 Bad Request");
    expect(answer).toContain('"message":"The request is larger than 64 MiB. Send it in parts."');
    const large = JSON.stringify({ name: "x".repeat(2 ** 20) });
    const within = await ask(server, "POST", "/api/2.0/mlflow/experiments/create", {
      body: JSON.parse(large) as object,
    });
    expect(within.status).toBe(400); // too long for a name, which says the API
    expect(within.text).toContain("exceeds the maximum length");
    const piece = Buffer.alloc(2 ** 20, " ");
    const socket = connect(Number(port), hostname);
    socket.write(`${head}Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n`);
    for (let i = 0; i < 65; i++) socket.write(`100000\r\n${piece.toString("latin1")}\r\n`);
    socket.end("0\r\n\r\n");
    expect(await text(socket)).toContain("The request is larger than 64 MiB.");
    expect((await call(server, "experiments/create", { name: "still here" }))["experiment_id"]).toBe("1");
  });

  it("keeps within its memory however many large bodies come in at once", async () => {
    const server = await serve();
    const { hostname, port } = new URL(server.url);
    const piece = Buffer.alloc(55 * 2 ** 20, " ");
    const sockets = Array.from({ length: 4 }, () => {
      const socket = connect(Number(port), hostname);
      socket.write(
        "POST /api/2.0/mlflow/runs/log-batch HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n" +
          `Content-Length: ${piece.length + 1}\r\n\r\n`,
      );
      socket.write(piece);
      return socket;
    });
    const [first] = await Promise.race(sockets.map((socket) => once(socket, "data") as Promise<[Buffer]>));
    expect(String(first)).toMatch(/^HTTP\/1.1 429 Too Many Requests.*too many large requests. Send this again/s);
    for (const socket of sockets) socket.destroy();
    expect((await call(server, "experiments/create", { name: "still here" }))["experiment_id"]).toBe("1");
  });

  it("answers a request that is no HTTP, or has endless headers, and goes on", async () => {
    const server = await serve();
    expect(await raw(server.url, "hello\r\n\r\n")).toContain("400 Bad Request");
    expect(await raw(server.url, "GET /health HTTP/1.1\r\n\r\n")).toContain("400 Bad Request"); // no Host
    expect(await raw(server.url, "GET /health HTTP/1.0\r\n\r\n")).toMatch(/^HTTP\/1.1 200 OK\r\n.*\r\n\r\nOK$/s); // a probe
    expect(await raw(server.url, "GET /api/2.0/mlflow/experiments/get?experiment_id=0 HTTP/1.0\r\n\r\n")).toContain(
      "403",
    );
    const headers = `X: ${"x".repeat(70_000)}\r\n`;
    expect(await raw(server.url, `GET /health HTTP/1.1\r\nHost: localhost\r\n${headers}\r\n`)).toContain(
      "431 Request Header Fields Too Large",
    );
    const close = "Host: localhost\r\nConnection: close\r\n\r\n";
    expect(await raw(server.url, `GET http://localhost/health HTTP/1.1\r\n${close}`)).toMatch(
      /^HTTP\/1.1 200 OK.*OK$/s,
    );
    expect(await raw(server.url, `OPTIONS * HTTP/1.1\r\n${close}`)).toMatch(/^HTTP\/1.1 4\d\d/);
    expect(await raw(server.url, `GET /%ff%00 HTTP/1.1\r\n${close}`)).toMatch(/^HTTP\/1.1 404/);
    expect(await raw(server.url, `GET //evil.example/health HTTP/1.1\r\n${close}`)).toMatch(/^HTTP\/1.1 40[34]/);
  });

  it("is not held up by clients that go away or fall silent in the middle", async () => {
    const server = await serve();
    const { hostname, port } = new URL(server.url);
    const half =
      "POST /api/2.0/mlflow/experiments/create HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n";
    const silent = Array.from({ length: 50 }, () => connect(Number(port), hostname));
    for (const socket of silent) socket.write(`${half}Content-Length: 100\r\n\r\n{"na`);
    const gone = connect(Number(port), hostname);
    gone.write(`${half}Content-Length: 100\r\n\r\n{"na`);
    await once(gone, "connect");
    gone.destroy();
    expect((await call(server, "experiments/create", { name: "meanwhile" }))["experiment_id"]).toBe("1");
    await server.close(0); // ends their connections
    for (const socket of silent) if (!socket.destroyed) await once(socket, "close");
  });

  it("answers with and without its prefix", async () => {
    const server = await serve({ staticPrefix: "/ml/flow" });
    for (const prefix of ["", "/ml/flow"]) {
      expect((await ask(server, "GET", `${prefix}/health`)).text).toBe("OK");
      const found = await ask(server, "GET", `${prefix}/api/2.0/mlflow/experiments/get?experiment_id=0`);
      expect(found.status).toBe(200);
      expect((await ask(server, "PUT", `${prefix}/api/2.0/mlflow-artifacts/artifacts/x`)).status).toBe(200);
    }
    expect((await ask(server, "GET", "/ml/flower/health")).status).toBe(404);
  });

  it("closes the store when the registry cannot be opened", async () => {
    const folder = tempFolder();
    writeFileSync(join(folder, "registry.db"), "no database");
    const started = serve({ registryStoreUri: `sqlite:///${folder}/registry.db` }, folder);
    await expect(started).rejects.toThrow("it is not a SQLite database");
    expect(readdirSync(folder).sort()).toEqual(["mlflow.db", "registry.db"]);
  });

  it("refuses a destination that is no folder", async () => {
    await expect(serve({ artifactsDestination: "s3://b/x" })).rejects.toThrow(
      "with --no-serve-artifacts --default-artifact-root s3://b/x",
    );
  });
});
