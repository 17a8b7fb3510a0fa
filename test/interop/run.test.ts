/** `labbook run`: a notebook from top to bottom on a kernel of its own. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { MlflowClient } from "labbook";
import { describe, expect, it } from "vitest";
import { tempFolder } from "../temp.js";
import { labbook } from "../cli/cli.js";
import { executed, notebook } from "../cli/notebook_file.js";

describe("labbook run", () => {
  it("executes every cell, shows progress, and writes the notebook with its outputs", async () => {
    const cwd = tempFolder();
    notebook(cwd, [
      "console.log('one')\n1 + 1",
      { id: "skip", source: "throw 1", tags: ["skip-execution"] },
      "// comment\nconst a = 3\na * 2",
    ]);
    const { code, stdout, stderr } = await labbook(["run", "book.ipynb"], { cwd });
    expect([code, stderr]).toEqual([0, ""]);
    const lines = stdout.split("\n");
    expect(lines[0]).toMatch(/^\[1\/3\] ✓ +\d+\.\d s {2}console\.log\('one'\)$/);
    expect(lines[1]).toMatch(/^\[2\/3\] +skipped {2}throw 1$/);
    expect(stdout).toMatch(/2 cells, 1 skipped, 0 failed in [\d.]+ s\. The executed notebook: book\.out\.ipynb\n/);
    expect(stdout).not.toContain("\x1b");
    const { texts, cells, metadata } = executed(cwd);
    expect(texts).toEqual(["one\n|2", "", "6"]);
    expect(cells.map((cell) => cell.execution_count)).toEqual([1, null, 2]);
    expect(metadata["kernelspec"]).toEqual({
      name: "labbook",
      display_name: "TypeScript (labbook)",
      language: "typescript",
    });
    expect(metadata["papermill"]).toMatchObject({
      exception: null,
      input_path: join(cwd, "book.ipynb"),
      parameters: {},
    });
    expect(cells[0]!.metadata["papermill"]).toMatchObject({ status: "completed", exception: false });
  });

  it("goes on where a cell makes folders that modules were looked for in", async () => {
    const cwd = tempFolder();
    notebook(cwd, [
      'import { readParquet } from "labbook/ml";\nimport * as mlflow from "labbook";',
      [
        'import { mkdirSync, writeFileSync } from "node:fs";',
        'for (const folder of ["node_modules/x", "models/lin/code"]) mkdirSync(folder, { recursive: true });',
        'writeFileSync("package.json", "{}");',
      ].join("\n"),
      "1 + 1",
    ]);
    mkdirSync(join(cwd, "deep/story"), { recursive: true });
    const { code, stderr } = await labbook(["run", "book.ipynb", "--cwd", "deep/story"], { cwd });
    expect([code, stderr]).toEqual([0, ""]);
    expect(executed(cwd).texts.at(-1)).toBe("2");
  });

  it("stops at a failing cell with code 1, its traceback, and the notebook so far", async () => {
    const cwd = tempFolder();
    notebook(cwd, ["'before'", "const boom = () => { throw new RangeError('too far') }\nboom()", "'after'"]);
    const { code, stderr } = await labbook(["run", "book.ipynb", "-o", "sub/out.ipynb"], { cwd });
    expect(code).toBe(1);
    expect(stderr).toContain("cell 2 failed\nRangeError: too far\n> 1 | const boom");
    expect(executed(cwd, "sub/out.ipynb").texts).toEqual(["'before'", "RangeError", ""]);
  });

  it("goes on where errors are allowed, by a tag or for all", async () => {
    const cwd = tempFolder();
    notebook(cwd, [{ id: "e", source: "throw new Error('expected')", tags: ["raises-exception"] }, "'after'"]);
    expect((await labbook(["run", "book.ipynb"], { cwd })).code).toBe(0);
    notebook(cwd, ["throw new Error('unexpected')", "'after'"]);
    const allowed = await labbook(["run", "book.ipynb", "--allow-errors", "--json"], { cwd });
    expect(allowed.code).toBe(1);
    expect(JSON.parse(allowed.stdout)).toMatchObject({
      ok: false,
      executed: 2,
      failures: [{ index: 1, ename: "Error" }],
    });
    expect(executed(cwd).texts).toEqual(["Error", "'after'"]);
  });

  it("injects parameters behind the default cell, with its types", async () => {
    const cwd = tempFolder();
    notebook(cwd, [
      { id: "p", source: "const alpha: number = 0.1\nconst name = 'none'\nconst deep = false", tags: ["parameters"] },
      "[alpha * 2, name.length, deep]",
    ]);
    const args = [
      "run",
      "book.ipynb",
      "-p",
      "alpha=0.5",
      "-p",
      'name=it\'s "quoted" \u2028 🌷',
      "-p",
      "deep=true",
      "-p",
      "extra=[1,2]",
    ];
    const { code, stderr } = await labbook(args, { cwd });
    expect([code, stderr]).toEqual([0, ""]);
    const { cells, texts, metadata } = executed(cwd);
    expect(cells[1]).toMatchObject({ metadata: { tags: ["injected-parameters"] } });
    expect(cells[1]!.source).toContain("let alpha: number = 0.5;");
    expect(texts[2]).toBe("[ 1, 18, true ]");
    expect(metadata["papermill"]!["parameters"]).toMatchObject({ alpha: 0.5, deep: true, extra: [1, 2] });
    const again = await labbook(["run", "book.out.ipynb", "-o", "again.ipynb", "-p", "alpha=2"], { cwd });
    expect(again.code).toBe(0);
    expect(executed(cwd, "again.ipynb").cells).toHaveLength(3);
    const wrong = await labbook(["run", "book.ipynb", "-p", "alpha=high"], { cwd });
    expect(wrong).toMatchObject({
      code: 1,
      stderr: 'labbook: parameter alpha is a number in the notebook, got "high"; give a number\n',
    });
    expect((await labbook(["run", "book.ipynb", "-p", "alpha"], { cwd })).stderr).toContain(
      "parameter 'alpha' is not name=value",
    );
  });

  it("keeps text as it was typed where the notebook wants text, and numbers that are too long", async () => {
    const cwd = tempFolder();
    notebook(cwd, [
      { id: "p", source: 'let version = "1.0"\nlet quoted = ""', tags: ["parameters"] },
      "[version, quoted, id]",
    ]);
    const args = ["-p", "version=1.10", "-p", 'quoted="1e3"', "-p", "id=12345678901234567890"];
    expect(await labbook(["run", "book.ipynb", ...args], { cwd })).toMatchObject({ code: 0, stderr: "" });
    expect(executed(cwd).texts[2]).toBe("[ '1.10', '1e3', '12345678901234567890' ]");
    expect((await labbook(["run", "book.ipynb", "-p", "class=3"], { cwd })).stderr).toContain(
      "parameter 'class=3' is not name=value",
    );
  });

  it("leaves the notebook's outputs alone until its kernel has started", async () => {
    const cwd = tempFolder();
    const path = notebook(cwd, ["1 + 1"]);
    await labbook(["run", "book.ipynb", "-o", "book.ipynb"], { cwd });
    const before = readFileSync(path, "utf8");
    expect(before).toContain('"text/plain": "2"');
    expect((await labbook(["run", "book.ipynb", "-o", "book.ipynb", "--kernel-name", "nope"], { cwd })).code).toBe(1);
    expect(readFileSync(path, "utf8")).toBe(before);
  });

  it("interrupts a cell that runs too long", async () => {
    const cwd = tempFolder();
    notebook(cwd, ["'quick'", "for (;;) {}", "'after'"]);
    const { code, stderr } = await labbook(["run", "book.ipynb", "--timeout", "1.5"], { cwd });
    expect(code).toBe(1);
    expect(stderr).toContain("TimeoutError: cell 2 ran longer than --timeout 1.5 and was interrupted");
    expect(executed(cwd).texts[0]).toBe("'quick'");
  });

  it("tracks where and to what it is told, and lists the runs", async () => {
    const cwd = tempFolder();
    mkdirSync(join(cwd, "work"));
    notebook(cwd, ["%log_metric rmse 7.5", "import { readFileSync } from 'node:fs'\nprocess.cwd()"]);
    const args = [
      "run",
      "book.ipynb",
      "--cwd",
      "work",
      "--tracking-uri",
      "sqlite:///tracked.db",
      "--experiment",
      "nightly",
      "--show-runs",
    ];
    const { code, stdout } = await labbook(args, { cwd });
    expect(code).toBe(0);
    expect(stdout).toMatch(/Runs in tracked\.db:\n\nrun .*rmse\n─.*\n[a-z]+-[a-z]+-\d+ +FINISHED .* 7\.5\n/);
    const client = new MlflowClient(`sqlite:///${cwd}/tracked.db`);
    const { experimentId } = (await client.getExperimentByName("nightly"))!;
    const [run] = await client.searchRuns({ experimentIds: [experimentId] });
    expect(run!.data.tags["mlflow.source.name"]).toContain("book.ipynb");
    expect(executed(cwd).texts[1]).toContain("/work'");
  });

  it("refuses an order that cannot be read before anything runs", async () => {
    const cwd = tempFolder();
    notebook(cwd, ["(await import('node:fs')).writeFileSync('ran', '')"]);
    const { code, stderr } = await labbook(["run", "book.ipynb", "--show-runs", "metrics.rmse upwards"], { cwd });
    expect(code).toBe(1);
    expect(stderr).toMatch(/^labbook: .*\n {2}metrics\.rmse upwards\n/);
    expect(existsSync(join(cwd, "ran"))).toBe(false);
  });

  it("explains a notebook that is missing, not JSON, no notebook, or too old", async () => {
    const cwd = tempFolder();
    const refused = async (name: string) => {
      const { code, stdout, stderr } = await labbook(["run", name], { cwd });
      expect([code, stdout]).toEqual([1, ""]);
      expect(existsSync(join(cwd, name.replace(".ipynb", ".out.ipynb")))).toBe(false);
      return stderr;
    };
    expect(await refused("gone.ipynb")).toMatch(
      /^labbook: cannot read the notebook '.*gone\.ipynb': there is no such file; check the path\n$/,
    );
    writeFileSync(join(cwd, "text.ipynb"), "not { json");
    expect(await refused("text.ipynb")).toContain("it is not JSON");
    writeFileSync(join(cwd, "list.ipynb"), "[1, 2]");
    expect(await refused("list.ipynb")).toContain("it is JSON, but no notebook");
    writeFileSync(join(cwd, "old.ipynb"), '{ "nbformat": 3, "cells": [] }');
    expect(await refused("old.ipynb")).toContain("it is nbformat 3; open it in Jupyter and save it");
    writeFileSync(join(cwd, "cell.ipynb"), '{ "nbformat": 4, "cells": [{ "cell_type": "code" }] }');
    expect(await refused("cell.ipynb")).toContain("cell 1 has no source");
    notebook(cwd, ["1"]);
    expect((await labbook(["run", "book.ipynb", "--cwd", "nowhere"], { cwd })).stderr).toMatch(
      /there is no folder '.*nowhere' to run in/,
    );
    expect((await labbook(["run", "book.ipynb", "-o", "book.ipynb/x.ipynb"], { cwd })).stderr).toContain(
      "cannot make the folder",
    );
  });

  it("explains a kernel that is not there, or cannot start", async () => {
    const cwd = tempFolder();
    notebook(cwd, ["1"]);
    const missing = await labbook(["run", "book.ipynb", "--kernel-name", "julia"], { cwd, env: { JUPYTER_PATH: cwd } });
    expect(missing.code).toBe(1);
    expect(missing.stderr).toMatch(/^labbook: no kernel named 'julia'; there are: labbook/);
    mkdirSync(join(cwd, "kernels/broken"), { recursive: true });
    const spec = {
      argv: [process.execPath, "-e", "console.error('missing part'); process.exit(5)"],
      display_name: "Broken",
      language: "typescript",
    };
    writeFileSync(join(cwd, "kernels/broken/kernel.json"), JSON.stringify(spec));
    const broken = await labbook(["run", "book.ipynb", "--kernel-name", "broken"], { cwd, env: { JUPYTER_PATH: cwd } });
    expect(broken).toMatchObject({
      code: 1,
      stderr: "labbook: the kernel died (exit code 5); its last words:\nmissing part\n",
    });
  });

  it("explains a session that ends, and keeps the notebook so far", async () => {
    const cwd = tempFolder();
    notebook(cwd, ["'before'", "process.exit(3)", "'after'"]);
    const { code, stderr } = await labbook(["run", "book.ipynb"], { cwd });
    expect(code).toBe(1);
    expect(stderr).toContain("SessionEnded: session ended: process.exit(3)");
    expect(executed(cwd).texts).toEqual(["'before'", "SessionEnded", ""]);
  });
});
