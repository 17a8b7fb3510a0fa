/** What the page asks about artifacts: trees, texts, bytes and uploads; and that no path leaves them. */
import { createHash } from "node:crypto";
import { existsSync, readFileSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";

import { connect } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import type { ArtifactTextsAnswer, ArtifactTreeAnswer } from "../../src/protocol/page.js";
import { tempFolder } from "../temp.js";
import { below, get, message, newRun, numbered, put } from "./page_runs.js";
import { ask, call, serve, type Served } from "./serving.js";

async function trees(server: Served, body: object): Promise<ArtifactTreeAnswer["trees"]> {
  const answer = await ask(server, "POST", `${below}/tree`, { body });
  expect(answer.status, answer.text).toBe(200);
  return (answer.json() as ArtifactTreeAnswer).trees;
}

describe("trees of artifacts", () => {
  it("hold all files of runs, models and versions, with sizes of folders", async () => {
    const server = await serve();
    const { runId } = await newRun(server, { "b.txt": "12", "a/x/1.txt": "123", "a/2.txt": "1", "a b/3": "" });
    const { model } = (await call(server, "logged-models", { experiment_id: "0", name: "m" })) as {
      model: { info: { model_id: string; artifact_uri: string } };
    };
    const { model_id: modelId, artifact_uri } = model.info;
    put(join(server.folder, "artifacts", artifact_uri.replace("mlflow-artifacts:/", "")), "MLmodel", "flavors:");
    await call(server, "registered-models/create", { name: "taxi @1" });
    await call(server, "model-versions/create", { name: "taxi @1", source: `runs:/${runId}/a`, run_id: runId });
    const tree = [
      { path: "a", isDir: true, sizeBytes: 4 },
      { path: "a/2.txt", isDir: false, sizeBytes: 1 },
      { path: "a/x", isDir: true, sizeBytes: 3 },
      { path: "a/x/1.txt", isDir: false, sizeBytes: 3 },
      { path: "a b", isDir: true, sizeBytes: 0 },
      { path: "a b/3", isDir: false, sizeBytes: 0 },
      { path: "b.txt", isDir: false, sizeBytes: 2 },
    ];
    const owners = [{ runId }, { modelId }, { name: "taxi @1", version: "1" }, { runId: "none" }];
    expect(await trees(server, { owners })).toEqual([
      { files: tree, truncated: false },
      { files: [{ path: "MLmodel", isDir: false, sizeBytes: 8 }], truncated: false },
      {
        files: [
          { path: "2.txt", isDir: false, sizeBytes: 1 },
          { path: "x", isDir: true, sizeBytes: 3 },
          { path: "x/1.txt", isDir: false, sizeBytes: 3 },
        ],
        truncated: false,
      },
      { files: [], truncated: false, error: "Run with id=none not found" },
    ]);
    const part = await trees(server, { owners: [{ runId }], path: "a", depth: 1 });
    expect(part[0]!.files.map(({ path }) => path)).toEqual(["a/2.txt", "a/x"]);
  });

  it("end at so many entries, of the largest folder first, and say so", async () => {
    const server = await serve();
    const many = Object.fromEntries(numbered(1010).map((name) => [`images/${name}`, "1"]));
    const { runId } = await newRun(server, { ...many, "model/MLmodel": "flavors:", "images/sub/x": "1" });
    const owners = [{ runId }, ...numbered(99).map((name) => ({ runId: name }))]; // 1000 entries each
    const [part] = await trees(server, { owners });
    const paths = part!.files.map(({ path }) => path);
    expect([paths.length, part!.truncated]).toEqual([1000, true]);
    expect(paths).toEqual(expect.arrayContaining(["images", "images/0", "images/sub/x", "model/MLmodel"]));
    const [whole] = await trees(server, { owners: [{ runId }] });
    expect([whole!.files.length, whole!.truncated]).toEqual([1015, false]);
    expect(whole!.files[0]).toEqual({ path: "images", isDir: true, sizeBytes: 1011 });
  });

  it("tell files of the same size apart, if asked", async () => {
    const server = await serve();
    const made = [{ "a.txt": "1.0", "b.txt": "same", "c.txt": "long" }, { "a.txt": "1.1", "b.txt": "same", "d.txt": "1.1" }]; // prettier-ignore
    const owners: object[] = [];
    for (const files of made) owners.push({ runId: (await newRun(server, files)).runId });
    const digestsIn = async (body: object) =>
      (await trees(server, body)).map(({ files }) => files.map(({ path, digest }) => [path, digest]));
    const hash = (text: string): string => createHash("sha256").update(text).digest("hex").slice(0, 12);
    expect(await digestsIn({ owners, digests: true })).toEqual([
      [["a.txt", hash("1.0")], ["b.txt", hash("same")], ["c.txt", undefined]],
      [["a.txt", hash("1.1")], ["b.txt", hash("same")], ["d.txt", undefined]],
    ]); // prettier-ignore
    expect((await digestsIn({ owners })).flat().every(([, digest]) => digest === undefined)).toBe(true);
  });

  it("end at links that lead back up", async () => {
    const server = await serve();
    const linked = await newRun(server, { "f.txt": "1" });
    symlinkSync(".", join(linked.root, "again"));
    symlinkSync(tempFolder(), join(linked.root, "outside"));
    const [tree] = await trees(server, { owners: [{ runId: linked.runId }] });
    expect(tree!.error).toBeUndefined();
    expect(tree!.files.length).toBeLessThan(200);
    expect(tree!.files.filter(({ path }) => path.startsWith("outside"))).toEqual([
      { path: "outside", isDir: true, sizeBytes: 0 },
    ]);
  });

  it("are tagged, and compressed where that is taken", async () => {
    const server = await serve();
    const { runId } = await newRun(server, Object.fromEntries(numbered(50).map((name) => [name, "1"])));
    const body = { owners: [{ runId }] };
    const zipped = await ask(server, "POST", `${below}/tree`, { body, headers: { "accept-encoding": "gzip, br" } });
    expect(zipped.headers["content-encoding"]).toBe("gzip");
    const plain = await ask(server, "POST", `${below}/tree`, { body });
    expect(gunzipSync(zipped.body).toString()).toBe(plain.text);
    const headers = { "if-none-match": plain.headers.etag! };
    const same = await ask(server, "POST", `${below}/tree`, { body, headers });
    expect([same.status, same.text]).toEqual([304, ""]);
    await newRun(server);
    put(join(server.folder, "artifacts/0", runId, "artifacts"), "new.txt", "1");
    expect((await ask(server, "POST", `${below}/tree`, { body, headers })).status).toBe(200);
  });

  it.each([
    [{}, "Invalid value for 'owners': give a list of at most 100 owners of artifacts."],
    [
      { owners: [{ runId: "a", modelId: "b" }] },
      "A request for artifacts names a run (run_id), a logged model (model_id), or a version (name and version).",
    ],
    [{ owners: [null] }, "A request for artifacts names a run"],
    [{ owners: [{ name: "m" }] }, "A request for artifacts names a run"],
    [{ owners: [], path: "../x" }, "Invalid path"],
    [{ owners: [], path: 7 }, "Invalid value for 'path': give a text."],
    [{ owners: [], depth: 0 }, "Invalid value 0 for 'depth': give a whole number from 1 on."],
  ])("refuse %j", async (body, expected) => {
    const [status, told] = await message(ask(await serve(), "POST", `${below}/tree`, { body }));
    expect([status, told.slice(0, expected.length)]).toEqual([400, expected]);
  });
});

describe("texts of runs", () => {
  it("are the first file that exists, by its path or a pattern", async () => {
    const server = await serve();
    const one = await newRun(server, { "notebook/environment.json": "{}", "model/MLmodel": "a" });
    const other = await newRun(server, { "notebook/a*b.ipynb": "ü", "notebook/sub/c.ipynb": "no", "x.1": "no" });
    const runIds = [one.runId, "none", other.runId, (await newRun(server)).runId];
    const texts = async (...paths: string[]) => {
      const answer = await ask(server, "POST", `${below}/texts`, { body: { runIds, paths } });
      return (answer.json() as ArtifactTextsAnswer).texts;
    };
    expect(await texts("notebook/environment.json", "notebook/*.ipynb")).toEqual([
      { path: "notebook/environment.json", text: "{}", truncated: false },
      null,
      { path: "notebook/a*b.ipynb", text: "ü", truncated: false },
      null,
    ]);
    expect((await texts("*/MLmodel")).map((one) => one?.path)).toEqual([
      "model/MLmodel",
      undefined,
      undefined,
      undefined,
    ]);
    expect(await texts("x1", "notebook")).toEqual([null, null, null, null]);
  });

  it("are cut after 1 MiB, at a whole character", async () => {
    const server = await serve();
    const { runId } = await newRun(server, { "large.txt": `x${"ü".repeat(2 ** 20)}`, "empty.txt": "" });
    const body = { runIds: [runId], paths: ["large.txt"] };
    const { texts } = (await ask(server, "POST", `${below}/texts`, { body })).json() as ArtifactTextsAnswer;
    expect(texts[0]!.truncated).toBe(true);
    expect(texts[0]!.text === `x${"ü".repeat(2 ** 19 - 1)}`).toBe(true);
    const empty = await ask(server, "POST", `${below}/texts`, { body: { runIds: [runId], paths: ["empty.txt"] } });
    expect(empty.json()).toEqual({ texts: [{ path: "empty.txt", text: "", truncated: false }] });
  });

  it("refuse lists that are too long, paths that leave the run and patterns that take for ever", async () => {
    const server = await serve();
    const ask4 = (body: object) => message(ask(server, "POST", `${below}/texts`, { body }));
    expect(await ask4({ runIds: numbered(1001), paths: [] })).toEqual([
      400,
      "Invalid value for 'runIds': give a list of at most 1000 texts.",
    ]);
    expect(await ask4({ runIds: [], paths: "x" })).toEqual([
      400,
      "Invalid value for 'paths': give a list of at most 20 texts.",
    ]);
    expect((await ask4({ runIds: [], paths: ["../x"] }))[1]).toMatch(/^Invalid path/);
    expect((await ask4({ runIds: [], paths: ["*a*a*a*a"] }))[1]).toBe(
      "Invalid value '*a*a*a*a' in 'paths': it may hold '*' 3 times at most.",
    );
  });
});

describe("bytes of an artifact", () => {
  it("are sent as get-artifact sends them, as a download that runs nothing", async () => {
    const server = await serve();
    const { runId } = await newRun(server, { "page.html": "<script>alert(1)</script>" });
    const query = { run_id: runId, path: "page.html" };
    const answer = await get(server, "file", query);
    expect([answer.status, answer.text]).toEqual([200, "<script>alert(1)</script>"]);
    expect(answer.headers).toMatchObject({
      "content-type": "text/html",
      "content-disposition": "attachment; filename=page.html",
      "content-security-policy": "sandbox; default-src 'none'",
      "cross-origin-resource-policy": "same-origin",
      "x-content-type-options": "nosniff",
    });
    const part = await get(server, "file", query, { range: "bytes=1-6" });
    expect([part.status, part.text]).toEqual([206, "script"]);
    const kept = await get(server, "file", query, { "if-none-match": answer.headers.etag! });
    expect([kept.status, kept.text, answer.headers["cache-control"]]).toEqual([304, "", "no-cache"]);
    const older = await ask(server, "GET", `/get-artifact?run_id=${runId}&path=page.html`);
    expect({ ...older.headers, date: "" }).toEqual({ ...answer.headers, date: "" });
  });

  it("are taken from the body, whole or not at all", async () => {
    const server = await serve();
    const { runId, root } = await newRun(server);
    const url = (path: string) => `${below}/file?${new URLSearchParams({ run_id: runId, path })}`;
    const large = Buffer.alloc(20 * 2 ** 20, "x"); // more than upload-artifact takes
    expect((await ask(server, "PUT", url("a/ü.bin"), { body: large })).status).toBe(200);
    expect(readFileSync(join(root, "a/ü.bin")).equals(large)).toBe(true);
    expect((await ask(server, "PUT", url("a/empty"))).status).toBe(200);
    const { hostname, port } = new URL(server.url);
    const socket = connect(Number(port), hostname);
    socket.write(`PUT ${url("half.bin")} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n`);
    socket.write("half");
    socket.end(); // closes before the rest
    await text(socket);
    while (readdirSync(root).length > 1) await new Promise(setImmediate);
    expect(readdirSync(root, { recursive: true }).sort()).toEqual(["a", "a/empty", "a/ü.bin"]);
    expect((await message(ask(server, "PUT", url("a/"), { body: "x" })))[1]).toBe(
      "'a/' names no file: give the file's name after the folder.",
    );
    expect((await message(ask(server, "PUT", `${below}/file?run_id=${runId}`, { body: "x" })))[1]).toBe(
      "The query parameter 'path' is missing; it names a file.",
    );
    expect((await ask(server, "PUT", `${below}/file?run_id=none&path=x`, { body: "x" })).status).toBe(404);
  });
});

/** Each is a way into which a tracking server fell: ../../ (mlflow #7166); `#` (CVE-2024-1483, CVE-2024-3848, CVE-2023-6909); decoding twice (CVE-2024-1560, CVE-2023-6831). */
describe("names that URLs write otherwise", () => {
  it("are read as they are, and not given to new files", async () => {
    const names = ["50%25.txt", "a%20b.txt", "a#b.txt", "new\nline.txt", "ü ö.txt"];
    const server = await serve();
    const { runId } = await newRun(server, Object.fromEntries(names.map((name) => [name, name])));
    for (const path of names) expect((await get(server, "file", { run_id: runId, path })).text).toBe(path);
    const put = (path: string) =>
      message(ask(server, "PUT", `${below}/file?${new URLSearchParams({ run_id: runId, path })}`, { body: "new" }));
    expect(await put("a%20b.txt")).toEqual([
      400,
      "'a%20b.txt' is no name for a new artifact, as clients would read its \"%\" as another character: rename the file.",
    ]);
    expect((await put("a#b.txt"))[0]).toBe(400);
  });
});

describe("paths that leave the artifacts", () => {
  const bad = [
    "../secret.txt",
    "../../secret.txt",
    "a/../../secret.txt",
    "..%2fsecret.txt",
    "%2e%2e/secret.txt",
    "%252e%252e%252fsecret.txt",
    "..\\secret.txt",
    "a#/../../secret.txt",
    "#/../secret.txt",
    "/etc/passwd",
    "%2fetc%2fpasswd",
    "C:/secret.txt",
    "file:///etc/passwd",
    "a\0/../secret.txt",
    "link/secret.txt",
    "link",
  ];

  it.each(bad)("%j is neither read nor written nor listed", async (path) => {
    const server = await serve();
    const { runId, root } = await newRun(server, { "in.html": "<p>in</p>" });
    const outside = tempFolder();
    writeFileSync(join(outside, "secret.txt"), "secret");
    writeFileSync(join(root, "../secret.txt"), "secret");
    symlinkSync(outside, join(root, "link"));
    for (const what of ["file", "zip", "frame", "output"]) {
      const answer = await get(server, what, { run_id: runId, path });
      expect(answer.body.includes("secret") && answer.status === 200, `${what} ${answer.text}`).toBe(false);
      if (!path.startsWith("link")) expect(answer.status, what).toBe(400);
    }
    const put = await ask(server, "PUT", `${below}/file?${new URLSearchParams({ run_id: runId, path })}`, {
      body: "evil",
    });
    if (path !== "link") expect(put.status).toBe(400); // the link itself may be replaced
    const tree = await ask(server, "POST", `${below}/tree`, { body: { owners: [{ runId }], path } });
    expect(tree.status === 400 || (tree.json() as ArtifactTreeAnswer).trees[0]!.files.length === 0).toBe(true);
    const texts = await ask(server, "POST", `${below}/texts`, { body: { runIds: [runId], paths: [path] } });
    expect(texts.text).not.toContain('"text":"secret');
    expect(readFileSync(join(root, "../secret.txt"), "utf8")).toBe("secret");
    expect(readdirSync(outside)).toEqual(["secret.txt"]);
    expect(existsSync(join(root, "etc"))).toBe(false);
  });

  it("cannot be had as the source of a version either (CVE-2024-1558, CVE-2025-11201, CVE-2026-2614)", async () => {
    const server = await serve();
    await call(server, "registered-models/create", { name: "m" });
    const outside = tempFolder();
    writeFileSync(join(outside, "secret.txt"), "secret");
    for (const source of [outside, `file://${outside}`, "mlflow-artifacts:/../..", `runs:/${outside}`]) {
      const made = await ask(server, "POST", "/api/2.0/mlflow/model-versions/create", { body: { name: "m", source } });
      expect(made.status, source).toBe(400);
    }
    const tags = [
      { key: "mlflow.prompt.is_prompt", value: "true" },
      { key: "mlflow.prompt.text", value: outside },
    ];
    const made = await ask(server, "POST", "/api/2.0/mlflow/model-versions/create", {
      body: { name: "m", source: outside, tags },
    });
    if (made.status === 200) {
      const got = await get(server, "file", { name: "m", version: "1", path: "secret.txt" });
      expect(got.text).not.toContain("secret\n");
      expect(got.status).not.toBe(200);
    }
  });
});
