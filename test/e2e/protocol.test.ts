/** The wire-layer checklist: what every front end may expect of a kernel, and tslab's own does not do. */
import { createHmac } from "node:crypto";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { Dealer } from "zeromq";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { address } from "../../src/jupyter/connection.js";
import type { Message } from "../../src/jupyter/messages.js";
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

function types(messages: readonly Message[]): string[] {
  return messages.map(({ header, content }) =>
    header.msg_type === "status" ? String(content["execution_state"]) : header.msg_type,
  );
}

describe("kernel_info", () => {
  it("is answered while the session still starts, with a status", async () => {
    const info = await kernel.ask("kernel_info_request");
    expect(info).toMatchObject({ status: "ok", implementation: "labbook", protocol_version: "5.3" });
    expect(info["language_info"]).toMatchObject({
      name: "typescript",
      version: "5.9.3",
      file_extension: ".ts",
      mimetype: "text/typescript",
    });
  });

  it("is answered on the control channel too", async () => {
    expect(await kernel.ask("kernel_info_request", {}, "control")).toMatchObject({ status: "ok" });
  });
});

it("says that it is starting, once, to those who listen by then", async () => {
  const heard = () => kernel.published.filter(({ content }) => content["execution_state"] === "starting");
  let listening = heard();
  for (let attempt = 0; listening.length === 0 && attempt < 20; attempt++) {
    const other = await TestKernel.start(tempFolder());
    listening = other.published.filter(({ content }) => content["execution_state"] === "starting");
    await other.stop();
  }
  expect(listening).toHaveLength(1);
  expect(listening[0]!.parentHeader).toBeNull();
});

describe("execute_request", () => {
  it("publishes busy, input, stream, result, idle in this order, all with its parent", async () => {
    const { reply, messages, result, stdout } = await kernel.execute('console.log("hello");\n[1, "two"]');
    expect(types(messages)).toEqual(["busy", "execute_input", "stream", "execute_result", "idle"]);
    expect(stdout).toBe("hello\n");
    expect(result).toBe("[ 1, 'two' ]");
    expect(reply).toMatchObject({ status: "ok", payload: [], user_expressions: {} });
    const count = reply["execution_count"];
    expect(messages[1]!.content).toEqual({ code: 'console.log("hello");\n[1, "two"]', execution_count: count });
    expect(messages[3]!.content["execution_count"]).toBe(count);
  });

  it("reports an error on iopub and in the reply, in terms of the cell", async () => {
    const { reply, messages } = await kernel.execute(
      'const deep = () => {\n  throw new RangeError("too far")\n}\ndeep()',
    );
    const count = Number(reply["execution_count"]);
    const error = { ename: "RangeError", evalue: "too far" };
    expect(reply).toMatchObject({ status: "error", ...error });
    const published = messages.find(({ header }) => header.msg_type === "error")!.content;
    expect(published).toMatchObject(error);
    expect(published["traceback"]).toEqual(reply["traceback"]);
    expect(published["traceback"]).toEqual([
      "RangeError: too far",
      "  1 | const deep = () => {",
      '> 2 |   throw new RangeError("too far")',
      "    |         ^",
      `    at deep (cell ${count}:2:9)`,
      `    at cell ${count}:4:1`,
    ]);
  });

  it("says nothing and counts nothing when silent", async () => {
    const before = (await kernel.execute("0")).reply["execution_count"] as number;
    const { reply, messages } = await kernel.execute('console.log("secret"); 5', { content: { silent: true } });
    expect(types(messages)).toEqual(["busy", "idle"]);
    expect(reply["status"]).toBe("ok");
    expect((await kernel.execute("0")).reply["execution_count"]).toBe(before + 1);
  });

  it("does not count what is not to be stored in history", async () => {
    const before = (await kernel.execute("0")).reply["execution_count"] as number;
    const { result } = await kernel.execute("'unstored'", { content: { store_history: false } });
    expect(result).toBe("'unstored'");
    expect((await kernel.execute("0")).reply["execution_count"]).toBe(before + 1);
    const { history } = await kernel.ask("history_request", { hist_access_type: "search", pattern: "*unstored*" });
    expect(history).toEqual([]);
  });

  it("evaluates user_expressions, each for itself", async () => {
    const user_expressions = { good: "base * 2", bad: "base.nothing.at.all" };
    const { reply } = await kernel.execute("const base = 21", { content: { user_expressions } });
    expect(reply["user_expressions"]).toMatchObject({
      good: { status: "ok", data: { "text/plain": "42" }, metadata: {} },
      bad: { status: "error", ename: "TypeScriptError" },
    });
  });

  it("aborts what is queued behind an error, and nothing that comes later", async () => {
    const failing = kernel.begin('await new Promise((done) => setTimeout(done, 100)); throw new Error("stop")');
    const queued = kernel.begin("'queued'");
    const asked = kernel.ask("kernel_info_request");
    expect((await failing.done).reply["status"]).toBe("error");
    const { reply, messages } = await queued.done;
    expect(reply["status"]).toBe("aborted");
    expect(types(messages)).toEqual(["busy", "idle"]);
    expect((await asked)["status"]).toBe("ok");
    expect((await kernel.execute("'later'")).result).toBe("'later'");
  });

  it("goes on behind an error with stop_on_error false", async () => {
    const failing = kernel.begin('throw new Error("go on")', { content: { stop_on_error: false } });
    const queued = kernel.begin("'still here'");
    expect((await failing.done).reply["status"]).toBe("error");
    expect((await queued.done).result).toBe("'still here'");
  });

  it("is busy for one request at a time", async () => {
    const first = kernel.begin("await new Promise((done) => setTimeout(done, 50)); 1");
    const second = kernel.begin("2");
    await Promise.all([first.done, second.done]);
    const states = kernel.published
      .filter(
        ({ header, parentHeader }) =>
          header.msg_type === "status" && [first.id, second.id].includes(parentHeader?.msg_id ?? ""),
      )
      .map(({ content, parentHeader }) => [parentHeader!.msg_id === first.id ? 1 : 2, content["execution_state"]]);
    expect(states).toEqual([
      [1, "busy"],
      [1, "idle"],
      [2, "busy"],
      [2, "idle"],
    ]);
  });

  it("publishes late output with the parent that printed it", async () => {
    const early = kernel.begin('setTimeout(() => console.log("late"), 150); "early"');
    await early.done;
    await kernel.execute("'another cell'");
    await kernel.printed(early, "late\n");
  });
});

