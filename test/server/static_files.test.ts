/** The page's own files: which are answered, how they are compressed and kept, and what the page may do. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, brotliDecompressSync, gunzipSync, gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { builtPage } from "../../src/server/page/static_files.js";
import { tempFolder } from "../temp.js";
import { ask, serve, type Served } from "./serving.js";

const index = "<!doctype html><title>labbook</title>";
const script = "export const answer = 42;\n".repeat(100);

/** A build of the page, with a file beside it that nobody is to get. */
function built(): string {
  const outside = tempFolder();
  const folder = join(outside, "ui");
  mkdirSync(join(folder, "assets/cmaps"), { recursive: true });
  mkdirSync(join(folder, "frame"));
  writeFileSync(join(outside, "secret.txt"), "secret");
  writeFileSync(join(folder, ".hidden.js"), "secret");
  writeFileSync(join(folder, "index.html"), index);
  writeFileSync(join(folder, "icon.svg"), "<svg/>");
  writeFileSync(join(folder, "frame/plotly.js"), "plotly");
  writeFileSync(join(folder, "assets/cmaps/a-1.bcmap"), "map");
  writeFileSync(join(folder, "assets/index-a_B1.js"), script);
  writeFileSync(join(folder, "assets/index-a_B1.js.br"), brotliCompressSync(script));
  writeFileSync(join(folder, "assets/index-a_B1.js.gz"), gzipSync(script));
  return folder;
}

function got(server: Served, path: string, headers: Record<string, string> = {}): ReturnType<typeof ask> {
  return ask(server, "GET", path, { headers });
}

describe("the page", () => {
  it("may run its own scripts and reach its own server only", async () => {
    const server = await serve({ pageFolder: built() });
    const { status, headers, text } = await got(server, "/");
    expect([status, text, headers["content-type"]]).toEqual([200, index, "text/html; charset=utf-8"]);
    expect(headers).toMatchObject({
      "content-security-policy":
        "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; " +
        "media-src 'self' blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; " +
        "frame-src 'self' blob:; object-src 'none'; base-uri 'none'; form-action 'none'; " +
        "require-trusted-types-for 'script'; trusted-types default dompurify; frame-ancestors 'self'",
      "referrer-policy": "same-origin",
      "x-content-type-options": "nosniff",
      "x-frame-options": "SAMEORIGIN",
      "cache-control": "no-cache",
    });
    const etag = { "if-none-match": headers.etag! };
    expect([(await got(server, "/", etag)).status, (await got(server, "/", etag)).text]).toEqual([304, ""]);
    writeFileSync(join(server.folder, "artifacts"), ""); // what is served has nothing to do with the page
    expect((await got(server, "/index.html")).text).toBe(index);
    expect((await ask(server, "HEAD", "/")).headers["content-length"]).toBe(String(index.length));
    expect((await ask(server, "POST", "/")).status).not.toBe(200);
  });

  it.each([
    [{ frameOptions: "DENY" }, "'none'", "DENY"],
    [{ frameOptions: null }, undefined, undefined],
    [
      { frameOptions: "SAMEORIGIN", frameAncestors: ["'self'", "http://localhost:*"] },
      "'self' http://localhost:*",
      undefined,
    ],
  ])("may be shown in frames as %j says", async (frames, ancestors, frameOptions) => {
    const security = { allowedHosts: null, allowedOrigins: [], ...frames };
    const { headers } = await got(await serve({ pageFolder: built(), security }), "/");
    expect(/frame-ancestors (.*)$/.exec(headers["content-security-policy"] as string)?.[1]).toBe(ancestors);
    expect(headers["x-frame-options"]).toBe(frameOptions);
  });

  it("says so where it is not built", async () => {
    const { status, text } = await got(await serve({ pageFolder: tempFolder() }), "/");
    expect([status, text]).toEqual([
      404,
      "The page is not built: run `npm run build` where labbook is. The API is below /api/2.0/mlflow/.\n",
    ]);
  });

  it("is found behind a prefix, with the slash that its relative addresses need", async () => {
    const server = await serve({ pageFolder: built(), staticPrefix: "/ml/flow" });
    expect((await got(server, "/ml/flow/")).text).toBe(index);
    expect((await got(server, "/ml/flow/assets/index-a_B1.js")).text).toBe(script);
    const bare = await got(server, "/ml/flow?x=1");
    expect([bare.status, bare.headers.location]).toEqual([308, "./flow/?x=1"]);
  });
});

describe("files of the page", () => {
  it.each([
    ["gzip, deflate, br", "br", brotliDecompressSync],
    ["gzip;q=1.0, br;q=0", "gzip", gunzipSync],
    ["identity", undefined, (body: Buffer) => body],
  ] as const)("are sent as %s allows", async (accepted, encoding, decode) => {
    const server = await serve({ pageFolder: built() });
    const { headers, body } = await got(server, "/assets/index-a_B1.js", { "accept-encoding": accepted });
    expect(headers["content-encoding"]).toBe(encoding);
    expect(decode(body).toString()).toBe(script);
    expect(headers).toMatchObject({
      "cache-control": "public, max-age=31536000, immutable",
      "content-type": "text/javascript; charset=utf-8",
      "content-length": String(body.length),
      vary: "Accept-Encoding",
    });
  });

  it("are kept for ever only where their names have a hash", async () => {
    const server = await serve({ pageFolder: built() });
    for (const [path, type] of [["/icon.svg", "image/svg+xml"]]) {
      const { headers } = await got(server, path!);
      expect([headers["cache-control"], headers["content-type"]]).toEqual(["no-cache", type]);
    }
    expect((await got(server, "/assets/cmaps/a-1.bcmap")).text).toBe("map");
  });

  it.each([
    "/assets/../../secret.txt",
    "/assets/%2e%2e/%2e%2e/secret.txt",
    "/assets/..%2f..%2fsecret.txt",
    "/assets/..\\..\\secret.txt",
    "/../secret.txt",
    "/assets//etc/passwd",
    "/.hidden.js",
    "/assets/none-1.js",
    "/assets/index-a_B1.js.br",
    "/assets/",
    "/assets",
    "/assets/cmaps",
    "/frame/plotly.js",
    "/assets/index-a_B1.js/",
  ])("%s is none", async (path) => {
    const server = await serve({ pageFolder: built() });
    const { status, text } = await got(server, path);
    expect([400, 404]).toContain(status);
    expect(text).not.toContain("secret");
  });
});

it("compressed twins of what is built hold the same", () => {
  const assets = join(builtPage(), "assets");
  const files = readdirSync(assets).filter((name) => /\.(js|css)$/.test(name));
  expect(files.length).toBeGreaterThan(2);
  for (const name of files) {
    const [plain, br, gz] = ["", ".br", ".gz"].map((ending) => readFileSync(join(assets, name + ending)));
    expect(brotliDecompressSync(br!).equals(plain!), name).toBe(true);
    expect(gunzipSync(gz!).equals(plain!), name).toBe(true);
  }
});
