/** What the page asks about runs and about this server (`src/protocol/page.ts`). */
import { randomBytes } from "node:crypto";
import { FilterError } from "../../../errors.js";
import { withoutCredentials } from "../../../http/address.js";
import { type About, pagePrefix } from "../../../protocol/page.js";
import { labbookVersion } from "../../../version.js";
import type { Exchange } from "../../exchange.js";
import { errorAnswer } from "../../http_errors.js";
import { receiveJson } from "../../json_body.js";
import type { Route } from "../../listen.js";
import { sendTagged } from "../json_answer.js";
import { experimentsActivity } from "./activity.js";
import { changeRuns } from "./change.js";
import { runGroups } from "./groups.js";
import type { Body } from "./request.js";
import { runSeries } from "./series.js";
import type { RunSource } from "./source.js";
import { runTable } from "./table.js";

type Answer = (body: Body, source: RunSource) => Promise<object>;

const posts: Readonly<Record<string, Answer>> = {
  "runs/table": runTable,
  "runs/groups": runGroups,
  "runs/series": runSeries,
  "runs/change": changeRuns,
  "experiments/activity": experimentsActivity,
};

const gets = ["about", "revision"];
const mostAskedBytes = 8 * 2 ** 20;

/** `revision` of all that the page shows; undefined: some of it cannot tell. */
export function pageRunRoutes(source: RunSource, revision: () => string | undefined): Route {
  const process = randomBytes(6).toString("base64url"); // counts of changes begin anew with each process
  return async (exchange) => {
    if (!exchange.path.startsWith(`${pagePrefix}/`)) return false;
    const name = exchange.path.slice(pagePrefix.length + 1);
    const post = Object.hasOwn(posts, name) ? posts[name]! : undefined;
    if (post === undefined && !gets.includes(name)) return false;
    const methods = post === undefined ? ["GET", "HEAD"] : ["POST"];
    if (!methods.includes(exchange.method)) {
      const headers = { allow: methods.join(", "), "content-type": "text/plain; charset=utf-8" };
      exchange.send(405, headers, "Method Not Allowed");
    } else if (post !== undefined) await answerPost(exchange, post, source);
    else if (name === "about") await sendTagged(exchange, about(source));
    else sendRevision(exchange, process, revision());
    return true;
  };
}

async function answerPost(exchange: Exchange, post: Answer, source: RunSource): Promise<void> {
  const body = await receiveJson(exchange, mostAskedBytes);
  let answer: object;
  try {
    answer = await post(body, source);
  } catch (error) {
    if (!(error instanceof FilterError)) throw error;
    return await sendFault(exchange, error);
  }
  await sendTagged(exchange, answer);
}

/** With the place of the fault in the filter, so that the page can point at it. */
async function sendFault(exchange: Exchange, error: FilterError): Promise<void> {
  const answer = errorAnswer(error);
  const body = (await answer.json()) as object;
  const { filter, position } = error;
  exchange.sendJson(answer.status, JSON.stringify({ ...body, filter, position }));
}

function about({ store }: RunSource): About {
  return {
    version: labbookVersion(),
    store: withoutCredentials(store.uri),
    readOnlyReason: store.readOnlyReason ?? null,
  };
}

function sendRevision({ outgoing, incoming }: Exchange, process: string, revision: string | undefined): void {
  if (revision === undefined) return void outgoing.writeHead(404, { "content-length": 0 }).end();
  const etag = `"${process}.${revision}"`;
  outgoing.writeHead(incoming.headers["if-none-match"] === etag ? 304 : 204, { etag, "cache-control": "no-cache" });
  outgoing.end();
}