describe("displays", () => {
  it("shows, updates and clears", async () => {
    const code = [
      'import * as tslab from "tslab"',
      'tslab.display.html("<b>one</b>")',
      "const shown = tslab.newDisplay()",
      'shown.text("before")',
      'shown.text("after")',
      "clearOutput(true)",
      'display({ [Symbol.for("Jupyter.display")]: () => ({ "text/plain": "own", "text/html": "<i>own</i>" }) })',
    ].join("\n");
    const { messages, displays, reply } = await kernel.execute(code);
    expect(reply["status"]).toBe("ok");
    expect(types(messages)).toEqual([
      "busy",
      "execute_input",
      "display_data",
      "display_data",
      "update_display_data",
      "clear_output",
      "display_data",
      "idle",
    ]);
    expect(displays[0]!["data"]).toEqual({ "text/html": "<b>one</b>" });
    const update = messages[4]!.content;
    expect(update["transient"]).toEqual(displays[1]!["transient"]);
    expect(update["data"]).toEqual({ "text/plain": "after" });
    expect(messages[5]!.content).toEqual({ wait: true });
    expect(displays[2]!["data"]).toEqual({ "text/plain": "own", "text/html": "<i>own</i>" });
  });

  it("opens the pager for help", async () => {
    const { reply, messages } = await kernel.execute("%log_param?");
    const [page] = reply["payload"] as [{ source: string; data: Record<string, string>; start: number }];
    expect(page).toMatchObject({ source: "page", start: 0 });
    expect(page.data["text/plain"]).toContain("%log_param key value");
    expect(types(messages)).toEqual(["busy", "execute_input", "idle"]);
  });
});

describe("input", () => {
  it("asks the client that sent the request", async () => {
    const prompts: string[] = [];
    kernel.onInput = (prompt) => {
      prompts.push(prompt);
      return "Ada 🌷";
    };
    expect((await kernel.execute('prompt("Your name? ")')).result).toBe("'Ada 🌷'");
    expect(prompts).toEqual(["Your name? "]);
  });

  it("is told where none can be had", async () => {
    const { result, stderr } = await kernel.execute('prompt("Name?", "nobody")', { content: { allow_stdin: false } });
    expect(result).toBe("'nobody'");
    expect(stderr).toContain("cannot ask for input");
  });
});

