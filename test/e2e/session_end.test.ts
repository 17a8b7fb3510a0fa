/** User code may end its process; the kernel goes on, and the run is closed. More ways to end: `test/interop/sudden_ends.test.ts`. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { MlflowClient } from "labbook";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { suiteFolder, tempFolder } from "../temp.js";
import { TestKernel } from "./kernel.js";

let kernel: TestKernel;
const folder = suiteFolder();

beforeAll(async () => {
  kernel = await TestKernel.start(folder);
});
afterAll(async () => {
  await kernel.stop();
});

describe("the session ends, the kernel does not", () => {
  it("by process.exit", async () => {
    await kernel.execute("const before = 1");
    const { reply, stdout, messages } = await kernel.execute('console.log("last words"); process.exit(3)');
    expect(reply).toMatchObject({ status: "error", ename: "SessionEnded" });
    expect(reply["evalue"]).toContain("process.exit(3)");
    expect(stdout).toBe("last words\n");
    expect(messages.map(({ header }) => header.msg_type)).toContain("error");
    expect((await kernel.execute("1 + 1")).result).toBe("2");
    expect((await kernel.execute("before")).reply["ename"]).toBe("TypeScriptError");
  });

  it("between cells, from a timer", async () => {
    await kernel.execute("setTimeout(() => process.exit(4), 20)");
    await kernel.until(() =>
      kernel.published.some(({ content }) => String(content["text"]).includes("process.exit(4)")),
    );
    expect((await kernel.execute("1 + 1")).result).toBe("2");
  });

  it("and its run is closed as FAILED, with its snapshot", async () => {
    await kernel.execute("%track crash", { cellId: "c1" });
    await kernel.execute("%log_param lr 0.1\nprocess.exit(9)", { cellId: "c2" });
    const client = new MlflowClient(`sqlite:///${folder}/mlflow.db`);
    const experiment = await client.getExperimentByName("crash");
    const [run] = await client.searchRuns({ experimentIds: [experiment!.experimentId] });
    expect(run!.info.status).toBe("FAILED");
    expect(run!.data.tags["labbook.endReason"]).toContain("process.exit(9)");
    const ledger = readFileSync(join(run!.info.artifactUri, "notebook/executions.jsonl"), "utf8").trim().split("\n");
    expect(JSON.parse(ledger.at(-1)!)).toMatchObject({
      cellId: "c2",
      status: "lost",
      error: { ename: "SessionEnded" },
    });
  });
});

describe("shutdown", () => {
  it("ends the open run and removes the ledger", async () => {
    const place = tempFolder();
    const orderly = await TestKernel.start(place);
    await orderly.execute("%track orderly\n%log_metric loss 1");
    await orderly.stop();
    const client = new MlflowClient(`sqlite:///${place}/mlflow.db`);
    const experiment = await client.getExperimentByName("orderly");
    const [run] = await client.searchRuns({ experimentIds: [experiment!.experimentId] });
    expect(run!.info.status).toBe("FINISHED");
    expect(readdirSync(join(place, "state", "ledgers"))).toEqual([]);
  });
});
