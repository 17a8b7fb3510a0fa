import { readFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "./package_root.js";

/** The version of this package, as its package.json has it. */
export function labbookVersion(): string {
  return (JSON.parse(readFileSync(join(packageRoot, "package.json"), "utf8")) as { version: string }).version;
}
