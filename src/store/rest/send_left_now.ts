/** Sends what this process leaves for a server, from a process of its own, while this one waits: at its very end. */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const withinMs = 10_000;

/** The child reads the URI from its environment, since arguments are seen by everybody and URIs may hold a password. */
export function sendLeftNow(uri: string): void {
  const script = fileURLToPath(new URL("./send_left.js", import.meta.url));
  if (!existsSync(script)) return; // not built: the next process on this server sends it
  spawnSync(process.execPath, [script], {
    env: { ...process.env, [uriVariable]: uri, NODE_OPTIONS: "" },
    stdio: ["ignore", "ignore", "inherit"],
    timeout: withinMs,
  });
}

export const uriVariable = "LABBOOK_SEND_LEFT";
