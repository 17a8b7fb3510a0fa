/** Zips of artifacts, and documents for frames. */
import { createHash } from "node:crypto";
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { fromBuffer, type ZipFile } from "yauzl";
import { below, get, message, newRun, numbered } from "./page_runs.js";
import { serve } from "./serving.js";

describe("a zip of artifacts", () => {
  it("holds all files under safe names", async () => {
    const server = await serve();
    const { runId } = await newRun(server, {
      "model/MLmodel": "flavors:\n".repeat(1000),
      "model/empty": "",
      "model/..\\..\\evil.txt": "x",
      "model/sub/a.png": "png",
      "other.txt": "no",
    });
    mkdirSync(join(server.folder, "artifacts/0", runId, "artifacts/model/nothing"));
    const answer = await get(server, "zip", { run_id: runId, path: "model" });
    expect(answer.headers).toMatchObject({
      "content-type": "application/zip",
      "content-disposition": "attachment; filename=model.zip",
      "content-security-policy": "sandbox; default-src 'none'",
    });
    expect(await unzipped(answer.body)).toEqual({
      "LEFT_OUT.txt": ".._.._evil.txt: Invalid path\n",
      MLmodel: "flavors:\n".repeat(1000),
      empty: "",
      "nothing/": "",
      "sub/": "",
      "sub/a.png": "png",
    });
    const all = await get(server, "zip", { run_id: runId });
    expect(all.headers["content-disposition"]).toBe(`attachment; filename=${runId}.zip`);
    expect(Object.keys(await unzipped(all.body))).toContain("model/sub/a.png");
    expect(await unzipped((await get(server, "zip", { run_id: runId, path: "other.txt" })).body)).toEqual({
      "other.txt": "no",
    });
    expect(await unzipped((await get(server, "zip", { run_id: (await newRun(server)).runId })).body)).toEqual({});
    expect(await message(get(server, "zip", { run_id: runId, path: "none" }))).toEqual([
      404,
      "No such artifact: 'none'",
    ]);
  });

  it("ends when the client goes, and closes what it read", async () => {
    const server = await serve();
    const { runId, root } = await newRun(server, { "large.zip": Buffer.alloc(32 * 2 ** 20, "x"), "z.txt": "z" });
    const { hostname, port } = new URL(server.url);
    const socket = connect(Number(port), hostname);
    socket.write(`GET ${below}/zip?run_id=${runId} HTTP/1.1\r\nHost: localhost\r\n\r\n`);
    await once(socket, "data");
    socket.pause();
    expect(opened(root)).toEqual([join(root, "large.zip")]);
    socket.destroy();
    await expect.poll(() => opened(root)).toEqual([]);
    const many = await newRun(server, Object.fromEntries(numbered(500).map((name) => [name, name])));
    expect(Object.keys(await unzipped((await get(server, "zip", { run_id: many.runId })).body))).toHaveLength(500);
  });
});

