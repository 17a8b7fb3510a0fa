import { writeFileSync } from "node:fs";
import { beforeAll, expect, it } from "vitest";
import { startServer } from "../../src/server/start.js";
import { suiteFolder } from "../temp.js";
import { mismatches, replay, type Replayed } from "./replay/replay.js";
import { readExpected } from "./replay/script.js";

const folder = suiteFolder();
let replayed: readonly Replayed[];

beforeAll(async () => {
  const store = `sqlite:///${folder}/mlflow.db`;
  const server = await startServer({
    backendStoreUri: store,
    registryStoreUri: store,
    artifactsDestination: `${folder}/artifacts`,
    serveArtifacts: true,
    artifactsOnly: false,
    host: "127.0.0.1",
    port: 0,
    staticPrefix: "",
    security: { allowedHosts: null, allowedOrigins: [], frameOptions: "SAMEORIGIN" },
  });
  replayed = await replay(server.url);
  await server.close();
}, 60_000);

/** What 3.x answers besides and clients of 2.x pass over. */
const added = new Set(["sqlstate", "error_class", "workspace", "outputs"]);

it.each([
  ["3.18", new Set<string>(), 80],
  ["2.22", added, 270],
] as const)("answers as MLflow %s does", (release, passedOver, limit) => {
  const found = mismatches(replayed, readExpected(release), passedOver);
  // To see them: LABBOOK_REPLAY_REPORT=/tmp/mismatches npx vitest run test/server/replay.test.ts
  const report = process.env.LABBOOK_REPLAY_REPORT;
  if (report !== undefined) writeFileSync(`${report}-${release}.json`, JSON.stringify(found, undefined, 1));
  expect(found.length).toBeLessThan(limit);
});
