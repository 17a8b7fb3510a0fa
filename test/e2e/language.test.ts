/** The language of a cell: the traps of tslab's converter, cured, and what a traceback and an import look like. */
import { mkdirSync, realpathSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { suiteFolder } from "../temp.js";
import { TestKernel } from "./kernel.js";

let kernel: TestKernel;
const folder = realpathSync(suiteFolder());

beforeAll(async () => {
  writeFileSync(
    join(folder, "story.ipynb"),
    JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: {}, cells: [] }),
  );
  kernel = await TestKernel.start(folder, { LABBOOK_NOTEBOOK: "story.ipynb" });
});
afterAll(async () => {
  await kernel.stop();
});

async function result(code: string): Promise<string | null> {
  const { reply, result: shown } = await kernel.execute(code);
  if (reply["status"] !== "ok") throw new Error((reply["traceback"] as string[]).join("\n"));
  return shown;
}

async function failure(
  code: string,
): Promise<{ ename: unknown; evalue: unknown; traceback: string[]; count: unknown }> {
  const { reply } = await kernel.execute(code);
  expect(reply["status"]).toBe("error");
  const { ename, evalue, traceback, execution_count: count } = reply;
  return { ename, evalue, traceback: traceback as string[], count };
}

describe("variables across cells", () => {
  it("are one variable for every cell and function", async () => {
    await result("let x = 1; function f() { return x }");
    expect(await result("x = 5; f()")).toBe("5");
    await result("const bump = () => { x++ }");
    expect(await result("bump(); [x, f()]")).toBe("[ 6, 6 ]");
  });

  it("may be declared again, with another type", async () => {
    await result('const again = "text"');
    await result("const again = 5");
    expect(await result("again.toFixed(1)")).toBe("'5.0'");
  });

  it("are read by shorthand properties, and assigned by destructuring", async () => {
    await result("let width = 3; let height = 4");
    expect(await result("({ width, height })")).toBe("{ width: 3, height: 4 }");
    expect(
      await result("({ width, height = 9 } = { width: 7 } as { width: number; height?: number }); [width, height]"),
    ).toBe("[ 7, 9 ]");
  });

  it("keep what a failing cell had set before it failed", async () => {
    await failure('let before = "kept"; throw new Error("stop")');
    expect(await result("before")).toBe("'kept'");
  });

  it("may be classes, enums, functions and interfaces", async () => {
    await result(
      "interface Point { x: number }\nenum Color { Red = 3 }\nclass Circle { constructor(readonly at: Point) {} }",
    );
    expect(await result("const c: Circle = new Circle({ x: Color.Red }); c.at.x")).toBe("3");
  });
});

describe("syntax", () => {
  it("has top-level await and for await", async () => {
    expect(await result("const waited = await Promise.resolve(3)\nwaited")).toBe("3");
    const code = "let sum = 0\nfor await (const n of (async function* () { yield 1; yield 2 })()) sum += n\nsum";
    expect(await result(code)).toBe("3");
  });

  it("has export, which is left out", async () => {
    await result("export const e = 1\nexport function g() { return e }\nexport default g");
    expect(await result("g() + e")).toBe("2");
  });

  it("has the notebook's __dirname, __filename and import.meta", async () => {
    const path = join(folder, "story.ipynb");
    expect(await result("[__dirname, __filename]")).toBe(`[ '${folder}', '${path}' ]`);
    expect(await result("[import.meta.dirname, import.meta.filename, import.meta.url]")).toContain(`'file://${path}'`);
  });

  it("checks types, within a cell and across cells", async () => {
    expect(await failure('const n: number = "three"')).toMatchObject({
      ename: "TypeScriptError",
      evalue: "1:7 - Type 'string' is not assignable to type 'number'.",
    });
    await result("const typed: string = 'a'");
    const { traceback, count } = await failure("const more = 1\ntyped.toFixed()");
    expect(traceback).toEqual([
      `cell ${String(count)}:2:7 - error TS2551: Property 'toFixed' does not exist on type 'string'. Did you mean 'fixed'?`,
      "  1 | const more = 1",
      "> 2 | typed.toFixed()",
      "    |       ^",
    ]);
  });

  it("shows a value of null, but not of undefined", async () => {
    expect([await result("null"), await result("undefined")]).toEqual(["null", null]);
  });
});