describe("editing", () => {
  it("completes with offsets in code points", async () => {
    const code = 'const s = "😀😀😀"; s.toUpp';
    const reply = await kernel.ask("complete_request", { code, cursor_pos: [...code].length });
    expect(reply).toMatchObject({ status: "ok", cursor_start: 19, cursor_end: 24 });
    expect(reply["matches"]).toContain("toUpperCase");
  });

  it("completes magics with their percent sign", async () => {
    const code = '"😀"\n%log_p';
    const reply = await kernel.ask("complete_request", { code, cursor_pos: [...code].length });
    expect(reply).toMatchObject({ matches: ["%log_param", "%log_params"], cursor_start: 4, cursor_end: 10 });
    const [first] = (reply["metadata"] as { _jupyter_types_experimental: object[] })._jupyter_types_experimental;
    expect(first).toEqual({ start: 4, end: 10, text: "%log_param", type: "magic" });
  });

  it("inspects names of earlier cells", async () => {
    await kernel.execute("/** Counts sheep. */\nfunction countSheep(limit: number): string { return String(limit) }");
    const code = 'const e = "😀"; countSheep(3)';
    const reply = await kernel.ask("inspect_request", { code, cursor_pos: 17, detail_level: 0 });
    expect(reply).toMatchObject({ status: "ok", found: true });
    const text = (reply["data"] as Record<string, string>)["text/plain"];
    expect(text).toContain("function countSheep(limit: number): string");
    expect(text).toContain("Counts sheep.");
    expect(await kernel.ask("inspect_request", { code: "  ", cursor_pos: 1 })).toMatchObject({
      found: false,
      data: {},
    });
  });

  it.each([
    ["const a = 1", { status: "complete" }],
    ["%time", { status: "complete" }],
    ["function f() {", { status: "incomplete", indent: "  " }],
    ["const t = `open", { status: "incomplete" }],
    ["%%track demo", { status: "incomplete" }],
    ["const 1x = 2", { status: "invalid" }],
  ])("says of %j: %o", async (code, expected) => {
    expect(await kernel.ask("is_complete_request", { code })).toMatchObject(expected);
  });
});

describe("history", () => {
  it("gives the tail, a range and what matches a pattern", async () => {
    const first = (await kernel.execute("'sea' + 'gull'")).reply["execution_count"] as number;
    await kernel.execute("1 + 1");
    await kernel.execute("'sea' + 'gull'");
    const ask = async (content: object) => (await kernel.ask("history_request", { ...content }))["history"];
    expect(await ask({ hist_access_type: "tail", n: 2, output: false, raw: true })).toEqual([
      [1, first + 1, "1 + 1"],
      [1, first + 2, "'sea' + 'gull'"],
    ]);
    expect(await ask({ hist_access_type: "range", session: 0, start: first, stop: first + 2, output: true })).toEqual([
      [1, first, ["'sea' + 'gull'", "'seagull'"]],
      [1, first + 1, ["1 + 1", "2"]],
    ]);
    expect(await ask({ hist_access_type: "search", pattern: "*gull*", unique: true, n: 5 })).toEqual([
      [1, first + 2, "'sea' + 'gull'"],
    ]);
  });
});

describe("comms", () => {
  it("has none, and closes what a front end opens", async () => {
    expect(await kernel.ask("comm_info_request")).toEqual({ status: "ok", comms: {} });
    const { conversation } = kernel.send("comm_open", { comm_id: "c1", target_name: "jupyter.widget", data: {} });
    await conversation.idle.promise;
    expect(types(conversation.messages)).toEqual(["busy", "comm_close", "idle"]);
    expect(conversation.messages[1]!.content).toEqual({ comm_id: "c1", data: {} });
  });
});

describe("signatures", () => {
  it("ignores what is not signed with its key, and tells nobody the right one", async () => {
    const { key } = kernel.connection;
    const header = {
      msg_id: "forged",
      msg_type: "execute_request",
      session: "x",
      username: "",
      date: "",
      version: "5.3",
    };
    const parts = [header, {}, {}, { code: 'require("fs").writeFileSync("forged", "")' }].map((part) =>
      JSON.stringify(part),
    );
    const right = createHmac("sha256", key).update(parts.join("")).digest("hex");
    const dealer = new Dealer({ linger: 0 });
    dealer.connect(address(kernel.connection, "shell_port"));
    const before = kernel.published.length;
    for (const wrong of ["", "00".repeat(32), `${right.slice(0, -1)}${right.endsWith("0") ? "1" : "0"}`, "not hex"]) {
      await dealer.send(["<IDS|MSG>", wrong, ...parts]);
      await dealer.send(["<IDS|MSG>", wrong, "{", "}", "not json", "["]);
    }
    await kernel.execute("'still alive'");
    dealer.close();
    expect(kernel.published.slice(before).filter(({ parentHeader }) => parentHeader?.msg_id === "forged")).toEqual([]);
    expect(JSON.stringify(kernel.published.slice(before))).not.toContain(right);
    expect(kernel.stderr).not.toContain(right);
    expect(existsSync(join(folder, "forged"))).toBe(false);
  });
});

describe("shutdown", () => {
  it("echoes restart, ends the session, and leaves no ledger behind", async () => {
    const other = await TestKernel.start(tempFolder());
    const session = Number((await other.execute("process.pid")).result);
    const looping = other.begin('console.log("loop"); while (true) {}');
    await other.printed(looping, "loop");
    const reply = other.send("shutdown_request", { restart: true }, { channel: "control" }).conversation.reply;
    expect((await reply.promise).content).toEqual({ status: "ok", restart: true });
    await other.exited;
    expect(other.process.exitCode).toBe(0);
    expect(() => process.kill(session, 0)).toThrow("ESRCH");
    other.sockets.close();
  });
});

it("keeps its ledger in the state folder while it runs", () => {
  expect(readdirSync(join(folder, "state", "ledgers"))).toHaveLength(1);
});
