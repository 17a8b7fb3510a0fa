/** Runs the command line and turns what goes wrong into one clear message and an exit code: 1 failed, 2 wrongly called. */
import { CommanderError } from "commander";
import { TrackingError } from "../errors.js";
import { createProgram, type StartKernel } from "./program.js";

/** `argv` as in `process.argv`; `startKernel` is handed in, as the library may not import the kernel. */
export async function main(argv: readonly string[], startKernel: StartKernel): Promise<void> {
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(0); // `labbook runs | head`
    throw error;
  });
  try {
    await createProgram(startKernel).parseAsync([...argv]);
  } catch (error) {
    process.exitCode = report(error);
  }
}

function report(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2; // commander has said what is wrong
  if (!(error instanceof TrackingError)) throw error;
  process.stderr.write(`labbook: ${error.message}\n`);
  return 1;
}
