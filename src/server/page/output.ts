/** One output of a notebook, HTML or a Plotly figure, as a document for a frame in which it can do no harm. */
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { constants, createGzip } from "node:zlib";
import { buffer } from "node:stream/consumers";
import { invalid, TrackingError } from "../../errors.js";
import type { Exchange } from "../exchange.js";
import type { Security } from "../security.js";
import { figureDocument, heightSource, htmlDocument, type Theme } from "./documents.js";
import { frameHeaders, givenByReader } from "./frame.js";
import { artifactsOf, filePathIn, ownerIn, type PageSources } from "./owner.js";
import { anyScript } from "./policy.js";

export const plotlyType = "application/vnd.plotly.v1+json";

const mostBytes = 64 * 2 ** 20;

/**
 * `&cell=`id or index, `&output=`index; `&mime=` chooses where there are several, else the figure comes before the HTML. Scripts of
 * the HTML run with `&scripts=1` only, which the page says when a reader wants it.
 */
export async function getOutput(
  exchange: Exchange,
  sources: PageSources,
  security: Security,
  pageFolder: string,
): Promise<void> {
  const { query } = exchange;
  const path = filePathIn(query);
  const { artifacts, pathOf } = await artifactsOf(ownerIn(query), sources);
  const { stream, sizeBytes } = await artifacts.readStream(pathOf(path));
  const data = outputIn(await notebook(stream, sizeBytes, path), query.get("cell") ?? "", query.get("output") ?? "0");
  const theme: Theme = query.get("theme") === "dark" ? "dark" : "light";
  const wanted = query.get("mime");
  const type = wanted ?? (Object.hasOwn(data, plotlyType) ? plotlyType : "text/html");
  const content = Object.hasOwn(data, type) ? data[type] : null;
  if (content === null || content === undefined || (type !== plotlyType && type !== "text/html")) {
    throw invalid(
      `Invalid value '${wanted ?? ""}' for 'mime': the output has ${Object.keys(data).join(", ") || "nothing"}.`,
    );
  }
  if (type === "text/html") {
    const headers = frameHeaders(exchange, security, givenByReader(exchange, "scripts") ? anyScript : heightSource);
    return await sendDocument(exchange, headers, [htmlDocument(joinedText(content), theme)]);
  }
  const [before, after] = figureDocument(content, theme);
  const headers = frameHeaders(exchange, security, anyScript); // Plotly, and what it draws with
  await sendDocument(exchange, headers, [before, await plotly(pageFolder), after]);
}

/** Browsers keep nothing that a frame without origin loads: Plotly comes within the document, and needs no right to be loaded. */
async function plotly(pageFolder: string): Promise<Readable> {
  const path = join(pageFolder, "frame/plotly.js");
  await stat(path).catch((cause: unknown) => {
    throw new TrackingError("NOT_FOUND", "The page is not built: run `npm run build` where labbook is.", { cause });
  });
  return createReadStream(path);
}

async function sendDocument(
  exchange: Exchange,
  headers: Record<string, string>,
  parts: readonly (string | Readable)[],
): Promise<void> {
  const { outgoing, incoming, method } = exchange;
  const zipped = /(?:^|,)\s*gzip\s*(?:,|$)/.test(incoming.headers["accept-encoding"] ?? "");
  outgoing.writeHead(200, {
    ...headers,
    "content-type": "text/html; charset=utf-8",
    ...(zipped && { "content-encoding": "gzip" }),
    vary: "Accept-Encoding",
  });
  if (method === "HEAD") {
    for (const part of parts) if (typeof part !== "string") part.destroy();
    return void outgoing.end();
  }
  const whole = async function* (): AsyncGenerator<Buffer | string, void> {
    for (const part of parts) {
      if (typeof part === "string") yield part;
      else yield* part as AsyncIterable<Buffer>;
    }
  };
  const sent = zipped
    ? pipeline(whole, createGzip({ level: constants.Z_BEST_SPEED }), outgoing)
    : pipeline(whole, outgoing);
  await sent.catch(() => outgoing.destroy()); // the client went away
}

async function notebook(stream: Readable, sizeBytes: number, path: string): Promise<unknown> {
  if (sizeBytes > mostBytes) {
    stream.destroy();
    throw invalid(`'${path}' is larger than ${mostBytes / 2 ** 20} MiB: download it.`);
  }
  try {
    return JSON.parse((await buffer(stream)).toString("utf8")) as unknown;
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    throw invalid(`'${path}' is no notebook: ${cause.message}`);
  }
}

interface LooseCell {
  readonly id?: unknown;
  readonly outputs?: readonly ({ readonly data?: unknown } | null)[];
}

/** The MIME bundle of an output. `cell` is an id, or the index among all cells. */
function outputIn(document: unknown, cell: string, output: string): Readonly<Record<string, unknown>> {
  const listed = (document as { readonly cells?: unknown } | null)?.cells;
  const cells = Array.isArray(listed) ? (listed as readonly (LooseCell | null)[]) : [];
  const index = cells.findIndex((one) => one?.id === cell);
  const found = cells[index >= 0 || !/^\d+$/.test(cell) ? index : Number(cell)];
  const outputs = Array.isArray(found?.outputs) ? found.outputs : [];
  const data = /^\d+$/.test(output) ? outputs[Number(output)]?.data : undefined;
  if (typeof data === "object" && data !== null) return data as Record<string, unknown>;
  throw new TrackingError(
    "RESOURCE_DOES_NOT_EXIST",
    `The notebook has no output ${output} of cell '${cell}' with content.`,
  );
}

/** Notebooks keep long texts as lists of lines. */
function joinedText(content: unknown): string {
  return Array.isArray(content) ? content.join("") : String(content);
}
