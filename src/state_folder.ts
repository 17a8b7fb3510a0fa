import { homedir } from "node:os";
import { join } from "node:path";

/** LABBOOK_STATE_DIR, else labbook's folder where the system keeps state of programs. */
export function stateFolder(env: NodeJS.ProcessEnv = process.env): string {
  const chosen = env["LABBOOK_STATE_DIR"];
  if (chosen) return chosen;
  return join(env["XDG_STATE_HOME"] || join(homedir(), ".local", "state"), "labbook");
}
