/** Runs with artifacts, and requests of the page about them. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Answer, ask, call, type Served } from "./serving.js";

export const below = "/ajax-api/labbook/artifacts";

export interface MadeRun {
  readonly runId: string;
  /** Where its files are on the disk. */
  readonly root: string;
}

export async function newRun(server: Served, files: Readonly<Record<string, string | Buffer>> = {}): Promise<MadeRun> {
  const { run } = (await call(server, "runs/create", { experiment_id: "0", start_time: 1 })) as {
    run: { info: { run_id: string } };
  };
  const runId = run.info.run_id;
  const root = join(server.folder, "artifacts/0", runId, "artifacts");
  for (const [path, content] of Object.entries(files)) put(root, path, content);
  return { runId, root };
}

export function put(root: string, path: string, content: string | Buffer): void {
  mkdirSync(join(root, path, ".."), { recursive: true });
  writeFileSync(join(root, path), content);
}

export function get(server: Served, what: string, query: Record<string, string>, headers = {}): Promise<Answer> {
  return ask(server, "GET", `${below}/${what}?${new URLSearchParams(query)}`, { headers });
}

export async function message(answer: Promise<Answer>): Promise<[number, string]> {
  const { status, json } = await answer;
  return [status, (json() as { message: string }).message];
}

export function numbered(count: number): string[] {
  return Array.from({ length: count }, (_, index) => String(index));
}
