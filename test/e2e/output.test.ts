import { afterAll, beforeAll, expect, it } from "vitest";
import { suiteFolder } from "../temp.js";
import { TestKernel } from "./kernel.js";

let kernel: TestKernel;
const folder = suiteFolder();

beforeAll(async () => {
  kernel = await TestKernel.start(folder);
});
afterAll(async () => {
  await kernel.stop();
});

it("delivers 20,000 lines of a synchronous cell whole, in order, in few messages, before the reply", async () => {
  const cell = kernel.begin('for (let i = 0; i < 20_000; i++) console.log("line", i)');
  const { stdout, messages, reply } = await cell.done;
  const countAtReply = cell.messages.length;
  expect(reply["status"]).toBe("ok");
  const lines = stdout.split("\n");
  expect(lines).toHaveLength(20_001);
  expect(lines.slice(0, -1).findIndex((line, index) => line !== `line ${index}`)).toBe(-1);
  expect(messages.filter(({ header }) => header.msg_type === "stream").length).toBeLessThan(50);
  expect(messages.at(-1)!.content["execution_state"]).toBe("idle");
  await kernel.execute("0");
  expect(cell.messages).toHaveLength(countAtReply);
});

it("keeps the order of stdout, stderr and displays", async () => {
  const code = 'for (let i = 0; i < 3; i++) { console.log("out", i); console.error("err", i); display(i) }';
  const { messages } = await kernel.execute(code);
  const kinds = messages
    .filter(({ header }) => ["stream", "display_data"].includes(header.msg_type))
    .map(({ content }) => content["name"] ?? "display");
  expect(kinds.filter((kind) => kind !== "display")).toEqual([
    "stdout",
    "stderr",
    "stdout",
    "stderr",
    "stdout",
    "stderr",
  ]);
  expect(kinds.filter((kind) => kind === "display")).toHaveLength(3);
});

it("shows what child processes and native code write to the real stdout", async () => {
  const { stdout, stderr } = await kernel.execute(
    'import { execSync } from "node:child_process"\nexecSync("echo from the shell; echo complaint >&2", { stdio: "inherit" })\nundefined',
  );
  expect([stdout, stderr]).toEqual(["from the shell\n", "complaint\n"]);
});

it("passes wide characters and split UTF-8 through", async () => {
  const code =
    'const bytes = Buffer.from("🌷\\n"); process.stdout.write(bytes.subarray(0, 2)); process.stdout.write(bytes.subarray(2))';
  expect((await kernel.execute(code)).stdout).toBe("🌷\n");
});

it.each([
  ["null", "null"],
  ["undefined", null],
  ['"text"', "'text'"],
  ["({ a: [1, 2], b: new Map([[1, 2]]) })", "{ a: [ 1, 2 ], b: Map(1) { 1 => 2 } }"],
  ["const silent = 1", null],
  ["10n ** 20n", "100000000000000000000n"],
  ["let assigned: number; assigned = 5", "5"],
])("shows the value of %j as %j", async (code, shown) => {
  expect((await kernel.execute(code)).result).toBe(shown);
});
