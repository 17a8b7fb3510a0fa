/** Artifacts over HTTP: what MLflow answers, and that no path leaves the root. */
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, it } from "vitest";
import { tempFolder } from "../temp.js";
import { ask, call, serve, type Served } from "./serving.js";

const proxy = "/api/2.0/mlflow-artifacts/artifacts";
const invalidPath = {
  error_code: "INVALID_PARAMETER_VALUE",
  message: "Invalid path",
  sqlstate: "KAM00",
  error_class: "INVALID_PARAMETER_VALUE",
};

async function newRun(server: Served, experiment: object = { name: "e" }): Promise<{ runId: string; root: string }> {
  const { experiment_id } = await call(server, "experiments/create", experiment);
  const { run } = (await call(server, "runs/create", { experiment_id, start_time: 1 })) as {
    run: { info: { run_id: string; artifact_uri: string } };
  };
  return { runId: run.info.run_id, root: run.info.artifact_uri };
}

describe("the artifact proxy", () => {
  it("takes, lists, gives and deletes files", async () => {
    const server = await serve();
    const put = await ask(server, "PUT", `${proxy}/1/r/artifacts/dir/a.txt`, { body: "hello" });
    expect([put.status, put.text, put.headers["content-type"]]).toEqual([200, "", undefined]);
    await ask(server, "PUT", `${proxy}/1/r/artifacts/with%20space%20%C3%BC.txt`, { body: "hi" });
    await ask(server, "PUT", `${proxy}/1/r/artifacts/empty`);
    await ask(server, "PUT", `${proxy}/1/r/artifacts/dir/a.txt`, { body: "hello again" });
    expect(readFileSync(join(server.folder, "artifacts/1/r/artifacts/dir/a.txt"), "utf8")).toBe("hello again");
    const listed = await ask(server, "GET", `${proxy}?path=1/r/artifacts`);
    expect(listed.json()).toEqual({
      files: [
        { path: "dir", is_dir: true },
        { path: "empty", is_dir: false },
        { path: "with space ü.txt", is_dir: false, file_size: 2 },
      ],
    });
    expect((await ask(server, "GET", `/ajax-api/2.0/mlflow-artifacts/artifacts?path=no/such`)).json()).toEqual({});
    const got = await ask(server, "GET", `${proxy}/1/r/artifacts/with%20space%20%C3%BC.txt`);
    expect(got.text).toBe("hi");
    expect(got.headers).toMatchObject({
      "content-type": "text/plain",
      "content-length": "2",
      "content-disposition": "attachment; filename=\"with space u.txt\"; filename*=UTF-8''with%20space%20%C3%BC.txt",
      "x-content-type-options": "nosniff",
      "x-frame-options": "SAMEORIGIN",
    });
    for (let times = 0; times < 2; times++) {
      const deleted = await ask(server, "DELETE", `${proxy}/1/r/artifacts/dir`);
      expect([deleted.status, deleted.json()]).toEqual([200, {}]);
    }
    expect(readdirSync(join(server.folder, "artifacts/1/r/artifacts"))).toEqual(["empty", "with space ü.txt"]);
  });

  it("gives ranges of a file, and its head", async () => {
    const server = await serve();
    await ask(server, "PUT", `${proxy}/x.bin`, { body: "0123456789" });
    const range = async (text: string) => {
      const { status, text: body, headers } = await ask(server, "GET", `${proxy}/x.bin`, { headers: { range: text } });
      return [status, body, headers["content-range"]];
    };
    expect(await range("bytes=2-4")).toEqual([206, "234", "bytes 2-4/10"]);
    expect(await range("bytes=8-")).toEqual([206, "89", "bytes 8-9/10"]);
    expect(await range("bytes=-3")).toEqual([206, "789", "bytes 7-9/10"]);
    expect(await range("bytes=0-99")).toEqual([206, "0123456789", "bytes 0-9/10"]);
    expect(await range("bytes=10-")).toEqual([416, "", "bytes */10"]);
    expect(await range("bytes=5-2")).toEqual([200, "0123456789", undefined]);
    expect(await range("lines=1-2")).toEqual([200, "0123456789", undefined]);
    const head = await ask(server, "HEAD", `${proxy}/x.bin`);
    expect([head.status, head.text, head.headers["content-length"]]).toEqual([200, "", "10"]);
    const changed = { range: "bytes=0-1", "if-range": '"other"' };
    expect((await ask(server, "GET", `${proxy}/x.bin`, { headers: changed })).status).toBe(200);
    const same = { range: "bytes=0-1", "if-range": head.headers.etag! };
    expect((await ask(server, "GET", `${proxy}/x.bin`, { headers: same })).text).toBe("01");
  });

  it("says what is missing, what is a folder and what a folder cannot do", async () => {
    const server = await serve();
    await ask(server, "PUT", `${proxy}/dir/a.txt`, { body: "x" });
    const told = async (method: string, path: string, body?: object) => {
      const answer = await ask(server, method, path, body === undefined ? {} : { body });
      const { error_code, message } = answer.json() as { error_code: string; message: string };
      return [answer.status, error_code, message];
    };
    expect(await told("GET", `${proxy}/dir/b.txt`)).toEqual([
      404,
      "RESOURCE_DOES_NOT_EXIST",
      "No such artifact: 'dir/b.txt'",
    ]);
    const folder = "Artifact path refers to a directory, not a file: 'dir'";
    expect((await ask(server, "GET", `${proxy}/dir`)).json()).toEqual({ detail: folder });
    expect((await told("PUT", `${proxy}/dir`))[0]).toBe(400);
    expect((await told("PUT", `${proxy}/dir/a.txt/b`))[0]).toBe(400);
    expect((await told("PUT", `${proxy}/${"n".repeat(300)}`))[0]).toBe(400);
    expect((await told("GET", `${proxy}/${"n".repeat(300)}`))[0]).toBe(404);
    const unnamed = await ask(server, "PUT", `${proxy}/`, { body: "x" });
    expect([unnamed.status, unnamed.json()]).toEqual([
      400,
      { detail: "Artifact path must include a filename (cannot end with '/')." },
    ]);
    const multipart = "Multipart upload is not supported for the current artifact repository";
    for (const step of ["create", "complete", "abort"]) {
      expect(await told("POST", `/api/2.0/mlflow-artifacts/mpu/${step}/1/x.bin`, { path: "x.bin" })).toEqual([
        501,
        "NOT_IMPLEMENTED",
        multipart,
      ]);
    }
    expect(await told("GET", "/ajax-api/2.0/mlflow-artifacts/presigned/1/x.bin")).toEqual([
      501,
      "NOT_IMPLEMENTED",
      "Multipart download is not supported for the current artifact repository",
    ]);
    const patch = await ask(server, "PATCH", `${proxy}/x`);
    expect([patch.status, patch.headers.allow]).toEqual([405, "GET, HEAD, PUT, DELETE"]);
  });

  it("leaves nothing of an upload that is broken off", async () => {
    const server = await serve();
    await ask(server, "PUT", `${proxy}/x.bin`, { body: "old" });
    const root = join(server.folder, "artifacts");
    const { hostname, port } = new URL(server.url);
    const upload = request({
      hostname,
      port,
      method: "PUT",
      path: `${proxy}/x.bin`,
      headers: { "content-length": "9" },
    });
    upload.on("error", () => undefined); // this side breaks it off
    upload.write("half");
    await expect.poll(() => readdirSync(root).length).toBe(2);
    upload.destroy();
    await expect.poll(() => readdirSync(root)).toEqual(["x.bin"]);
    expect((await ask(server, "GET", `${proxy}/x.bin`)).text).toBe("old");
  });

  it("takes a body of unknown length", async () => {
    const server = await serve();
    const { hostname, port } = new URL(server.url);
    const upload = request({ hostname, port, method: "PUT", path: `${proxy}/c.txt` });
    upload.write("in ");
    upload.end("chunks");
    const [response] = (await once(upload, "response")) as [{ statusCode: number; resume(): void }];
    response.resume();
    expect(response.statusCode).toBe(200);
    expect((await ask(server, "GET", `${proxy}/c.txt`)).text).toBe("in chunks");
  });

  it.each([
    "../../etc/passwd",
    "%2e%2e/%2e%2e/etc/passwd",
    "1/../../x",
    "..%2f..%2fetc%2fpasswd",
    "%252e%252e%252f%252e%252e%252fetc/passwd",
    "%25252e%25252e%25252fetc",
    "..%5c..%5cetc",
    "a%5cb",
    "/etc/passwd",
    "%2fetc%2fpasswd",
    "%252fetc",
    "C:/windows/x",
    "c%3a%5cwindows",
    "a%23b",
    "a/%2e%2e",
    "..",
  ])("refuses the path %s", async (path) => {
    const server = await serve();
    writeFileSync(join(server.folder, "secret"), "s");
    for (const method of ["GET", "PUT", "DELETE", "HEAD"]) {
      const answer = await ask(server, method, `${proxy}/${path}`, method === "PUT" ? { body: "evil" } : {});
      expect([method, answer.status]).toEqual([method, 400]);
      if (method !== "HEAD") expect(answer.json()).toEqual(invalidPath);
    }
    const listed = await ask(server, "GET", `${proxy}?path=${path}`);
    expect([listed.status, listed.json()]).toEqual([400, invalidPath]);
    const multipart = await ask(server, "POST", `/api/2.0/mlflow-artifacts/mpu/create/${path}`, { body: {} });
    expect([multipart.status, multipart.json()]).toEqual([400, invalidPath]);
    expect(readdirSync(server.folder).filter((name) => !name.startsWith("mlflow.db"))).toEqual(["secret"]);
  });

  it("does not follow links out of the root", async () => {
    const server = await serve();
    const outside = tempFolder();
    writeFileSync(join(outside, "secret"), "s");
    const root = join(server.folder, "artifacts");
    mkdirSync(root);
    symlinkSync(outside, join(root, "folder"));
    symlinkSync(join(outside, "secret"), join(root, "file"));
    symlinkSync(join(outside, "gone"), join(root, "dangling"));
    for (const path of ["folder/secret", "file"]) {
      expect((await ask(server, "GET", `${proxy}/${path}`)).json()).toEqual(invalidPath);
    }
    expect((await ask(server, "GET", `${proxy}?path=folder`)).json()).toEqual(invalidPath);
    for (const path of ["folder/new", "folder/secret", "dangling/new"]) {
      expect((await ask(server, "PUT", `${proxy}/${path}`, { body: "evil" })).status).toBe(400);
    }
    expect((await ask(server, "DELETE", `${proxy}/folder/secret`)).status).toBe(400);
    expect((await ask(server, "PUT", `${proxy}/file`, { body: "mine" })).status).toBe(200); // replaces the link
    expect((await ask(server, "DELETE", `${proxy}/folder`)).status).toBe(200); // removes the link
    expect(readdirSync(outside)).toEqual(["secret"]);
    expect(readFileSync(join(outside, "secret"), "utf8")).toBe("s");
  });

  it("is not there with --no-serve-artifacts, whose runs keep artifacts where clients reach them", async () => {
    const server = await serve({ serveArtifacts: false, defaultArtifactRoot: join(tempFolder(), "mlruns") });
    const answer = await ask(server, "GET", `${proxy}/x`);
    expect([answer.status, answer.text]).toEqual([
      503,
      `Endpoint: ${proxy}/x disabled due to the mlflow server running with \`--no-serve-artifacts\`. To enable artifacts ` +
        "server functionality, run `mlflow server` with `--serve-artifacts`",
    ]);
    const { root } = await newRun(server);
    expect(root).toMatch(/^\/.*\/mlruns\/1\/[0-9a-f]{32}\/artifacts$/);
    const proxied = await newRun(server, { name: "p", artifact_location: "mlflow-artifacts:/p" });
    const listed = await ask(server, "GET", `/api/2.0/mlflow/artifacts/list?run_id=${proxied.runId}`);
    expect([listed.status, (listed.json() as { error_code: string }).error_code]).toEqual([501, "NOT_IMPLEMENTED"]);
  });

  it("is all there is with --artifacts-only", async () => {
    const server = await serve({ artifactsOnly: true });
    await ask(server, "PUT", `${proxy}/x`, { body: "x" });
    expect((await ask(server, "GET", `${proxy}/x`)).text).toBe("x");
    expect((await ask(server, "GET", "/health")).text).toBe("OK");
    expect((await ask(server, "GET", "/version")).text).toMatch(/^3\./);
    for (const path of ["/api/2.0/mlflow/experiments/search", "/get-artifact", "/graphql"]) {
      const answer = await ask(server, "POST", path, { body: {} });
      expect(answer.status).toBe(503);
      expect(answer.text).toContain(
        `Endpoint: ${path} disabled due to the mlflow server running in \`--artifacts-only\``,
      );
    }
    expect(existsSync(join(server.folder, "mlflow.db"))).toBe(false);
  });
});

