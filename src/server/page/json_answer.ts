/** JSON for the page: tagged, so that asking again for what has not changed brings no body, and compressed. */
import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { Exchange } from "../exchange.js";
import { noteAnswer } from "../memory.js";

const worthCompressing = 1024;
const compress = promisify(gzip);

export async function sendTagged(exchange: Exchange, value: object): Promise<void> {
  const { outgoing, incoming, method } = exchange;
  const body = Buffer.from(JSON.stringify(value));
  noteAnswer(body.length);
  const etag = `"${createHash("sha1").update(body).digest("base64url")}"`;
  const headers = { etag, "cache-control": "no-cache", vary: "Accept-Encoding" };
  if (incoming.headers["if-none-match"] === etag) {
    outgoing.writeHead(304, headers);
    return void outgoing.end();
  }
  const zipped =
    body.length > worthCompressing && /(?:^|,)\s*gzip\s*(?:,|$)/.test(incoming.headers["accept-encoding"] ?? "");
  const sent = zipped ? await compress(body, { level: 4 }) : body;
  outgoing.writeHead(200, {
    ...headers,
    "content-type": "application/json",
    "content-length": sent.length,
    ...(zipped && { "content-encoding": "gzip" }),
  });
  outgoing.end(method === "HEAD" ? undefined : sent);
}
