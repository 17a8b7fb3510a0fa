import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const source = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Files that track share what is global to a process: the run at hand, the experiment in use, autologging. */
const tracking = ["autolog", "e2e", "hpo", "models", "notebook", "tracking"].map(
  (folder) => `test/${folder}/**/*.test.ts`,
);

export default defineConfig({
  resolve: {
    alias: [
      { find: /^labbook$/, replacement: source("./src/index.ts") },
      { find: /^labbook\/(ml|xgboost|hpo)$/, replacement: source("./src/$1/index.ts") },
    ],
  },
  test: {
    maxWorkers: 6, // most tests wait for processes they started
    testTimeout: 120_000, // ends what hangs; a busy machine makes a kernel's start take ten times as long
    hookTimeout: 120_000,
    expect: { poll: { timeout: 60_000 } },
    projects: [
      {
        extends: true,
        test: {
          name: "shared", // loading modules anew for each file costs a third of the time
          isolate: false,
          include: ["test/**/*.test.ts"],
          exclude: ["test/interop/**", "test/full/**", "test/page/**", ...tracking],
        },
      },
      { extends: true, test: { name: "apart", include: tracking } },
    ],
  },
});
