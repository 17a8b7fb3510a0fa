/**
 * Sessions and kernels that crash, are killed or told to stop in the middle: what was printed and logged is there, runs are
 * closed, no process stays. A new kernel or session for each, and so not in the quick suite.
 */
import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { MlflowClient } from "labbook";
import { describe, expect, it } from "vitest";
import { TestKernel } from "../e2e/kernel.js";
import { tempFolder } from "../temp.js";

describe("the session ends, the kernel does not", () => {
  it.each([
    ["a segmentation fault", "SIGSEGV"],
    ["SIGKILL from elsewhere", "SIGKILL"],
  ])("by %s", async (_, signal) => {
    const kernel = await TestKernel.start(tempFolder());
    await kernel.execute("const before = 1");
    const code = `console.log("last words"); process.kill(process.pid, "${signal}"); await new Promise(() => {})`;
    const { reply, stdout, messages } = await kernel.execute(code);
    expect(reply).toMatchObject({ status: "error", ename: "SessionEnded" });
    expect(reply["evalue"]).toContain(signal);
    expect(stdout).toBe("last words\n");
    expect(messages.map(({ header }) => header.msg_type)).toContain("error");
    expect((await kernel.execute("1 + 1")).result).toBe("2");
    expect((await kernel.execute("before")).reply["ename"]).toBe("TypeScriptError");
    await kernel.stop();
  });

  it("by heap exhaustion", async () => {
    const small = await TestKernel.start(tempFolder(), { NODE_OPTIONS: "--max-old-space-size=200" });
    const { reply } = await small.execute(
      "const hoard: number[][] = []; for (;;) hoard.push(new Array(1e5).fill(1.5))",
    );
    expect(reply).toMatchObject({ status: "error", ename: "SessionEnded" });
    expect(reply["evalue"]).toContain("heap out of memory");
    expect((await small.execute("1 + 1")).result).toBe("2");
    await small.stop();
  });
});

describe("the kernel itself is killed", () => {
  it("in the middle of a cell: the next process closes the run as KILLED, with the ledger up to the last output", async () => {
    const place = tempFolder();
    const doomed = await TestKernel.start(place);
    const session = Number((await doomed.execute("process.pid")).result);
    await doomed.execute('%track doomed\nconsole.log("finished cell")', { cellId: "c1" });
    const cell = doomed.begin('%log_metric loss 0.5\nconsole.log("half way"); await new Promise(() => {})', {
      cellId: "c2",
    });
    await doomed.printed(cell, "half way");
    doomed.process.kill("SIGKILL");
    await doomed.exited;
    doomed.sockets.close();
    const script = `import { searchRuns } from "labbook"; await searchRuns({ experimentNames: ["doomed"] });`;
    await succeeded(place, script); // closes what others left behind
    const client = new MlflowClient(`sqlite:///${place}/mlflow.db`);
    const experiment = await client.getExperimentByName("doomed");
    const [run] = await client.searchRuns({ experimentIds: [experiment!.experimentId] });
    expect(run!.info.status).toBe("KILLED");
    expect(run!.info.endTimeMs).not.toBeNull();
    expect(run!.data.tags["labbook.endReason"]).toMatch(/^kernel lost in cell 3 after \d+ s$/);
    expect(run!.data.metrics).toEqual({ loss: 0.5 });
    const entries = readFileSync(join(run!.info.artifactUri, "notebook/executions.jsonl"), "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(entries.map(({ status, outputs }) => [status, outputs.at(-1)?.text])).toEqual([
      ["ok", undefined],
      ["ok", "finished cell\n"],
      ["lost", "half way\n"],
    ]);
    await gone(session);
  });
});

describe("the session of a killed kernel", () => {
  it("ends, even if its code loops", async () => {
    const doomed = await TestKernel.start(tempFolder());
    const session = Number((await doomed.execute("process.pid")).result);
    const cell = doomed.begin('console.log("go"); while (true) {}');
    await doomed.printed(cell, "go");
    doomed.process.kill("SIGKILL");
    await doomed.exited;
    doomed.sockets.close();
    await gone(session);
  });
});

describe("shutdown", () => {
  it.each([
    ["that waits", "await new Promise(() => {})"],
    [
      "that trains",
      "for (let step = 0; ; step++) { await logMetric('loss', 1 / step, { step }); await new Promise((r) => setTimeout(r, 20)) }",
    ],
  ])("of a kernel with a cell %s answers the cell, and closes its run as KILLED", async (_, code) => {
    const place = tempFolder();
    const busy = await TestKernel.start(place);
    const tracks = code.includes("logMetric");
    if (tracks) await busy.execute("%track broken-off\nimport { logMetric } from 'labbook'");
    const cell = busy.begin(`console.log("go"); ${code}`);
    await busy.printed(cell, "go");
    const reply = busy.send("shutdown_request", { restart: true }, { channel: "control" }).conversation.reply;
    expect((await cell.done).reply).toMatchObject({ status: "error" });
    expect((await reply.promise).content).toEqual({ status: "ok", restart: true });
    await busy.exited;
    busy.sockets.close();
    expect([busy.process.exitCode, busy.stderr]).toEqual([0, ""]);
    if (!tracks) return;
    const [run] = await new MlflowClient(`sqlite:///${place}/mlflow.db`).searchRuns({ experimentIds: ["1"] });
    expect(run!.info.status).toBe("KILLED");
  });

  it("is what SIGTERM asks for too", async () => {
    const place = tempFolder();
    const orderly = await TestKernel.start(place);
    await orderly.execute("%track orderly\n%log_metric loss 1");
    orderly.process.kill("SIGTERM");
    await orderly.exited;
    orderly.sockets.close();
    expect(orderly.process.exitCode).toBe(0);
    expect(existsSync(join(place, "mlflow.db-wal"))).toBe(false);
    const client = new MlflowClient(`sqlite:///${place}/mlflow.db`);
    const [run] = await client.searchRuns({ experimentIds: ["1"] });
    expect(run!.info.status).toBe("FINISHED");
  });
});

async function succeeded(cwd: string, script: string): Promise<void> {
  const { pathname } = new URL("../../dist/src/index.js", import.meta.url);
  const text = script.replace('"labbook"', JSON.stringify(pathname));
  const child = spawn(process.execPath, ["--input-type=module", "-e", text], { cwd, stdio: "inherit" });
  expect(await new Promise((resolve) => child.once("exit", resolve))).toBe(0);
}

/** The session of a killed kernel sees its channel close and ends; nobody may have collected its exit code yet. */
async function gone(pid: number): Promise<void> {
  await expect.poll(() => isAlive(pid)).toBe(false);
}

function isAlive(pid: number): boolean {
  const state = existsSync(`/proc/${pid}/stat`) ? readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]![0] : "gone";
  return state !== "gone" && state !== "Z";
}
