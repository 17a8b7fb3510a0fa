/** Tags that say who started a run, from where and at which commit. */
import { execFileSync } from "node:child_process";
import { basename } from "node:path";
import type { Tag } from "./entities.js";
import { notebookHost } from "./notebook/host.js";
import { readablePath } from "./readable_path.js";
import { userName } from "./user_name.js";

/** MLflow's system tags of a new run. */
export function contextTags(): Tag[] {
  const host = notebookHost();
  const path = host === null ? process.argv[1] : (host.notebookPath() ?? undefined);
  const commit = gitCommit(process.cwd());
  return [
    { key: "mlflow.user", value: userName() },
    { key: "mlflow.source.type", value: host === null ? "LOCAL" : "NOTEBOOK" },
    {
      key: "mlflow.source.name",
      value: path === undefined ? (host === null ? basename(process.execPath) : "notebook") : readablePath(path),
    },
    ...(commit === null ? [] : [{ key: "mlflow.source.git.commit", value: commit }]),
  ];
}

const commits = new Map<string, string | null>();

/** The commit that is checked out at `folder`; null outside a repository or without git. */
function gitCommit(folder: string): string | null {
  let commit = commits.get(folder);
  if (commit === undefined) {
    commit = askGit(folder);
    commits.set(folder, commit);
  }
  return commit;
}

function askGit(folder: string): string | null {
  try {
    return execFileSync("git", ["rev-parse", "HEAD"], {
      cwd: folder,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    }).trim();
  } catch (error) {
    if (
      (error as { status?: unknown; code?: unknown }).status === undefined &&
      (error as { code?: unknown }).code === undefined
    )
      throw error;
    return null;
  }
}
