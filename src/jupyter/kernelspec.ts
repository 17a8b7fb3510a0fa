/** Kernelspecs: where Jupyter looks for them, ours among them. https://jupyter-client.readthedocs.io/en/stable/kernels.html */
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { TrackingError } from "../errors.js";
import { packageRoot } from "../package_root.js";

export const kernelName = "labbook";
export const kernelDisplayName = "TypeScript (labbook)";

export interface Kernelspec {
  readonly argv: readonly string[];
  readonly display_name: string;
  readonly language: string;
  readonly interrupt_mode?: "signal" | "message";
  readonly env?: Readonly<Record<string, string>>;
  readonly metadata?: Readonly<Record<string, unknown>>;
}

/** Our own, with absolute paths: it needs nothing on the PATH of the server that reads it. */
export function ownKernelspec(): Kernelspec {
  return {
    argv: [process.execPath, join(packageRoot, "src", "cli", "launch.cjs"), "kernel", "{connection_file}"],
    display_name: kernelDisplayName,
    language: "typescript",
    interrupt_mode: "message",
    metadata: { debugger: false },
  };
}

/** Writes our kernelspec with its logos to `<dataFolder>/kernels/labbook`, which it returns. */
export function writeKernelspec(dataFolder: string): string {
  const folder = join(dataFolder, "kernels", kernelName);
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "kernel.json"), `${JSON.stringify(ownKernelspec(), null, 2)}\n`);
    cpSync(join(packageRoot, "kernel", "logos"), folder, { recursive: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    throw new TrackingError(
      "PERMISSION_DENIED",
      `cannot write the kernelspec to '${folder}': ${(error as Error).message}; --prefix chooses another place`,
    );
  }
  return folder;
}

/** Jupyter's data folder of this user. */
export function userDataFolder(): string {
  const { env, platform } = process;
  if (env["JUPYTER_DATA_DIR"]) return env["JUPYTER_DATA_DIR"];
  if (platform === "darwin") return join(homedir(), "Library", "Jupyter");
  if (platform === "win32") return join(env["APPDATA"] ?? join(homedir(), "AppData", "Roaming"), "jupyter");
  return join(env["XDG_DATA_HOME"] || join(homedir(), ".local", "share"), "jupyter");
}

/** The prefix of the Python environment that is active; null when none is. */
export function pythonPrefix(): string | null {
  return process.env["VIRTUAL_ENV"] || process.env["CONDA_PREFIX"] || null;
}

/** Where Jupyter looks for kernels, first hit first. */
export function dataFolders(): string[] {
  const { env, platform } = process;
  const path = (env["JUPYTER_PATH"] ?? "").split(platform === "win32" ? ";" : ":").filter((folder) => folder !== "");
  const prefix = pythonPrefix();
  const system =
    platform === "win32"
      ? [join(env["PROGRAMDATA"] ?? "C:\\ProgramData", "jupyter")]
      : ["/usr/local/share/jupyter", "/usr/share/jupyter"];
  return [...path, userDataFolder(), ...(prefix === null ? [] : [join(prefix, "share", "jupyter")]), ...system];
}

/** Folder and content of the kernelspec `name`; null when there is none. */
export function findKernelspec(name: string): { folder: string; spec: Kernelspec } | null {
  const folder = dataFolders()
    .map((place) => join(place, "kernels", name))
    .find((place) => existsSync(join(place, "kernel.json")));
  if (folder === undefined) return null;
  return { folder, spec: JSON.parse(readFileSync(join(folder, "kernel.json"), "utf8")) as Kernelspec };
}

/** Names of all kernelspecs that can be found. */
export function kernelspecNames(): string[] {
  const names = dataFolders().flatMap((place) => {
    const folder = join(place, "kernels");
    if (!existsSync(folder)) return [];
    return readdirSync(folder).filter((name) => existsSync(join(folder, name, "kernel.json")));
  });
  return [...new Set(names)].sort();
}
