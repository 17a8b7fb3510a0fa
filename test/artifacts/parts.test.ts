/** Big files in parts, through a server that signs URLs of a storage, as MLflow's does before an object store. */
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { afterEach, beforeEach, expect, it } from "vitest";
import { openArtifacts } from "../../src/artifacts/open.js";
import { json, listening } from "../http/scripted_server.js";
import { tempFolder } from "../temp.js";

const env = { ...process.env };
beforeEach(() => {
  process.env["MLFLOW_MULTIPART_UPLOAD_MINIMUM_FILE_SIZE"] = "1000";
  process.env["MLFLOW_MULTIPART_UPLOAD_CHUNK_SIZE"] = "400";
  process.env["MLFLOW_MULTIPART_DOWNLOAD_CHUNK_SIZE"] = "300";
  process.env["MLFLOW_HTTP_REQUEST_BACKOFF_FACTOR"] = "0";
  process.env["MLFLOW_HTTP_REQUEST_BACKOFF_JITTER"] = "0";
  process.env["MLFLOW_TRACKING_TOKEN"] = "ours";
});
afterEach(() => {
  for (const name of Object.keys(process.env)) if (!(name in env)) delete process.env[name];
  Object.assign(process.env, env);
});

const root = "/api/2.0/mlflow-artifacts";

interface Storage {
  readonly url: string;
  readonly files: Map<string, Buffer>;
  /** `METHOD path`, of all requests. */
  readonly asked: string[];
  readonly tokens: Set<string | undefined>;
}

/** Server and storage in one. `able` says whether it signs; `fail` breaks a request of that name, once. */
async function storage(able: boolean, fail: string | null = null): Promise<Storage> {
  const files = new Map<string, Buffer>();
  const parts = new Map<string, Buffer>();
  const asked: string[] = [];
  const tokens = new Set<string | undefined>();
  let broken = fail;
  const url = await listening((request, response) => {
    const path = request.url!;
    const name = `${request.method} ${path}`;
    asked.push(name);
    void buffer(request).then((body) => {
      if (broken !== null && name.includes(broken)) {
        broken = null;
        return void response.writeHead(503).end();
      }
      if (path.startsWith("/storage/")) {
        tokens.add(request.headers.authorization);
        return store(request.method!, path, body, request.headers.range);
      }
      const sent = () =>
        JSON.parse(body.toString()) as {
          path: string;
          num_parts: number;
          parts: { part_number: number; etag: string }[];
        };
      if (path.endsWith("/server-info")) {
        return json(response, 200, { multipart_uploads_enabled: able, multipart_downloads_enabled: able });
      }
      if (!able && /\/(mpu|presigned)\//.test(path)) {
        return json(response, 501, {
          error_code: "NOT_IMPLEMENTED",
          message: "Multipart upload is not supported for the current artifact repository",
        });
      }
      if (path.startsWith(`${root}/mpu/create/`)) {
        const credentials = Array.from({ length: sent().num_parts }, (_, index) => ({
          url: `${url}/storage/part-${index + 1}`,
          part_number: index + 1,
          headers: { "x-signed": "yes" },
        }));
        return json(response, 200, { upload_id: "u1", credentials });
      }
      if (path.startsWith(`${root}/mpu/complete/`)) {
        const whole = sent().parts.map(({ etag, part_number }) => {
          if (etag !== `"etag-${part_number}"`) throw new Error(`part ${part_number} has etag ${etag}`);
          return parts.get(`/storage/part-${part_number}`)!;
        });
        files.set(`${path.slice(`${root}/mpu/complete/`.length)}/${sent().path}`, Buffer.concat(whole));
        return json(response, 200, {});
      }
      if (path.startsWith(`${root}/presigned/`)) {
        const file = path.slice(`${root}/presigned/`.length);
        return json(response, 200, {
          url: `${url}/storage/get/${file}?signature=s`,
          file_size: files.get(file)!.length,
        });
      }
      if (path.startsWith(`${root}/artifacts?`)) return json(response, 200, {});
      const file = path.slice(`${root}/artifacts/`.length);
      if (request.method === "PUT") files.set(file, body);
      response.end(request.method === "GET" ? files.get(file) : "");
    });

    function store(method: string, place: string, body: Buffer, range: string | undefined): void {
      if (method === "PUT") {
        parts.set(place, body);
        response.writeHead(200, { etag: `"etag-${place.split("-")[1]}"` });
        return void response.end();
      }
      const [, start, end] = /^bytes=(\d+)-(\d+)$/.exec(range!)!;
      response.writeHead(206);
      response.end(
        files.get(place.slice("/storage/get/".length).split("?")[0]!)!.subarray(Number(start), Number(end) + 1),
      );
    }
  });
  return { url, files, asked, tokens };
}

const content = Buffer.from(Array.from({ length: 1001 }, (_, index) => index % 251));

function bigFile(): string {
  const path = join(tempFolder(), "big.bin");
  writeFileSync(path, content);
  return path;
}