describe("functions as text", () => {
  it("run in a worker and by new Function, without the kernel's checks", async () => {
    const code = [
      'import { Worker } from "node:worker_threads"',
      "const total = (n: number) => { let s = 0; for (let i = 0; i < n; i++) s += i; while (s < 0) s++; return s }",
      "const copy = new Function(`return (${total})(10)`)()",
      "const worker = new Worker(`require('node:worker_threads').parentPort.postMessage((${total})(100))`, { eval: true })",
      'const answer = await new Promise((done) => worker.once("message", done))',
      "[copy, answer, /labbookFlag/.test(String(total))]",
    ]
      .join("\n")
      .replace("\n[copy", ";\n[copy");
    expect(await result(code)).toBe("[ 45, 4950, false ]");
  });
});

describe("tracebacks", () => {
  it("name cells, lines and columns, and no frame of the kernel's", async () => {
    const first = await kernel.execute(
      "function inner(): never {\n  null!.boom\n  throw 1\n}".replace("null!.boom", 'throw new Error("🌷 deep")'),
    );
    const { traceback, count } = await failure(
      "const outer = async () => {\n  await null\n  inner()\n}\nawait outer()",
    );
    expect(traceback).toEqual([
      "Error: 🌷 deep",
      "  1 | function inner(): never {",
      '> 2 |   throw new Error("🌷 deep")',
      "    |         ^",
      `    at inner (cell ${String(first.reply["execution_count"])}:2:9)`,
      `    at outer (cell ${String(count)}:3:3)`,
      `    at cell ${String(count)}:5:1`,
    ]);
  });

  it("show causes, and values that are not errors", async () => {
    const { traceback } = await failure('throw new Error("outer", { cause: new TypeError("inner") })');
    expect(traceback.join("\n")).toContain("Caused by: TypeError: inner");
    expect(await failure("throw { code: 7 }")).toMatchObject({ ename: "Thrown", evalue: "{ code: 7 }" });
  });

  it("are what error.stack and console.error say too", async () => {
    const cell = await kernel.execute(
      "const caught = () => {\n  try { throw new Error('held') } catch (error) { console.error(error); return (error as Error).stack }\n}\ncaught()",
    );
    const count = String(cell.reply["execution_count"]);
    const lines = ["Error: held", `    at caught (cell ${count}:2:15)`, `    at cell ${count}:4:1`];
    expect(cell.stderr.trimEnd().split("\n")).toEqual(lines);
    expect(cell.result).toContain(`at caught (cell ${count}:2:15)`);
    expect((await kernel.execute("new RangeError('a value')")).result).toMatch(
      /^RangeError: a value\n {4}at cell \d+:1:1$/,
    );
  });

  it("tell a recursion without end in a few lines", async () => {
    const { traceback } = await failure("function deep(): number { return 1 + deep() }\ndeep()");
    expect(traceback[0]).toBe("RangeError: Maximum call stack size exceeded");
    expect(traceback.join("\n")).toMatch(/… the same \d+ more times/);
    expect(traceback.length).toBeLessThan(10);
  });

  it("are printed for errors that nobody handles", async () => {
    const cell = kernel.begin('setTimeout(() => { throw new Error("in a timer") }, 1)');
    await cell.done;
    await kernel.until(() =>
      cell.messages.some(({ content }) => String(content["text"]).includes("Uncaught Error: in a timer")),
    );
    expect(await result("'alive'")).toBe("'alive'");
  });
});

