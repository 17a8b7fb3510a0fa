import { join } from "node:path";
import { Command } from "commander";
import { TrackingError } from "../errors.js";
import { kernelDisplayName, kernelName, pythonPrefix, userDataFolder, writeKernelspec } from "../jupyter/kernelspec.js";

interface Options {
  readonly prefix?: string;
  readonly sysPrefix?: boolean;
  readonly json?: boolean;
}

export function installCommand(): Command {
  return new Command("install")
    .usage("[--user | --prefix P | --sys-prefix]")
    .description("Write the kernelspec, so that JupyterLab and VS Code offer the kernel; needs no Python.")
    .option("--user", "for this user, in Jupyter's data folder (default)")
    .option("--prefix <folder>", "under <folder>/share/jupyter")
    .option("--sys-prefix", "into the active Python environment (VIRTUAL_ENV or CONDA_PREFIX)")
    .option("--json", "print name and folder as JSON")
    .action(install);
}

function install(options: Options): void {
  const folder = writeKernelspec(dataFolder(options));
  if (options.json === true) {
    process.stdout.write(`${JSON.stringify({ name: kernelName, folder })}\n`);
    return;
  }
  process.stdout.write(`Installed kernel "${kernelDisplayName}" in ${folder}\n`);
  if (folder.includes("_npx") || process.argv[1]?.includes("_npx") === true) {
    process.stderr.write(
      "It points into npx's cache, which may be cleaned: `npm install -g labbook` and install again.\n",
    );
  }
}

function dataFolder(options: Options): string {
  if (options.prefix !== undefined) return join(options.prefix, "share", "jupyter");
  if (options.sysPrefix !== true) return userDataFolder();
  const prefix = pythonPrefix();
  if (prefix !== null) return join(prefix, "share", "jupyter");
  throw new TrackingError(
    "INVALID_STATE",
    "--sys-prefix needs an active Python environment, but VIRTUAL_ENV and CONDA_PREFIX are not set; activate one, or use --prefix",
  );
}
