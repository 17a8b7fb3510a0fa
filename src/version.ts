import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

/** The version of this package, as its package.json has it. */
export function labbookVersion(): string {
  const manifest = createRequire(import.meta.url).resolve("labbook/package.json");
  return (JSON.parse(readFileSync(manifest, "utf8")) as { version: string }).version;
}