describe("imports", () => {
  beforeAll(() => {
    const module = (name: string, files: Record<string, string>) => {
      const place = join(folder, "node_modules", name);
      mkdirSync(place, { recursive: true });
      for (const [file, text] of Object.entries(files)) writeFileSync(join(place, file), text);
    };
    module("only-esm", {
      "package.json":
        '{ "name": "only-esm", "type": "module", "exports": { ".": { "types": "./index.d.ts", "import": "./index.js" } } }',
      "index.js": 'export const kind = "esm"; export default () => import.meta.url;',
      "index.d.ts": "export const kind: string; declare const url: () => string; export default url;",
    });
    module("late-esm", {
      "package.json": '{ "name": "late-esm", "type": "module", "exports": "./index.js", "types": "./index.d.ts" }',
      "index.js": "export const slow = await Promise.resolve(11);",
      "index.d.ts": "export const slow: number;",
    });
    module("old-cjs", {
      "package.json": '{ "name": "old-cjs", "main": "index.js", "types": "index.d.ts" }',
      "index.js": 'module.exports = { kind: "cjs", add: (a, b) => a + b };',
      "index.d.ts": "declare const old: { kind: string; add(a: number, b: number): number }; export = old;",
    });
    writeFileSync(join(folder, "settings.json"), '{ "lr": 0.25 }');
    writeFileSync(
      join(folder, "rates.ts"),
      "export const rate: number = 1;\nexport function twice(): number { return rate * 2; }\n",
    );
  });

  it("take ESM-only packages", async () => {
    expect(await result('import url, { kind } from "only-esm"\n[kind, url().startsWith("file:")]')).toBe(
      "[ 'esm', true ]",
    );
    expect(await result('(await import("only-esm")).kind')).toBe("'esm'");
  });

  it("take ESM packages with a top-level await by import()", async () => {
    expect(await result('(await import("late-esm")).slow')).toBe("11");
  });

  it("take CommonJS packages", async () => {
    expect(await result('import old, { kind } from "old-cjs"\n[kind, old.add(1, 2)]')).toBe("[ 'cjs', 3 ]");
    expect(await result('(await import("old-cjs")).default.add(2, 3)')).toBe("5");
  });

  it("take JSON and Node's own modules", async () => {
    expect(await result('import settings from "./settings.json"\nsettings.lr')).toBe("0.25");
    expect(await result('import { basename } from "node:path"\nbasename(__filename)')).toBe("'story.ipynb'");
  });

  it("take local TypeScript files, with their types, and again when they have changed", async () => {
    expect(await result('import { rate, twice } from "./rates"\n[rate, twice()]')).toBe("[ 1, 2 ]");
    writeFileSync(
      join(folder, "rates.ts"),
      "export const rate: number = 21;\nexport function twice(): number { return rate * 2; }\n",
    );
    expect(await result('import { rate, twice } from "./rates"\n[rate, twice()]')).toBe("[ 21, 42 ]");
    expect((await failure('import { twice } from "./rates"\ntwice("x")')).evalue).toContain("Expected 0 arguments");
  });

  it("trace errors to the line of a local file", async () => {
    writeFileSync(
      join(folder, "broken.ts"),
      "type Unused = string;\n\nexport function fails(): never {\n  throw new Error('in a file');\n}\n",
    );
    const { traceback } = await failure('import { fails } from "./broken"\nfails()');
    expect(traceback.join("\n")).toContain("broken.ts:4:9");
  });

  it("take labbook and tslab where nothing is installed", async () => {
    expect(await result('import * as mlflow from "labbook"\nmlflow.getTrackingUri()')).toBe("'sqlite:///mlflow.db'");
    expect(
      await result('import { rootMeanSquaredError } from "labbook/ml"\nrootMeanSquaredError([1, 2], [1, 4])'),
    ).toContain("1.414");
    expect((await failure('import { logMetric } from "labbook"\nlogMetric("rmse", "low")')).evalue).toContain(
      "not assignable to parameter of type 'number'",
    );
  });
});
