import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

/** The page in Debian's Chromium, against the built server. */
export default defineConfig({
  root: fileURLToPath(new URL("../..", import.meta.url)),
  test: {
    include: ["test/page/**/*.test.ts"],
    maxWorkers: 2,
    testTimeout: 240_000, // ends what hangs; a busy machine needs a minute for what takes five seconds
    hookTimeout: 240_000,
    expect: { poll: { timeout: 60_000 } },
  },
});
