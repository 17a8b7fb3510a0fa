/** Which file the kernel's notebook is, by the first of several clues that answers. */
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, isAbsolute, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parsedJson } from "../json.js";

export interface Clues {
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Path of the kernel's connection file, whose folder is Jupyter's runtime folder. */
  readonly connectionFile: string | null;
  /** `jupyter_session` of the connection file. */
  readonly connectionSession?: string | undefined;
  /** Ids of cells that were executed, newest last; VS Code's are URIs. */
  readonly cellIds: readonly string[];
}

export interface Located {
  readonly path: string;
  readonly foundBy:
    "environment" | "cell id" | "Jupyter server" | "session name" | "connection file" | "cells in the folder";
}

/** Never throws for a clue that leads nowhere; null when none leads to a file. */
export async function locateNotebook(clues: Clues): Promise<Located | null> {
  const steps: readonly [Located["foundBy"], () => string | null | Promise<string | null>][] = [
    ["environment", () => existing(clues.environment["LABBOOK_NOTEBOOK"], [clues.cwd])],
    ["cell id", () => fromCellUri(clues.cellIds)],
    ["Jupyter server", () => fromServer(clues)],
    ["session name", () => existing(clues.environment["JPY_SESSION_NAME"], roots(clues))],
    ["connection file", () => existing(clues.connectionSession, roots(clues))],
    ["cells in the folder", () => fromFolder(clues)],
  ];
  for (const [foundBy, step] of steps) {
    const path = await attempt(step);
    if (path !== null) return { path, foundBy };
  }
  return null;
}

/** A file that cannot be read or an address that cannot be decoded is a clue that leads nowhere. */
async function attempt(step: () => string | null | Promise<string | null>): Promise<string | null> {
  try {
    return await step();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined && !(error instanceof URIError)) throw error;
    return null;
  }
}

function existing(name: string | undefined, folders: readonly string[]): string | null {
  if (name === undefined || !name.endsWith(".ipynb")) return null;
  const places = isAbsolute(name) ? [name] : folders.map((folder) => resolve(folder, name));
  return places.find((path) => existsSync(path)) ?? null;
}

/** VS Code: `vscode-notebook-cell:/home/me/a%20b.ipynb#W0sZmlsZQ` */
function fromCellUri(cellIds: readonly string[]): string | null {
  const uri = cellIds.findLast((id) => id.startsWith("vscode-notebook-cell:"));
  if (uri === undefined) return null;
  const place = uri.slice("vscode-notebook-cell:".length).split("#")[0]!;
  const path = place.replace(/^\/\/[^/]*/, "");
  return existing(fileURLToPath(`file://${path}`), []);
}

interface Server {
  readonly url: string;
  readonly token: string;
  readonly root_dir?: string;
  readonly notebook_dir?: string;
}

/** The file that the parent server wrote about itself: its process id is our JPY_PARENT_PID. */
function parentServer(clues: Clues): Server | null {
  const pid = clues.environment["JPY_PARENT_PID"];
  if (pid === undefined || clues.connectionFile === null) return null;
  const folder = dirname(clues.connectionFile);
  const path = [`jpserver-${pid}.json`, `nbserver-${pid}.json`]
    .map((name) => join(folder, name))
    .find((file) => existsSync(file));
  return path === undefined ? null : ((parsedJson(readFileSync(path, "utf8")) ?? null) as Server | null);
}

function roots(clues: Clues): string[] {
  const server = parentServer(clues);
  return [server?.root_dir, server?.notebook_dir, clues.cwd].filter((folder) => folder !== undefined);
}

interface Session {
  readonly path: string;
  readonly kernel: { readonly id: string } | null;
}

async function fromServer(clues: Clues): Promise<string | null> {
  const server = parentServer(clues);
  const kernelId = /kernel-(.+)\.json$/.exec(clues.connectionFile ?? "")?.[1];
  if (server === null || kernelId === undefined) return null;
  const token = server.token || clues.environment["JUPYTERHUB_API_TOKEN"] || "";
  const answer = await fetch(`${server.url}api/sessions`, {
    headers: { Authorization: `token ${token}` },
    signal: AbortSignal.timeout(2000),
  }).catch(() => null);
  if (answer === null || !answer.ok) return null;
  const sessions = (await answer.json().catch(() => [])) as readonly Session[];
  const session = sessions.find((one) => one.kernel?.id === kernelId);
  const path = session?.path.replace(/-jvsc-[0-9a-f-]+(?=\.ipynb$)/, "");
  return existing(path, roots(clues));
}

/** The one notebook of the working directory that has a cell which was executed. */
function fromFolder(clues: Clues): string | null {
  const ids = clues.cellIds.filter((id) => !id.includes(":"));
  if (ids.length === 0 || !existsSync(clues.cwd)) return null;
  const paths = readdirSync(clues.cwd)
    .filter((name) => name.endsWith(".ipynb"))
    .map((name) => join(clues.cwd, name));
  const found = paths.filter((path) => {
    if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true) return false;
    const content = parsedJson(readFileSync(path, "utf8")) as { cells?: unknown } | null | undefined;
    const cells = Array.isArray(content?.cells) ? (content.cells as readonly { id?: string }[]) : [];
    return cells.some((cell) => cell.id !== undefined && ids.includes(cell.id));
  });
  return found.length === 1 ? found[0]! : null;
}
