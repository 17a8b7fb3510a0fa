/** The suites that need real MLflow servers: see run.sh. */
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: { include: ["test/interop/**/*.test.ts"], testTimeout: 60_000, hookTimeout: 120_000 },
});