it("goes up and down in parts where the server says that it can, without our credentials at the storage", async () => {
  const server = await storage(true);
  const artifacts = openArtifacts("mlflow-artifacts:/1/r/artifacts", server.url);
  await artifacts.writeFile("model/big.bin", bigFile());
  expect(server.files.get("1/r/artifacts/model/big.bin")).toEqual(content);
  const folder = tempFolder();
  await artifacts.download("model/big.bin", join(folder, "out.bin"));
  expect(readFileSync(join(folder, "out.bin"))).toEqual(content);
  expect(readdirSync(folder)).toEqual(["out.bin"]);
  expect(server.asked.filter((name) => name.includes("/storage/part-"))).toHaveLength(3);
  expect(server.asked.filter((name) => name.includes("/storage/get/"))).toHaveLength(4);
  expect([...server.tokens]).toEqual([undefined]);
});

it("goes whole through a server that cannot, asked or not", async () => {
  for (const asked of [true, false]) {
    const server = await storage(false);
    for (const way of ["UPLOAD", "DOWNLOAD"]) {
      if (asked) process.env[`MLFLOW_ENABLE_PROXY_MULTIPART_${way}`] = "true";
      else delete process.env[`MLFLOW_ENABLE_PROXY_MULTIPART_${way}`];
    }
    const artifacts = openArtifacts("mlflow-artifacts:/1/r/artifacts", server.url);
    await artifacts.writeFile("big.bin", bigFile());
    expect(server.files.get("1/r/artifacts/big.bin")).toEqual(content);
    const place = join(tempFolder(), "deep/out.bin");
    mkdirSync(join(place, ".."), { recursive: true });
    await artifacts.download("big.bin", place);
    expect(readFileSync(place)).toEqual(content);
    expect(server.asked.some((name) => name.includes("/mpu/"))).toBe(asked);
  }
});

it("sends small files whole, without asking what the server can", async () => {
  const server = await storage(true);
  await openArtifacts("mlflow-artifacts:/1", server.url).write("small.txt", "x");
  expect(server.asked).toEqual([`PUT ${root}/artifacts/1/small.txt`]);
});

it("sends a part again that the storage could not take, and takes back an upload that fails", async () => {
  const server = await storage(true, "part-2");
  await openArtifacts("mlflow-artifacts:/1", server.url).writeFile("big.bin", bigFile());
  expect(server.files.get("1/big.bin")).toEqual(content);
  expect(server.asked.filter((name) => name.includes("part-2"))).toHaveLength(2);

  process.env["MLFLOW_HTTP_REQUEST_MAX_RETRIES"] = "0";
  const worse = await storage(true, "part-2");
  await expect(openArtifacts("mlflow-artifacts:/1", worse.url).writeFile("big.bin", bigFile())).rejects.toThrow(
    "status 503",
  );
  expect(worse.asked.at(-1)).toBe(`POST ${root}/mpu/abort/1`);
  expect(worse.files.size).toBe(0);
});

it("fetches a file anew when the connection breaks in the middle, and leaves no part of it", async () => {
  let times = 0;
  const url = await listening((request, response) => {
    if (request.url!.includes("?path=")) return json(response, 200, {});
    if (request.url!.includes("server-info")) return json(response, 404, {});
    response.writeHead(200, { "content-length": content.length });
    if (times++ > 0) response.end(content);
    else response.write(content.subarray(0, 500), () => response.destroy());
  });
  const folder = tempFolder();
  await openArtifacts("mlflow-artifacts:/1", url).download("big.bin", join(folder, "out.bin"));
  expect(readFileSync(join(folder, "out.bin"))).toEqual(content);
  expect([times, readdirSync(folder)]).toEqual([2, ["out.bin"]]);
});

it("goes by signed URLs of the run through a server that moves no bytes itself", async () => {
  const files = new Map<string, string>();
  const tokens: (string | undefined)[] = [];
  const url = await listening((request, response) => {
    void buffer(request).then((body) => {
      const path = request.url!;
      if (path.endsWith("/server-info")) return json(response, 200, { artifacts_presigned_only: true });
      if (path.startsWith("/signed/")) {
        tokens.push(request.headers.authorization);
        if (request.method === "PUT") files.set(path, body.toString());
        return void response.end(request.method === "GET" ? files.get(path) : "");
      }
      const signed = /presigned-(upload|download)-url$/.exec(path);
      if (signed === null)
        return json(response, 403, { error_code: "PERMISSION_DENIED", message: "presigned URLs only" });
      const asked = JSON.parse(body.toString()) as { run_id: string; path: string };
      return json(response, 200, { presigned_url: `${url}/signed/${asked.run_id}/${asked.path}`, headers: {} });
    });
  });
  const artifacts = openArtifacts(`mlflow-artifacts:/1/${"a".repeat(32)}/artifacts`, url);
  await artifacts.write("notes/a.txt", "hi");
  expect([...files]).toEqual([[`/signed/${"a".repeat(32)}/notes/a.txt`, "hi"]]);
  expect(Buffer.from(await artifacts.read("notes/a.txt")).toString()).toBe("hi");
  expect(tokens).toEqual([undefined, undefined]);
  await expect(openArtifacts("mlflow-artifacts:/elsewhere", url).write("a", "b")).rejects.toThrow(
    "presigned URLs only",
  );
});
