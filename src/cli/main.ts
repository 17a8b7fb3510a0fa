/** Runs the command line and turns what goes wrong into one clear message and an exit code: 1 failed, 2 wrongly called. */
import { TrackingError } from "../errors.js";
import type { StartKernel } from "./kernel.js";

/** `argv` as in `process.argv`; `startKernel` is handed in, as the library may not import the kernel. */
export async function main(argv: readonly string[], startKernel: StartKernel): Promise<void> {
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(0); // `labbook runs | head`
    throw error;
  });
  try {
    await perform(argv, startKernel);
  } catch (error) {
    process.exitCode = report(error);
  }
}

/** Whoever starts a kernel waits for it, and it needs nothing of the command line. */
async function perform(argv: readonly string[], startKernel: StartKernel): Promise<void> {
  const [, , command, connectionFile, ...more] = argv;
  if (command === "kernel" && connectionFile?.startsWith("-") === false && more.length === 0) {
    return await startKernel(connectionFile);
  }
  const { createProgram } = await import("./program.js");
  await (await createProgram(startKernel, command ?? "")).parseAsync([...argv]);
}

function report(error: unknown): number {
  const { name, exitCode } = error as { name?: unknown; exitCode?: unknown };
  if (name === "CommanderError") return exitCode === 0 ? 0 : 2; // commander has said what is wrong
  if (!(error instanceof TrackingError)) throw error;
  process.stderr.write(`labbook: ${error.message}\n`);
  return 1;
}
