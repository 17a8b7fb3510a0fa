/**
 * The suites that need real MLflow servers, and those of our own that take too long for the quick suite: see run.sh. One
 * file at a time, as each server is many processes.
 */
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/interop/**/*.test.ts"],
    maxWorkers: 1,
    testTimeout: 120_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 60_000 } },
  },
});