describe("the artifacts of a run", () => {
  it("are listed and downloaded through the proxy's folder", async () => {
    const server = await serve();
    const { runId, root } = await newRun(server);
    expect(root).toBe(`mlflow-artifacts:/1/${runId}/artifacts`);
    await ask(server, "PUT", `${proxy}/1/${runId}/artifacts/dir/page.html`, { body: "<b>x</b>" });
    const list = async (query: string) => {
      const answer = await ask(server, "GET", `/api/2.0/mlflow/artifacts/list?run_id=${runId}${query}`);
      return answer.json();
    };
    expect(await list("")).toEqual({ root_uri: root, files: [{ path: "dir", is_dir: true }] });
    const file = { path: "dir/page.html", is_dir: false, file_size: 8 };
    expect(await list("&path=dir")).toEqual({ root_uri: root, files: [file] });
    expect(await list("&path=dir/")).toEqual({ root_uri: root, files: [file] });
    expect(await list("&path=dir/page.html")).toEqual({ root_uri: root });
    expect(await list("&path=none")).toEqual({ root_uri: root });
    for (const path of ["../", "dir/../..", "/etc", "%252e%252e"]) {
      expect(await list(`&path=${path}`)).toEqual(invalidPath);
    }
    const got = await ask(server, "GET", `/get-artifact?run_uuid=${runId}&path=dir/page.html`);
    expect(got.text).toBe("<b>x</b>");
    expect(got.headers).toMatchObject({
      "content-type": "text/html",
      "content-disposition": "attachment; filename=page.html",
      "x-content-type-options": "nosniff",
    });
  });

  it("in a folder of this machine are served from there", async () => {
    const server = await serve();
    const place = tempFolder();
    const { runId, root } = await newRun(server, { name: "local", artifact_location: pathToFileURL(place).href });
    expect(root).toBe(`file://${place}/${runId}/artifacts`);
    const put = await ask(server, "POST", `/ajax-api/2.0/mlflow/upload-artifact?run_id=${runId}&path=sub/x.json`, {
      body: { a: 1 },
    });
    expect([put.status, put.text]).toEqual([200, ""]);
    expect(readFileSync(join(place, runId, "artifacts/sub/x.json"), "utf8")).toBe('{"a":1}');
    expect((await ask(server, "GET", `/get-artifact?run_id=${runId}&path=sub/x.json`)).text).toBe('{"a":1}');
    const outside = await ask(server, "GET", `/get-artifact?run_id=${runId}&path=../../x`);
    expect([outside.status, outside.json()]).toEqual([400, invalidPath]);
  });

  it.each(["mlflow-artifacts:/../..", "mlflow-artifacts:/%2e%2e/x", "mlflow-artifacts:/a/%252e%252e/%2e%2e/.."])(
    "do not leave the destination where the experiment says %s",
    async (artifact_location) => {
      const server = await serve();
      const body = { name: "e", artifact_location };
      const created = await ask(server, "POST", "/api/2.0/mlflow/experiments/create", { body });
      if (created.status !== 200) return expect(created.status).toBe(400);
      const { experiment_id } = created.json() as { experiment_id: string };
      const { run } = (await call(server, "runs/create", { experiment_id })) as { run: { info: { run_id: string } } };
      const query = `run_id=${run.info.run_id}&path=x`;
      const upload = await ask(server, "POST", `/ajax-api/2.0/mlflow/upload-artifact?${query}`, { body: "evil" });
      expect([upload.status, upload.json()]).toEqual([400, invalidPath]);
      expect((await ask(server, "GET", `/get-artifact?${query}`)).json()).toEqual(invalidPath);
    },
  );

  it("elsewhere are not reached", async () => {
    const server = await serve();
    const { runId } = await newRun(server, { name: "cloud", artifact_location: "s3://bucket/e" });
    const answer = await ask(server, "GET", `/api/2.0/mlflow/artifacts/list?run_id=${runId}`);
    expect([answer.status, answer.json()]).toEqual([
      501,
      {
        error_code: "NOT_IMPLEMENTED",
        message:
          `Artifacts at 's3://bucket/e/${runId}/artifacts' cannot be reached: this server keeps artifacts in folders, ` +
          "not at s3:. Fetch them from there.",
      },
    ]);
  });

  it("at a place that cannot be are refused, each request with a sentence", async () => {
    const server = await serve();
    const places = ["file://elsewhere/x", "file:///a%2Fb", `file://${server.folder}/%00x`, `${server.folder}/\0x`];
    for (const artifact_location of [...places, "file:///proc/1", `file://${server.folder}/mlflow.db`]) {
      const { runId } = await newRun(server, { name: `at ${artifact_location}`, artifact_location });
      const up = `/ajax-api/2.0/mlflow/upload-artifact?run_id=${runId}&path=a.txt`;
      expect([artifact_location, (await ask(server, "POST", up, { body: "x" })).status]).toEqual([
        artifact_location,
        400,
      ]);
      for (const path of [
        `/get-artifact?run_id=${runId}&path=a.txt`,
        `/api/2.0/mlflow/artifacts/list?run_id=${runId}`,
      ]) {
        expect((await ask(server, "GET", path)).status, `${artifact_location} ${path}`).toBeLessThan(500);
      }
    }
  });

  it("at a relative place are below the folder where the server runs, for clients too", async () => {
    const server = await serve();
    for (const [artifact_location, root] of [
      ["rel/path", join(process.cwd(), "rel/path")],
      ["file:rel", pathToFileURL(join(process.cwd(), "rel")).href],
      ["dbfs:/x", "dbfs:/x"],
    ] as const) {
      const made = await newRun(server, { name: artifact_location, artifact_location });
      expect(made.root).toBe(`${root}/${made.runId}/artifacts`);
    }
  });

  it("are uploaded by the page up to 10 MB", async () => {
    const server = await serve();
    const { runId } = await newRun(server);
    const upload = async (query: string, body: string | Buffer) => {
      const answer = await ask(server, "POST", `/ajax-api/2.0/mlflow/upload-artifact?${query}`, { body });
      return [answer.status, answer.text === "" ? "" : (answer.json() as { message: string }).message];
    };
    expect(await upload(`run_uuid=${runId}&path=a.txt`, Buffer.alloc(10 * 2 ** 20))).toEqual([200, ""]);
    expect(await upload(`run_uuid=${runId}&path=b.txt`, Buffer.alloc(10 * 2 ** 20 + 1))).toEqual([
      400,
      "Artifact size is too large. Max size is 10MB.",
    ]);
    expect(await upload(`run_uuid=${runId}`, "x")).toEqual([400, "Request must specify path."]);
    expect(await upload("path=x", "x")).toEqual([400, "Request must specify run_id or run_uuid."]);
    expect(await upload(`run_uuid=${runId}&path=x`, "")).toEqual([400, "Request must specify data."]);
    expect(await upload(`run_uuid=${runId}&path=../x`, "x")).toEqual([400, "Invalid path"]);
    expect(readdirSync(join(server.folder, "artifacts/1", runId, "artifacts"))).toEqual(["a.txt"]);
  });

  it("are not signed for", async () => {
    const server = await serve();
    const { runId } = await newRun(server);
    for (const direction of ["upload", "download"]) {
      const body = { run_id: runId, path: "x.bin" };
      const answer = await ask(server, "POST", `/api/2.0/mlflow/artifacts/presigned-${direction}-url`, { body });
      expect(answer.status).toBe(400);
      expect((answer.json() as { message: string }).message).toMatch(
        new RegExp(`^Presigned ${direction} is not supported for .*proxied artifact storage`),
      );
    }
  });
});
