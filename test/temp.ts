/** Folders that are gone after the tests. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, onTestFinished } from "vitest";

/** An empty folder, removed when the running test has finished. */
export function tempFolder(): string {
  const { folder, remove } = made();
  onTestFinished(remove);
  return folder;
}

/** An empty folder for all tests of a file, removed after the last. */
export function suiteFolder(): string {
  const { folder, remove } = made();
  afterAll(remove);
  return folder;
}

function made(): { folder: string; remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), "labbook-test-"));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }) };
}
