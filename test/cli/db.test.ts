/** `labbook db` and what other commands say about a file that needs it. */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { checkFile } from "../../src/store/sqlite/check_file.js";
import { edited, sha256, stored } from "../store/stored.js";
import { tempFolder } from "../temp.js";
import { labbook as command } from "./cli.js";

const labbook = (args: readonly string[]) => command(args, { cwd: tempFolder() });

/** Which releases answer what to a file. */
function answers(path: string): Record<string, string> {
  return Object.fromEntries(checkFile(path).releases.map(({ release, opens }) => [release, opens]));
}

describe("labbook db", () => {
  it("upgrades an old file after a backup, and leaves one alone that is up to date", async () => {
    const path = stored("old_stores/1.15.0");
    const runs = await labbook(["runs", "--tracking-uri", `sqlite:///${path}`, "--json"]);
    expect(runs.stderr).toBe(
      `labbook: ${path} is of an older MLflow (revision 39d1c3be5f05, before 2.18) and is only read; ` +
        `\`labbook db upgrade ${path}\` makes a backup and brings it up to date\n`,
    );
    expect(JSON.parse(runs.stdout)).toHaveLength(6);
    const done = await labbook(["db", "upgrade", path]);
    const backup = readdirSync(dirname(path)).find((name) => name.endsWith(".backup"))!;
    expect(done).toEqual({
      code: 0,
      stderr: "",
      stdout: `${path} upgraded from revision 39d1c3be5f05 to 0584bdc529eb\nas it was: ${dirname(path)}/${backup}\nadded: labbook's indices for search\n`,
    });
    const again = await labbook(["db", "upgrade", "--tracking-uri", `sqlite:///${path}`]);
    expect(again.stdout).toBe(`${path} is up to date (revision 0584bdc529eb)\n`);
  });

  it("checks a file, in words and as JSON", async () => {
    const path = stored("old_stores/2.16.2-upgraded");
    const before = sha256(path);
    const check = await labbook(["db", "check", path]);
    expect(check).toMatchObject({ code: 0, stderr: "" });
    expect(check.stdout.split("\n").map((line) => line.replace(/ {2,}/, " "))).toEqual([
      `file ${path}`,
      "revision 0584bdc529eb",
      "pages ok",
      "references ok",
      "latest metrics ok",
      "search without labbook's indices, slow on many runs; labbook db upgrade adds them",
      "MLflow does not open: 1.15, 1.26, 1.30, 2.3, 2.9 to 2.12, 2.16",
      "MLflow opens as it is: 2.18 to 2.22",
      "MLflow opens after `mlflow db upgrade`: 3.0.0, 3.1.0, 3.0.1, 3.1.1 to 3.1.4, 3.2, 3.3",
      "MLflow opens after upgrading it, by itself: 3.4, 3.5 to 3.7, 3.8, 3.9, 3.10, 3.11, 3.12, 3.13, 3.14, 3.15, 3.16, 3.17, 3.18",
      "",
    ]);
    expect(sha256(path)).toBe(before);
    edited(
      path,
      `UPDATE latest_metrics SET value = 99 WHERE key = 'rmse' AND run_uuid = (SELECT min(run_uuid) FROM runs);
       DELETE FROM latest_metrics WHERE key = 'loss' AND run_uuid = (SELECT min(run_uuid) FROM runs);
       DELETE FROM metrics WHERE key = 'inf' AND run_uuid = (SELECT min(run_uuid) FROM runs);
       INSERT INTO params VALUES ('lost', '1', 'nobody');
       CREATE VIEW best AS SELECT * FROM runs;
       CREATE TABLE notes (name TEXT REFERENCES registered_models (name))`,
    );
    const json = await labbook(["db", "check", path, "--json"]);
    expect(json.code).toBe(1);
    expect(JSON.parse(json.stdout)).toMatchObject({
      damage: [],
      orphans: { params: 1 },
      wrongLatest: 3,
      obstacles: [
        "view best makes MLflow's upgrades stop half-way",
        "table notes refers to the model registry, which MLflow 3.10 and later cannot change then",
      ],
    });
  });

  it("knows what each release does to files of each age", () => {
    const old = answers(stored("old_stores/1.30.1"));
    expect([old["1.15"], old["1.30"], old["2.18 to 2.22"]]).toEqual(["no", "as it is", "after an upgrade"]);
    const ours = answers(stored("schemas/2.18.0")); // with a table of ours
    expect([ours["3.2"], ours["3.10"]]).toEqual(["after upgrading it, by itself", "after upgrading it, by itself"]);
    const later = answers(stored("schemas/3.10.1"));
    expect([later["2.18 to 2.22"], later["3.9"], later["3.10"], later["3.11"], later["3.18"]]).toEqual([
      "no",
      "no",
      "as it is",
      "after an upgrade",
      "after upgrading it, by itself",
    ]);
  });

  it("finds damage, and refuses what is no store", async () => {
    const path = stored("old_stores/2.16.2");
    const bytes = readFileSync(path);
    bytes.fill(0xff, 40 * 4096, 41 * 4096);
    writeFileSync(path, bytes);
    let found: unknown;
    try {
      found = checkFile(path).damage;
    } catch (error) {
      found = [(error as Error).message];
    }
    expect(found).toEqual(
      expect.arrayContaining([expect.stringMatching(/page|it is damaged; restore it from a backup/)]),
    );
    expect(() => checkFile(resolve("README.md"))).toThrow("it is not a SQLite database");
    const missing = await labbook(["db", "upgrade", "none.db"]);
    expect(missing).toMatchObject({ code: 1, stdout: "" });
    expect(missing.stderr).toMatch(/^labbook: there is no tracking store .*none\.db/);
  });
});
