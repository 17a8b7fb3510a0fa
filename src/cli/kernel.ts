import { Command } from "commander";

export type StartKernel = (connectionFile: string) => Promise<void>;

/** What the kernelspec calls. */
export function kernelCommand(startKernel: StartKernel): Command {
  return new Command("kernel")
    .usage("CONNECTION_FILE")
    .description("Start the kernel; Jupyter calls this, with the connection file that it wrote.")
    .argument("<connection-file>", "JSON file with ports and key")
    .action(startKernel);
}
