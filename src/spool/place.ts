/** Where what could not be sent to a server is kept until it can. */
import { createHash } from "node:crypto";
import { homedir } from "node:os";
import { join } from "node:path";

/** A folder per server: `<state>/labbook/spool/<hash of its URL>`, where state is XDG_STATE_HOME or `~/.local/state`. */
export function spoolFolder(serverUrl: string, env: NodeJS.ProcessEnv = process.env): string {
  const state = env["XDG_STATE_HOME"] || join(homedir(), ".local", "state");
  const name = createHash("sha256").update(serverUrl).digest("hex").slice(0, 16);
  return join(state, "labbook", "spool", name);
}

const defaultLimitMb = 1024;

/** How much may wait for one server, in bytes: LABBOOK_SPOOL_LIMIT_MB, default 1 GiB. */
export function spoolLimitBytes(env: NodeJS.ProcessEnv = process.env): number {
  const given = Number(env["LABBOOK_SPOOL_LIMIT_MB"]);
  return (Number.isFinite(given) && given > 0 ? given : defaultLimitMb) * 2 ** 20;
}
