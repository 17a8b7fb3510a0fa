/** From each revision between MLflow 1.15 and 2.18, labbook's upgrade gives what MLflow 2.18's gives. */
import { execFileSync } from "node:child_process";
import { copyFileSync } from "node:fs";
import { resolve } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { earlierRevisions } from "../../src/store/sqlite/revisions.js";
import { upgradeFile } from "../../src/store/sqlite/upgrade.js";
import { contents, stored } from "../store/stored.js";

const release = "2.18.0";
const ladder = (...args: string[]) => execFileSync(resolve("test/full/ladder.sh"), args, { stdio: "pipe" });

beforeAll(() => {
  ladder("environments");
});

it.each(earlierRevisions)("from %s", async (revision) => {
  const path = stored("old_stores/1.15.0");
  ladder("upgrade-to", release, path, revision);
  const theirs = `${path}.theirs`;
  copyFileSync(path, theirs);
  ladder("upgrade", release, theirs);
  expect((await upgradeFile(path)).from).toBe(revision);
  expect(contents(path)).toEqual(contents(theirs));
});
