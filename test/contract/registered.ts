/** What the cases of the model registry's contract have in common. */
import { randomUUID } from "node:crypto";
import { expect } from "vitest";
import type { ModelVersion } from "../../src/entities.js";
import type { ModelRegistry } from "../../src/store/registry.js";

export type OpenRegistry = () => Promise<ModelRegistry>;

/** A name that no other case and no earlier run has used. */
export function fresh(word: string): string {
  return `${word} ${randomUUID().slice(0, 8)}`;
}

export function error(code: string, words: string): unknown {
  return expect.objectContaining({ code, message: expect.stringContaining(words) as string });
}

/** A model with versions 1 to `count`, at s3://bucket/1 and so on. */
export async function withVersions(registry: ModelRegistry, count: number, word = "model"): Promise<string> {
  const name = fresh(word);
  await registry.createRegisteredModel(name);
  for (let number = 1; number <= count; number++) {
    await registry.createModelVersion({ name, source: `s3://bucket/${number}` });
  }
  return name;
}

export function stages(versions: readonly ModelVersion[]): Record<string, string> {
  return Object.fromEntries(versions.map((version) => [version.currentStage, version.version]));
}
