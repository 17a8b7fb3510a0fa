import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

/** The page in Debian's Chromium, against the built server. */
export default defineConfig({
  root: fileURLToPath(new URL("../..", import.meta.url)),
  test: {
    include: ["test/page/**/*.test.ts"],
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
