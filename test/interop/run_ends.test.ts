/** `labbook run` that is stopped, killed, or whose kernel dies. */
import { spawn } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { MlflowClient } from "labbook";
import { describe, expect, it } from "vitest";
import { tempFolder } from "../temp.js";
import { labbook } from "../cli/cli.js";
import { executed, notebook } from "../cli/notebook_file.js";

const root = resolve(import.meta.dirname, "../..");

describe("labbook run that is ended", () => {
  /** Starts a run whose second cell says that it runs, and waits. */
  async function started(cwd: string) {
    notebook(cwd, [
      "%log_metric m 1",
      "(await import('node:fs')).writeFileSync('running', ''); await new Promise(() => {})",
    ]);
    const child = spawn(process.execPath, [join(root, "src/cli/launch.cjs"), "run", "book.ipynb"], {
      cwd,
      env: { ...process.env, LABBOOK_STATE_DIR: join(cwd, "state") },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let stderr = "";
    child.stderr.on("data", (text: Buffer) => (stderr += text.toString()));
    await expect.poll(() => existsSync(join(cwd, "running"))).toBe(true);
    const ended = new Promise<number | null>((done) => child.once("close", done));
    return { child, ended, stderr: () => stderr };
  }

  async function runs(cwd: string) {
    const client = new MlflowClient(`sqlite:///${cwd}/mlflow.db`);
    return await client.searchRuns({ experimentIds: ["0"] });
  }

  it("by Ctrl-C stops the cell, and keeps the notebook so far", async () => {
    const cwd = tempFolder();
    const { child, ended, stderr } = await started(cwd);
    child.kill("SIGINT");
    expect(await ended).toBe(130);
    expect(stderr()).toContain("cell 2 failed\nKeyboardInterrupt");
    expect(executed(cwd).cells.map((cell) => cell.execution_count)).toEqual([1, 2]);
  });

  it("by Ctrl-C before its first cell runs none", async () => {
    const cwd = tempFolder();
    notebook(cwd, ["(await import('node:fs')).writeFileSync('ran', '')"]);
    const child = spawn(process.execPath, [join(root, "src/cli/launch.cjs"), "run", "book.ipynb"], {
      cwd,
      env: { ...process.env, LABBOOK_STATE_DIR: join(cwd, "state") },
      stdio: "ignore",
    });
    const ended = new Promise<number | null>((done) => child.once("close", done));
    await expect.poll(() => existsSync(join(cwd, "state/ledgers"))).toBe(true); // the kernel starts
    child.kill("SIGINT");
    expect(await ended).toBe(130);
    expect(existsSync(join(cwd, "ran"))).toBe(false);
  });

  it("by SIGKILL takes its kernel with it, which ends the run", async () => {
    const cwd = tempFolder();
    const { child, ended } = await started(cwd);
    child.kill("SIGKILL");
    await ended;
    await expect.poll(async () => (await runs(cwd))[0]!.info.status).not.toBe("RUNNING");
    await expect.poll(() => readdirSync(join(cwd, "state/ledgers"))).toEqual([]);
  });
});

describe("a cell that cannot be stopped in time", () => {
  it("is ended with its session, is a failure, and leaves no run open", async () => {
    const cwd = tempFolder();
    notebook(cwd, [
      "%track stuck",
      "await null; %log_metric m 1".replace("; ", "\n") +
        "\nAtomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)",
    ]);
    const { code, stderr } = await labbook(["run", "book.ipynb", "--timeout", "1"], { cwd });
    expect(code).toBe(1);
    expect(stderr).toContain("TimeoutError: cell 2 ran longer than --timeout 1 and was interrupted");
    expect(executed(cwd).texts[1]).toContain("SessionEnded");
    const client = new MlflowClient(`sqlite:///${cwd}/mlflow.db`);
    const [run] = await client.searchRuns({ experimentIds: ["1"] });
    expect(run!.info.status).toBe("KILLED");
  });
});

describe("a kernel that fails the runner", () => {
  it("by dying in a cell is noticed by its exit", async () => {
    const cwd = tempFolder();
    notebook(cwd, ["'before'", "process.kill(process.ppid, 'SIGKILL'); await new Promise(() => {})"]);
    const { code, stderr } = await labbook(["run", "book.ipynb"], { cwd });
    expect(code).toBe(1);
    expect(stderr).toMatch(/labbook: the kernel died \(SIGKILL\)/);
    expect(executed(cwd).texts).toEqual(["'before'", ""]);
  });
});
