/** What a run ran on, from its `notebook/environment.json`. Anyone may have written it. Pure. */
import { listOf, objectOf } from "./document.js";

export interface Environment {
  /** Groups of names and values, to be shown as they are: `versions.node` → 24.21.0. */
  readonly facts: ReadonlyMap<string, string>;
  readonly filesRead: readonly { readonly path: string; readonly sizeBytes: number; readonly sha256: string | null }[];
}

/** null: it is no such file. */
export function parseEnvironment(text: string): Environment | null {
  let file: Readonly<Record<string, unknown>> | null;
  try {
    file = objectOf(JSON.parse(text));
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
  if (file === null) return null;
  const { filesRead, ...rest } = file;
  const facts = new Map<string, string>();
  addFacts(facts, "", rest, 0);
  return { facts, filesRead: listOf(filesRead).flatMap(fileOf) };
}

function addFacts(facts: Map<string, string>, name: string, value: unknown, depth: number): void {
  const object = objectOf(value);
  if (object === null || depth > 4) {
    if (value !== null && value !== undefined)
      facts.set(name, typeof value === "string" ? value : JSON.stringify(value));
    return;
  }
  for (const [key, one] of Object.entries(object))
    addFacts(facts, name === "" ? key : `${name}.${key}`, one, depth + 1);
}

function fileOf(value: unknown): Environment["filesRead"][number][] {
  const file = objectOf(value);
  if (file === null || typeof file["path"] !== "string") return [];
  const sizeBytes = typeof file["sizeBytes"] === "number" ? file["sizeBytes"] : 0;
  return [{ path: file["path"], sizeBytes, sha256: typeof file["sha256"] === "string" ? file["sha256"] : null }];
}
