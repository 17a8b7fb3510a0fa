import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const source = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  resolve: {
    alias: [
      { find: /^labbook$/, replacement: source("./src/index.ts") },
      { find: /^labbook\/(ml|xgboost|hpo)$/, replacement: source("./src/$1/index.ts") },
    ],
  },
  test: {
    include: ["test/**/*.test.ts"],
    exclude: ["test/interop/**", "test/full/**"],
    maxWorkers: 6, // most tests wait for processes they started
    isolate: false, // files share a worker's modules: loading them anew for each costs a third of all time
    testTimeout: 20_000,
    hookTimeout: 30_000,
  },
});
