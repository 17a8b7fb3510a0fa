/** Runs a command, its output going to the cell as it comes. */
import { spawn } from "node:child_process";
import { constants } from "node:os";
import type { MagicContext } from "./magic.js";
import { UsageError } from "./usage_error.js";

/** Resolves when the command has ended with 0; otherwise throws with its exit code. Ends it when the cell is interrupted. */
export async function runCommand(
  command: string,
  args: readonly string[] | null,
  context: MagicContext,
): Promise<void> {
  const options = { cwd: context.cwd, stdio: ["ignore", "pipe", "pipe"] as ["ignore", "pipe", "pipe"], detached: true };
  const child =
    args === null
      ? spawn(command, { ...options, shell: process.env["SHELL"] || true })
      : spawn(command, [...args], options);
  const stop = () => {
    if (child.pid !== undefined) process.kill(-child.pid, "SIGTERM");
  };
  context.signal.addEventListener("abort", stop, { once: true });
  for (const name of ["stdout", "stderr"] as const) {
    child[name].setEncoding("utf8").on("data", (text: string) => context.print(text, name));
  }
  const shown = args === null ? command.split("\n")[0]! : [command, ...args].join(" ");
  try {
    const [code, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((ended, failed) => {
      child.once("error", failed);
      child.once("close", (exitCode, killedBy) => ended([exitCode, killedBy]));
    });
    context.signal.throwIfAborted();
    if (code === 0) return;
    const how =
      code === null ? `was ended by ${signal} (${constants.signals[signal!]})` : `ended with exit code ${code}`;
    throw new UsageError(`the command ${how}: ${shown}`);
  } finally {
    context.signal.removeEventListener("abort", stop);
  }
}
