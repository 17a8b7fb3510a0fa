/** What a run ran on: versions, machine, git, lockfile, files read. */
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { createReadStream, existsSync, readFileSync } from "node:fs";
import { stat } from "node:fs/promises";
import { cpus, totalmem } from "node:os";
import { basename, dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { promisify } from "node:util";

export interface Environment {
  /** Versions by name: node, labbook, typescript, tslab … */
  readonly versions: Readonly<Record<string, string>>;
  readonly platform: {
    readonly os: string;
    readonly arch: string;
    readonly cpu: string;
    readonly cpuCount: number;
    readonly memoryBytes: number;
  };
  readonly typescriptOptions: Readonly<Record<string, unknown>>;
  readonly workingDirectory: string;
  readonly git: {
    readonly commit: string;
    readonly branch: string;
    readonly dirty: boolean;
    readonly remote: string | null;
  } | null;
  readonly lockfile: { readonly path: string; readonly name: string; readonly sha256: string } | null;
  /** What LABBOOK_SEED holds. */
  readonly seed: string | null;
  readonly filesRead: readonly FileRead[];
}

export interface FileRead {
  readonly path: string;
  readonly sizeBytes: number;
  /** null for a file that is gone or larger than 1 GiB. */
  readonly sha256: string | null;
}

export interface Surroundings {
  readonly cwd: string;
  readonly versions: Readonly<Record<string, string>>;
  readonly typescriptOptions?: Readonly<Record<string, unknown>>;
  /** Absolute paths. */
  readonly filesRead: readonly string[];
}

const lockfiles = ["package-lock.json", "pnpm-lock.yaml", "yarn.lock", "bun.lock", "deno.lock"];
const largestHashed = 2 ** 30;

export async function captureEnvironment(around: Surroundings): Promise<Environment> {
  const lockfile = findUpwards(around.cwd, lockfiles);
  return {
    versions: { node: process.versions.node, ...around.versions },
    platform: {
      os: process.platform,
      arch: process.arch,
      cpu: cpus()[0]?.model ?? "unknown",
      cpuCount: cpus().length,
      memoryBytes: totalmem(),
    },
    typescriptOptions: around.typescriptOptions ?? {},
    workingDirectory: around.cwd,
    git: await gitState(around.cwd),
    lockfile:
      lockfile === null ? null : { path: lockfile, name: basename(lockfile), sha256: sha256(readFileSync(lockfile)) },
    seed: process.env["LABBOOK_SEED"] ?? null,
    filesRead: await Promise.all(around.filesRead.map(fileRead)),
  };
}

/** The first of `names` in `folder` or above it. */
function findUpwards(folder: string, names: readonly string[]): string | null {
  for (let at = folder; ; at = dirname(at)) {
    const found = names.map((name) => join(at, name)).find((path) => existsSync(path));
    if (found !== undefined) return found;
    if (at === dirname(at)) return null;
  }
}

async function gitState(cwd: string): Promise<Environment["git"]> {
  const commit = await git(cwd, "rev-parse", "HEAD");
  if (commit === null) return null;
  const [branch, changes, remote] = await Promise.all([
    git(cwd, "rev-parse", "--abbrev-ref", "HEAD"),
    git(cwd, "status", "--porcelain", "--untracked-files=no"),
    git(cwd, "config", "--get", "remote.origin.url"),
  ]);
  return {
    commit,
    branch: branch ?? "",
    dirty: changes !== "",
    remote: remote === null ? null : withoutSecrets(remote),
  };
}

/** An address may hold a user's token. */
function withoutSecrets(remote: string): string {
  return remote.replace(/^(\w+:\/\/)[^/@]*@/, "$1");
}

const run = promisify(execFile);

/** What git prints; null outside a repository, without git, or when it takes over 5 s. */
async function git(cwd: string, ...args: string[]): Promise<string | null> {
  return await run("git", args, { cwd, timeout: 5000 }).then(
    ({ stdout }) => stdout.trim(),
    () => null,
  );
}

const hashed = new Map<string, { key: string; sha256: string }>();

async function fileRead(path: string): Promise<FileRead> {
  const stats = await stat(path).catch(() => null);
  if (stats === null) return { path, sizeBytes: 0, sha256: null };
  if (stats.size > largestHashed) return { path, sizeBytes: stats.size, sha256: null };
  const key = `${stats.size} ${stats.mtimeMs}`;
  const before = hashed.get(path);
  if (before?.key === key) return { path, sizeBytes: stats.size, sha256: before.sha256 };
  const hash = createHash("sha256");
  await pipeline(createReadStream(path), hash);
  const digest = hash.digest("hex");
  hashed.set(path, { key, sha256: digest });
  return { path, sizeBytes: stats.size, sha256: digest };
}

export function sha256(content: Uint8Array | string): string {
  return createHash("sha256").update(content).digest("hex");
}
