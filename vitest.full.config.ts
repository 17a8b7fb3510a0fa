/** The long tests (`npm run test:full`): real releases of MLflow, long fuzzing. */
import { defineConfig, mergeConfig } from "vitest/config";
import quick from "./vitest.config.js";

export default mergeConfig(
  { resolve: quick.resolve ?? {} },
  defineConfig({
    test: { include: ["test/full/**/*.test.ts"], maxWorkers: 2, testTimeout: 30 * 60_000, hookTimeout: 30 * 60_000 },
  }),
);
