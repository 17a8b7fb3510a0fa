/** `labbook server` as a process of its own. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import { onTestFinished } from "vitest";

const launcher = resolve(import.meta.dirname, "../../src/cli/launch.cjs");

export interface Started {
  readonly process: ChildProcess;
  readonly url: string;
  readonly greeting: string;
  /** Code or signal. */
  readonly ended: Promise<number | NodeJS.Signals>;
}

/** In the folder `cwd`, on a free port; ends with the test. */
export async function start(
  cwd: string,
  args: readonly string[] = [],
  env: Record<string, string> = {},
): Promise<Started> {
  const child = spawn(process.execPath, [launcher, "server", "--port", "0", ...args], {
    cwd,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = once(child, "exit").then(([code, signal]) => (code ?? signal) as number | NodeJS.Signals);
  onTestFinished(() => void child.kill("SIGKILL"));
  let [greeting, faults] = ["", ""];
  child.stderr.on("data", (text: Buffer) => (faults += text.toString()));
  while (!greeting.includes("Ctrl-C")) {
    const [text] = (await Promise.race([once(child.stdout, "data"), ended.then(() => [null])])) as [Buffer | null];
    if (text === null) throw new Error(`the server ended: ${faults}`);
    greeting += text.toString();
  }
  return { process: child, url: /at (http:\S+)/.exec(greeting)![1]!, greeting, ended };
}
