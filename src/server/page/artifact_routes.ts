/** What the page asks about artifacts (`src/protocol/page.ts`), as routes that stream. */
import { pagePrefix } from "../../protocol/page.js";
import type { Exchange } from "../exchange.js";
import { receiveJson } from "../json_body.js";
import type { Security } from "../security.js";
import { getFile, putFile } from "./file.js";
import { getFrame } from "./frame.js";
import { sendTagged } from "./json_answer.js";
import { getOutput } from "./output.js";
import type { PageSources } from "./owner.js";
import { artifactTexts } from "./texts.js";
import { artifactTrees } from "./tree.js";
import { getZip } from "./zip.js";

export interface PageArtifacts {
  readonly sources: PageSources;
  readonly security: Security;
  /** Where the page was built. */
  readonly folder: string;
}

type Answer = (exchange: Exchange, page: PageArtifacts) => Promise<void>;

const mostAskedBytes = 2 ** 20;

const frame: Answer = (exchange, { sources, security }) => getFrame(exchange, sources, security);
const output: Answer = (exchange, { sources, security, folder }) => getOutput(exchange, sources, security, folder);
const file: Answer = (exchange, { sources }) => getFile(exchange, sources);
const zip: Answer = (exchange, { sources }) => getZip(exchange, sources);

/** By what follows `artifacts/`, then by method. */
export const pageArtifactRoutes: Readonly<Record<string, Readonly<Record<string, Answer>>>> = {
  file: { GET: file, HEAD: file, PUT: (exchange, { sources }) => putFile(exchange, sources) },
  zip: { GET: zip, HEAD: zip },
  frame: { GET: frame, HEAD: frame },
  output: { GET: output, HEAD: output },
  tree: {
    POST: async (exchange, { sources }) =>
      sendTagged(exchange, await artifactTrees(await receiveJson(exchange, mostAskedBytes), sources)),
  },
  texts: {
    POST: async (exchange, { sources }) =>
      sendTagged(exchange, await artifactTexts(await receiveJson(exchange, mostAskedBytes), sources)),
  },
};

const below = `${pagePrefix}/artifacts/`;

/** Answers what is below `artifacts/`; false: it is not, and nothing was done. */
export async function answerPageArtifacts(exchange: Exchange, page: PageArtifacts): Promise<boolean> {
  if (!exchange.path.startsWith(below)) return false;
  const name = exchange.path.slice(below.length);
  const methods = Object.hasOwn(pageArtifactRoutes, name) ? pageArtifactRoutes[name] : undefined;
  if (methods === undefined) return false;
  const answer = Object.hasOwn(methods, exchange.method) ? methods[exchange.method] : undefined;
  if (answer === undefined) {
    exchange.send(
      405,
      { allow: Object.keys(methods).join(", "), "content-type": "text/plain; charset=utf-8" },
      "Method Not Allowed",
    );
    return true;
  }
  await answer(exchange, page);
  return true;
}
