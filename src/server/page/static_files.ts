/** The page's own files, as the build made them: `dist/ui`, each text beside its compressed twins. */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { pageFileType } from "../content.js";
import type { Exchange } from "../exchange.js";
import { frameAncestors, type Security } from "../security.js";
import { pagePolicy } from "./policy.js";

/** A file at the top, or below `assets/`; a name cannot begin with a dot nor hold a `%`. */
const filePath = /^\/((?:assets\/(?:[\w-][\w.-]*\/)*)?[\w-][\w.-]*\.[a-z0-9]+)$/;

const year = "public, max-age=31536000, immutable";

/** Where the package has the page. */
export function builtPage(): string {
  return join(dirname(createRequire(import.meta.url).resolve("labbook/package.json")), "dist/ui");
}

/** `GET /` and the files that the page loads. `folder` is absolute. */
export function staticFiles(security: Security, folder: string): (exchange: Exchange) => Promise<boolean> {
  return async (exchange) => {
    if (exchange.method !== "GET" && exchange.method !== "HEAD") return false;
    if (exchange.path === "/" || exchange.path === "/index.html") {
      await sendPage(exchange, folder, security);
      return true;
    }
    const path = filePath.exec(exchange.path)?.[1];
    if (path === undefined || /\.(br|gz)$/.test(path)) return false;
    return await sendStatic(exchange, folder, path);
  };
}

async function sendPage(exchange: Exchange, folder: string, security: Security): Promise<void> {
  // Without a slash at the end, the page's relative addresses would miss the prefix.
  const asked = exchange.incoming.url!.split("?")[0]!;
  if (exchange.path === "/" && !asked.endsWith("/")) {
    return exchange.send(308, { location: `./${asked.split("/").at(-1)!}/${exchange.search}` });
  }
  const page = await readFile(join(folder, "index.html")).catch(() => null);
  if (page === null) {
    return exchange.sendText(
      404,
      "The page is not built: run `npm run build` where labbook is. The API is below /api/2.0/mlflow/.\n",
    );
  }
  const etag = `"${createHash("sha256").update(page).digest("base64url").slice(0, 22)}"`;
  const headers = {
    "cache-control": "no-cache",
    etag,
    "content-security-policy": pagePolicy(frameAncestors(security)),
    "referrer-policy": "same-origin",
  };
  if (exchange.incoming.headers["if-none-match"] === etag) {
    exchange.outgoing.writeHead(304, headers);
    exchange.outgoing.end();
    return;
  }
  exchange.send(200, { ...headers, "content-type": "text/html; charset=utf-8" }, page.toString("utf8"));
}

async function sendStatic(exchange: Exchange, folder: string, path: string): Promise<boolean> {
  const { outgoing, incoming, method } = exchange;
  const found = await encoded(join(folder, path), incoming.headers["accept-encoding"] ?? "");
  if (found === null) return false;
  outgoing.writeHead(200, {
    "content-type": pageFileType(path),
    "content-length": found.sizeBytes,
    "cache-control": path.startsWith("assets/") ? year : "no-cache",
    vary: "Accept-Encoding",
    ...(found.encoding !== null && { "content-encoding": found.encoding }),
  });
  if (method === "HEAD") {
    outgoing.end();
    return true;
  }
  await pipeline(createReadStream(found.place), outgoing).catch(() => outgoing.destroy()); // the client went away
  return true;
}

interface Encoded {
  readonly place: string;
  readonly encoding: "br" | "gzip" | null;
  readonly sizeBytes: number;
}

/** The smallest form that the client takes. */
async function encoded(place: string, accepted: string): Promise<Encoded | null> {
  for (const [encoding, ending] of [["br", ".br"] as const, ["gzip", ".gz"] as const, [null, ""] as const]) {
    if (encoding !== null && !accepts(accepted, encoding)) continue;
    const found = await stat(place + ending).catch(() => null);
    if (found?.isFile() === true) return { place: place + ending, encoding, sizeBytes: found.size };
  }
  return null;
}

function accepts(header: string, encoding: string): boolean {
  return header.split(",").some((part) => {
    const [name = "", ...settings] = part.split(";").map((text) => text.trim().toLowerCase());
    return name === encoding && !settings.some((setting) => /^q=0(\.0*)?$/.test(setting));
  });
}
