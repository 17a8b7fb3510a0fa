/** Lists of requests whose answers may differ, with the reasons beside them. */
import { readFileSync } from "node:fs";

export interface Allowed {
  /** An id, or the beginning of ids with a `*` at its end. */
  readonly pattern: string;
  readonly reason: string;
}

/** A line is `<id or prefix*>  # <reason>`; lines that begin with # and empty ones are passed over. */
export function readAllowed(name: string): readonly Allowed[] {
  const text = readFileSync(new URL(`../${name}`, import.meta.url), "utf8");
  return text
    .split("\n")
    .filter((line) => line.trim() !== "" && !line.startsWith("#"))
    .map((line) => {
      const [pattern = "", reason = ""] = line.split("#").map((part) => part.trim());
      return { pattern, reason };
    });
}

/** Ids that no line allows, and lines that allow nothing: both must be empty. */
export function audit(
  ids: readonly string[],
  allowed: readonly Allowed[],
): { readonly refused: readonly string[]; readonly idle: readonly string[]; readonly unreasoned: readonly string[] } {
  const allows = ({ pattern }: Allowed, id: string) =>
    pattern.endsWith("*") ? id.startsWith(pattern.slice(0, -1)) : id === pattern;
  return {
    refused: ids.filter((id) => !allowed.some((one) => allows(one, id))),
    idle: allowed.filter((one) => !ids.some((id) => allows(one, id))).map(({ pattern }) => pattern),
    unreasoned: allowed.filter(({ reason }) => reason === "").map(({ pattern }) => pattern),
  };
}
