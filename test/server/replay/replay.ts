/** Sends the recorded requests to a server, in order, and keeps what it answers. */
import http from "node:http";
import { type Answer, at, compare } from "./compare.js";
import { Mask } from "./mask.js";
import { build, type BuiltRequest, type Expected, type Names, parseExact, readScript } from "./script.js";

export interface Replayed {
  readonly id: string;
  /** For the report. */
  readonly request: string;
  readonly sort: string | undefined;
  readonly answer: Answer;
}

/** `base` is the URL of a server on a fresh store that serves artifacts. */
export async function replay(base: string): Promise<readonly Replayed[]> {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  const mask = new Mask(base);
  const names: Names = {};
  const replayed: Replayed[] = [];
  for (const entry of readScript()) {
    const request = build(entry, names);
    await nextMillisecond();
    const { status, type, text } = await send(base, agent, request);
    const plain = jsonOf(text, JSON.parse);
    for (const [name, pointer] of Object.entries(entry.bind ?? {})) {
      const value = at(plain, pointer);
      if (value === undefined) continue;
      names[name] = value;
      mask.learn(name, value);
    }
    const json = /json/.test(type ?? "") ? jsonOf(text, parseExact) : undefined;
    replayed.push({
      id: entry.id,
      request: `${request.method} ${request.path} ${request.body?.toString() ?? ""}`.slice(0, 300),
      sort: entry.sort,
      answer: { status, type, json: mask.value(json), text: mask.text(text) },
    });
  }
  agent.destroy();
  return replayed;
}

/** Orders by time are compared, so no two requests share a millisecond. */
async function nextMillisecond(): Promise<void> {
  const now = Date.now();
  while (Date.now() === now) await new Promise((resolve) => setImmediate(resolve));
}

interface RawAnswer {
  readonly status: number;
  readonly type: string | undefined;
  readonly text: string;
}

function send(base: string, agent: http.Agent, request: BuiltRequest): Promise<RawAnswer> {
  const { hostname, port } = new URL(base);
  const { method, path, headers } = request;
  return new Promise((resolve, reject) => {
    const sent = http.request({ agent, hostname, port, method, path, headers }, (answer) => {
      const parts: Buffer[] = [];
      answer.on("data", (part: Buffer) => parts.push(part));
      answer.on("error", reject);
      answer.on("end", () =>
        resolve({
          status: answer.statusCode ?? 0,
          type: answer.headers["content-type"],
          text: Buffer.concat(parts).toString("utf8"),
        }),
      );
    });
    sent.on("error", reject);
    sent.end(request.body);
  });
}

function jsonOf(text: string, parse: (text: string) => unknown): unknown {
  try {
    return parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

export interface Mismatch {
  readonly id: string;
  readonly request: string;
  readonly problems: readonly string[];
}

export function mismatches(
  replayed: readonly Replayed[],
  expected: Readonly<Record<string, Expected>>,
  added: ReadonlySet<string> = new Set(),
): readonly Mismatch[] {
  return replayed.flatMap(({ id, request, sort, answer }) => {
    const problems = compare(expected[id]!, answer, { sort, added });
    return problems.length === 0 ? [] : [{ id, request, problems }];
  });
}