describe("documents for frames", () => {
  const sandbox =
    "sandbox allow-scripts; default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval'; style-src 'unsafe-inline'; " +
    "img-src data: blob:; media-src data: blob:; font-src data:; connect-src 'none'; form-action 'none'; base-uri 'none'; " +
    "frame-ancestors 'self'";

  it("run without an origin and without a network, unless a reader allows it", async () => {
    const server = await serve();
    const { runId } = await newRun(server, { "a.html": "<h1>a</h1>", "b.SVG": "<svg/>", "c.txt": "c" });
    const html = await get(server, "frame", { run_id: runId, path: "a.html" });
    expect(html.text.startsWith("<h1>a</h1>\n<script>")).toBe(true);
    expect(html.headers).toMatchObject({
      "content-type": "text/html; charset=utf-8",
      "content-security-policy": sandbox,
      "connection-allowlist": "()",
      "x-content-type-options": "nosniff",
      "referrer-policy": "no-referrer",
    });
    expect(html.headers["content-disposition"]).toBeUndefined();
    const svg = await get(server, "frame", { run_id: runId, path: "b.SVG" });
    expect([svg.text, svg.headers["content-type"], svg.headers["content-security-policy"]]).toEqual([
      "<svg/>",
      "image/svg+xml",
      sandbox,
    ]);
    const open = await get(server, "frame", { run_id: runId, path: "a.html", network: "1" });
    const policy = open.headers["content-security-policy"] as string;
    expect(policy).toMatch(/^sandbox allow-scripts; default-src 'none'; /);
    expect(policy).toContain("script-src 'unsafe-inline' 'unsafe-eval' https:;");
    expect(policy).toContain("connect-src https:;");
    expect(policy).not.toMatch(/allow-same-origin|allow-top|allow-popups|'self' https/);
    expect(open.headers["connection-allowlist"]).toBeUndefined();
    const query = { run_id: runId, path: "a.html", network: "1" };
    const byItself = await get(server, "frame", query, { "sec-fetch-site": "cross-site" });
    expect(byItself.headers["content-security-policy"]).toBe(sandbox);
    const byPage = await get(server, "frame", query, { "sec-fetch-site": "same-origin" });
    expect(byPage.headers["content-security-policy"]).toBe(policy);
    expect(await message(get(server, "frame", { run_id: runId, path: "c.txt" }))).toEqual([
      400,
      "'c.txt' is not shown in a frame: only HTML and SVG files are.",
    ]);
  });

  it("may stand in the frames that the page may stand in", async () => {
    const of = async (security: object) => {
      const server = await serve({
        security: { allowedHosts: null, allowedOrigins: [], frameOptions: "DENY", ...security },
      });
      const { runId } = await newRun(server, { "a.html": "" });
      const { headers } = await get(server, "frame", { run_id: runId, path: "a.html" });
      return [
        /frame-ancestors .*$/.exec(headers["content-security-policy"] as string)?.[0],
        headers["x-frame-options"],
      ];
    };
    expect(await of({})).toEqual(["frame-ancestors 'self'", undefined]);
    expect(await of({ frameOptions: null })).toEqual([undefined, undefined]);
    expect(await of({ frameAncestors: ["https://hub.example.com"] })).toEqual([
      "frame-ancestors 'self' https://hub.example.com",
      undefined,
    ]);
  });

  it("are made of outputs of notebooks", async () => {
    const server = await serve();
    const figure = { data: [{ y: [1, 2], name: "</script><script>alert(1)" }], layout: { title: "t" } };
    const cells = [
      { cell_type: "markdown", id: "7", source: "" },
      {
        cell_type: "code",
        id: "b",
        outputs: [
          { output_type: "stream", text: "no" },
          { output_type: "display_data", data: { "text/html": ["<b>", "one</b>"] } },
          { output_type: "display_data", data: { "text/html": "<i>", "application/vnd.plotly.v1+json": figure } },
        ],
      },
    ];
    const { runId } = await newRun(server, {
      "n.ipynb": JSON.stringify({ cells }),
      "no.ipynb": "{",
      "odd.ipynb": "[null]",
    });
    const of = (query: Record<string, string>) => get(server, "output", { run_id: runId, path: "n.ipynb", ...query });
    const html = await of({ cell: "b", output: "1" });
    const script = /^<body><b>one<\/b>\n<script>(.*)<\/script>\n$/ms.exec(
      html.text.slice(html.text.indexOf("<body>")),
    )![1]!;
    const onlyOurs = `'sha256-${createHash("sha256").update(script).digest("base64")}'`;
    expect(html.headers["content-security-policy"]).toBe(sandbox.replace("'unsafe-inline' 'unsafe-eval'", onlyOurs));
    const wanted = await of({ cell: "b", output: "1", scripts: "1" });
    expect([wanted.headers["content-security-policy"], wanted.text]).toEqual([sandbox, html.text]);
    expect((await of({ cell: "1", output: "1" })).text).toBe(html.text);
    expect((await of({ cell: "b", output: "2", mime: "text/html" })).text).toContain("<body><i>");
    const drawn = await of({ cell: "b", output: "2", theme: "dark" });
    expect(drawn.text).toContain("color-scheme: dark");
    expect(drawn.text).toContain("\\u003c/script>\\u003cscript>alert(1)");
    const plotly = readFileSync("node_modules/plotly.js-dist-min/plotly.min.js", "utf8");
    expect(plotly).not.toMatch(/<\/?script/i); // it would end its own element
    expect(drawn.text).toContain(plotly);
    const zipped = await get(
      server,
      "output",
      { run_id: runId, path: "n.ipynb", cell: "b", output: "2", theme: "dark" },
      { "accept-encoding": "gzip, deflate, br" },
    );
    expect(gunzipSync(zipped.body).toString()).toBe(drawn.text);
    const none = "The notebook has no output 0 of cell 'b' with content.";
    expect(await message(of({ cell: "b" }))).toEqual([404, none]);
    expect((await message(of({ cell: "7", output: "0" })))[0]).toBe(404);
    expect((await message(of({ cell: "__proto__", output: "0" })))[0]).toBe(404);
    expect((await message(of({ cell: "b", output: "1", mime: "constructor" })))[0]).toBe(400);
    expect((await message(of({ path: "no.ipynb" })))[1]).toMatch(/^'no.ipynb' is no notebook: /);
    expect((await message(of({ path: "odd.ipynb" })))[0]).toBe(404);
  });
});

/** Files in a folder that this process has open. */
function opened(folder: string): string[] {
  const links = readdirSync("/proc/self/fd").map((descriptor) => `/proc/self/fd/${descriptor}`);
  return links
    .filter((link) => existsSync(link)) // not what listed them, nor sockets
    .map((link) => readlinkSync(link))
    .filter((path) => path.startsWith(folder));
}

/** Names → contents, in order of names; folders end with a slash. */
async function unzipped(bytes: Buffer): Promise<Record<string, string>> {
  const found: [string, string][] = [];
  const zip = await new Promise<ZipFile>((resolve, reject) => {
    fromBuffer(bytes, { lazyEntries: true }, (error, made) => (made === undefined ? reject(error!) : resolve(made)));
  });
  const all = new Promise<void>((resolve, reject) => {
    zip.on("end", resolve).on("error", reject);
  });
  zip.on("entry", (entry: { fileName: string }) => {
    zip.openReadStream(entry as never, (_error, stream) => {
      void text(stream!).then((content) => {
        found.push([entry.fileName, content]);
        zip.readEntry();
      });
    });
  });
  zip.readEntry();
  await all;
  return Object.fromEntries(found.sort(([a], [b]) => (a < b ? -1 : 1)));
}
