/** The command line, as a shell calls it. */
import { spawn } from "node:child_process";
import { resolve } from "node:path";

const launcher = resolve(import.meta.dirname, "../../src/cli/launch.cjs");

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export async function labbook(
  args: readonly string[],
  options: { cwd: string; env?: Record<string, string | undefined> },
): Promise<Finished> {
  const { MLFLOW_TRACKING_URI: _uri, ...inherited } = process.env;
  const env = { ...inherited, LABBOOK_STATE_DIR: `${options.cwd}/state`, ...options.env };
  const child = spawn(process.execPath, [launcher, ...args], {
    cwd: options.cwd,
    env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let [stdout, stderr] = ["", ""];
  child.stdout.on("data", (text: Buffer) => (stdout += text.toString()));
  child.stderr.on("data", (text: Buffer) => (stderr += text.toString()));
  const code = await new Promise<number | null>((done) => child.once("close", done));
  return { code, stdout, stderr };
}
