/** `labbook server` as a process: its options, its address, its end. */
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { MlflowClient } from "labbook";
import { describe, expect, it, onTestFinished } from "vitest";
import { tempFolder } from "../temp.js";
import { labbook } from "./cli.js";
import { start } from "./server_process.js";

describe("labbook server", () => {
  it("says where it is and what it serves, and serves the store of the working directory", async () => {
    const cwd = tempFolder();
    const { url, greeting } = await start(cwd);
    expect(greeting.replaceAll(url, "URL").replaceAll(cwd, "CWD")).toBe(
      [
        "labbook serves MLflow's API at URL",
        "  page: URL/",
        "  store: sqlite:///CWD/mlflow.db",
        "  artifacts: CWD/mlartifacts, as mlflow-artifacts:/",
        "  clients: MLFLOW_TRACKING_URI=URL",
        "Ctrl-C ends it.",
        "",
      ].join("\n"),
    );
    const health = await fetch(`${url}/health`);
    expect([health.status, await health.text()]).toEqual([200, "OK"]);
    const page = await fetch(`${url}/`);
    expect(page.headers.get("content-type")).toBe("text/html; charset=utf-8");
    expect(await page.text()).toContain('<div id="page"></div>');
    const found = await fetch(`${url}/api/2.0/mlflow/experiments/get?experiment_id=0`);
    expect(((await found.json()) as { experiment: object }).experiment).toMatchObject({
      name: "Default",
      artifact_location: "mlflow-artifacts:/0",
    });
  });

  it.each(["SIGINT", "SIGTERM"] as const)(
    "finishes the request in hand at %s and leaves a closed database",
    async (signal) => {
      const cwd = tempFolder();
      const server = await start(cwd);
      const created = await fetch(`${server.url}/api/2.0/mlflow/experiments/create`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: '{"name": "before"}',
      });
      expect(created.status).toBe(200);
      expect(existsSync(join(cwd, "mlflow.db-wal"))).toBe(true);
      let send: (text: string | null) => void = () => undefined;
      const body = new ReadableStream({
        start(controller) {
          send = (text) => (text === null ? controller.close() : controller.enqueue(new TextEncoder().encode(text)));
        },
      });
      const upload = fetch(`${server.url}/api/2.0/mlflow-artifacts/artifacts/1/slow.txt`, {
        method: "PUT",
        body,
        duplex: "half",
      } as RequestInit);
      send("first half, ");
      await expect.poll(() => existsSync(join(cwd, "mlartifacts/1"))).toBe(true); // it has begun
      server.process.kill(signal);
      await once(server.process.stderr!, "data"); // it has heard
      await expect(fetch(`${server.url}/health`)).rejects.toThrow(); // and takes no more
      send("second half");
      send(null);
      expect((await upload).status).toBe(200);
      expect(await server.ended).toBe(0);
      expect(readFileSync(join(cwd, "mlartifacts/1/slow.txt"), "utf8")).toBe("first half, second half");
      expect(readdirSync(cwd).sort()).toEqual(["mlartifacts", "mlflow.db"]);
      const client = new MlflowClient(`sqlite:///${cwd}/mlflow.db`);
      expect((await client.getExperimentByName("before"))?.experimentId).toBe("1");
    },
  );

  it("ends as well when nobody hears it any more", async () => {
    const cwd = tempFolder();
    const server = await start(cwd);
    const body = '{"name": "before"}';
    const headers = { "content-type": "application/json" };
    await fetch(`${server.url}/api/2.0/mlflow/experiments/create`, { method: "POST", headers, body });
    server.process.stdout!.destroy();
    server.process.stderr!.destroy();
    server.process.kill("SIGTERM");
    expect(await server.ended).toBe(0);
    expect(readdirSync(cwd)).toEqual(["mlflow.db"]);
  });

  it("ends at once at a second signal, whatever is in hand", async () => {
    const cwd = tempFolder();
    const server = await start(cwd);
    const upload = fetch(`${server.url}/api/2.0/mlflow-artifacts/artifacts/1/endless.bin`, {
      method: "PUT",
      body: new ReadableStream({ start: (controller) => controller.enqueue(new Uint8Array(1)) }),
      duplex: "half",
    } as RequestInit);
    const cut = expect(upload).rejects.toThrow();
    await expect.poll(() => existsSync(join(cwd, "mlartifacts/1"))).toBe(true);
    server.process.kill("SIGINT");
    await once(server.process.stderr!, "data");
    const again = setInterval(() => server.process.kill("SIGINT"), 100); // what comes within half a second counts as the first
    expect(await server.ended).toBe(130);
    clearInterval(again);
    await cut;
  });

  it("takes MLflow's environment variables, and options over them", async () => {
    const cwd = tempFolder();
    mkdirSync(join(cwd, "data"));
    const { url, greeting } = await start(cwd, ["--artifacts-destination", "files"], {
      MLFLOW_BACKEND_STORE_URI: "data/team.db",
      MLFLOW_REGISTRY_STORE_URI: "sqlite:///data/models.db",
      MLFLOW_ARTIFACTS_DESTINATION: "elsewhere",
      MLFLOW_DEFAULT_ARTIFACT_ROOT: "mlflow-artifacts:/team",
      MLFLOW_STATIC_PREFIX: "/ml/flow",
      MLFLOW_HOST: "localhost",
      MLFLOW_SERVER_ALLOWED_HOSTS: "mlflow.example.com, localhost:*",
      MLFLOW_SERVER_X_FRAME_OPTIONS: "deny",
    });
    expect(url).toMatch(/^http:\/\/localhost:\d+\/ml\/flow$/);
    expect(greeting).toContain(`store: sqlite:///${cwd}/data/team.db`);
    expect(greeting).toContain(`registry: sqlite:///${cwd}/data/models.db`);
    expect(greeting).toContain(`artifacts: ${cwd}/files`);
    const answer = await fetch(`${url}/api/2.0/mlflow/experiments/get?experiment_id=0`);
    expect(answer.headers.get("x-frame-options")).toBe("DENY");
    expect(((await answer.json()) as { experiment: object }).experiment).toMatchObject({
      artifact_location: "mlflow-artifacts:/team/0",
    });
    expect((await fetch(`${url}/`)).status).toBe(200);
    const { port } = new URL(url);
    expect(
      (await fetch(`http://127.0.0.1:${port}/ml/flow/api/2.0/mlflow/experiments/get?experiment_id=0`)).status,
    ).toBe(403);
    expect(readdirSync(join(cwd, "data"))).toContain("models.db");
  });

  it("leaves artifacts to clients, or serves nothing else", async () => {
    const cwd = tempFolder();
    const without = await start(cwd, [], { MLFLOW_SERVE_ARTIFACTS: "false" });
    expect(without.greeting).toContain("artifacts: not served");
    const found = await fetch(`${without.url}/api/2.0/mlflow/experiments/get?experiment_id=0`);
    expect(((await found.json()) as { experiment: object }).experiment).toMatchObject({
      artifact_location: `${cwd}/mlruns/0`,
    });
    const other = tempFolder();
    const only = await start(other, ["--artifacts-only"]);
    expect((await fetch(`${only.url}/api/2.0/mlflow/experiments/get?experiment_id=0`)).status).toBe(503);
    expect(existsSync(join(other, "mlflow.db"))).toBe(false);
  });

  it("says what is wrong and what to do", async () => {
    const cwd = tempFolder();
    const taken = createServer().listen(0, "127.0.0.1");
    await once(taken, "listening");
    onTestFinished(() => void taken.close());
    const { port } = taken.address() as AddressInfo;
    const said = async (...args: string[]) => {
      const { code, stderr } = await labbook(["server", ...args], { cwd });
      return [code, stderr];
    };
    expect(await said("--port", String(port))).toEqual([
      1,
      `labbook: cannot listen on 127.0.0.1, port ${port}: another program uses the port; choose another one with --port (0 picks a free one)\n`,
    ]);
    expect(readdirSync(cwd)).toEqual(["mlflow.db"]); // closed again
    expect(await said("--host", "256.1.1.1", "--port", "0")).toMatchObject([
      1,
      expect.stringContaining("--host takes an address of this machine"),
    ]);
    expect(await said("--port", "65536")).toMatchObject([2, expect.stringContaining("'65536' is no port")]);
    expect(await said("--static-prefix", "ml/")).toMatchObject([2, expect.stringContaining("must begin with a '/'")]);
    expect(await said("--frame-ancestors", "self;script-src")).toMatchObject([
      2,
      expect.stringContaining("'self;script-src' is no origin: write self, https://hub.example.com"),
    ]);
    expect(await said("--tracking-uri", "x.db")).toMatchObject([
      2,
      expect.stringContaining("'x.db' is no address of a server; --backend-store-uri takes a SQLite file."),
    ]);
    expect(await said("--nope")).toMatchObject([2, expect.stringContaining("unknown option '--nope'")]);
    const help = await labbook(["ui", "--help"], { cwd });
    expect(help.code).toBe(0);
    expect(help.stdout).toContain("Usage: labbook server|ui");
  });
});
