import { writeFileSync } from "node:fs";
import { beforeAll, expect, it } from "vitest";
import { startServer } from "../../src/server/start.js";
import { suiteFolder } from "../temp.js";
import { audit, readAllowed } from "./replay/allow.js";
import { mismatches, replay, type Replayed } from "./replay/replay.js";
import { readExpected } from "./replay/script.js";
import { optionsFor } from "./serving.js";

const folder = suiteFolder();
let replayed: readonly Replayed[];

beforeAll(async () => {
  const server = await startServer(optionsFor(folder));
  replayed = await replay(server.url);
  await server.close();
}, 60_000);

const nothing = { refused: [], idle: [], unreasoned: [] };

/** What 3.x answers besides and clients of 2.x pass over. */
const added = new Set(["sqlstate", "error_class", "workspace", "outputs"]);

// To see what differs: LABBOOK_REPLAY_REPORT=/tmp/differs npx vitest run test/server/replay.test.ts
function differing(release: "2.22" | "3.18"): string[] {
  const found = mismatches(replayed, readExpected(release), release === "2.22" ? added : new Set());
  const report = process.env.LABBOOK_REPLAY_REPORT;
  if (report !== undefined) writeFileSync(`${report}-${release}.json`, JSON.stringify(found, undefined, 1));
  return found.map(({ id }) => id);
}

it("answers as MLflow 3.18 does, but for at most 3 % of the requests, each with its reason", () => {
  expect(replayed).toHaveLength(1239);
  const ids = differing("3.18");
  expect(audit(ids, readAllowed("allow-3.18.txt"))).toEqual(nothing);
  expect(ids.length).toBeLessThanOrEqual(0.03 * replayed.length);
});

it("answers as MLflow 2.22 does or, where the releases differ, as 3.18, but for at most 8 % of the requests", () => {
  const unlike318 = new Set(differing("3.18"));
  const ids = differing("2.22");
  const allowed = ids.filter((id) => unlike318.has(id));
  expect(audit(allowed, readAllowed("allow-2.22.txt"))).toEqual(nothing);
  expect(allowed.length).toBeLessThanOrEqual(0.08 * replayed.length);
  const followed = ids.filter((id) => !unlike318.has(id));
  expect(audit(followed, readAllowed("follow-3.18.txt"))).toEqual(nothing);
});
