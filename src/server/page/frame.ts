/** Files of the store that run in a browser, HTML and SVG, for a frame in which they can do no harm. */
import { pipeline } from "node:stream/promises";
import { invalid } from "../../errors.js";
import { activeType } from "../content.js";
import type { Exchange } from "../exchange.js";
import { withFlatMemory } from "../memory.js";
import { frameAncestors, type Security } from "../security.js";
import { heightScript } from "./documents.js";
import { artifactsOf, filePathIn, ownerIn, type PageSources } from "./owner.js";
import { anyScript, framePolicy, noConnections } from "./policy.js";

export async function getFrame(exchange: Exchange, sources: PageSources, security: Security): Promise<void> {
  const path = filePathIn(exchange.query);
  const type = activeType(path);
  if (type === null) throw invalid(`'${path}' is not shown in a frame: only HTML and SVG files are.`);
  const { artifacts, pathOf } = await artifactsOf(ownerIn(exchange.query), sources);
  const { stream, sizeBytes } = await artifacts.readStream(pathOf(path));
  const { outgoing, method } = exchange;
  const end = type.startsWith("text/html") ? heightScript : "";
  outgoing.writeHead(200, {
    ...frameHeaders(exchange, security, anyScript),
    "content-type": type,
    "content-length": sizeBytes + Buffer.byteLength(end),
  });
  if (method === "HEAD") {
    stream.destroy();
    return void outgoing.end();
  }
  const whole = async function* (): AsyncGenerator<Buffer | string, void> {
    yield* stream as AsyncIterable<Buffer>;
    yield end;
  };
  await withFlatMemory(pipeline(whole, outgoing)).catch(() => outgoing.destroy()); // the client went away, or the disk failed
}

/** `scripts` are sources of scripts. With `network=1` a reader lets this document load from the network. */
export function frameHeaders(exchange: Exchange, security: Security, scripts: string): Record<string, string> {
  exchange.outgoing.removeHeader("x-frame-options"); // the policy says who may show it: always the page
  const ancestors = frameAncestors(security).filter((source) => source !== "'none'");
  const all = frameAncestors(security).length === 0 ? [] : [...new Set(["'self'", ...ancestors])];
  const network = givenByReader(exchange, "network");
  return {
    "content-security-policy": framePolicy(all, { scripts, network }),
    ...(!network && noConnections),
    "x-content-type-options": "nosniff",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "cache-control": "no-cache",
  };
}

/** Whether the address names this right, and the page asks for it: a document that goes to such an address itself gets nothing more. */
export function givenByReader({ query, incoming }: Exchange, right: "network" | "scripts"): boolean {
  const site = incoming.headers["sec-fetch-site"]; // left out by old browsers, and where neither https nor this machine is asked
  return query.get(right) === "1" && (site === undefined || site === "same-origin");
}
