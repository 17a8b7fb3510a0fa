/** Where what could not be sent to a server is kept until it can. */
import { createHash } from "node:crypto";
import { join } from "node:path";
import { stateFolder } from "../state_folder.js";

/** A folder per server, in labbook's state folder: `~/.local/state/labbook/spool/<hash of its URL>`. */
export function spoolFolder(serverUrl: string): string {
  return join(stateFolder(), "spool", createHash("sha256").update(serverUrl).digest("hex").slice(0, 16));
}

const defaultLimitMb = 1024;

/** How much may wait for one server, in bytes: LABBOOK_SPOOL_LIMIT_MB, default 1 GiB. */
export function spoolLimitBytes(env: NodeJS.ProcessEnv = process.env): number {
  const given = Number(env["LABBOOK_SPOOL_LIMIT_MB"]);
  return (Number.isFinite(given) && given > 0 ? given : defaultLimitMb) * 2 ** 20;
}
