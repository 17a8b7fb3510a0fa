/** Counting loops are checked in chunks only where that changes nothing; each is run as written and as rewritten. */
import ts from "typescript";
import { describe, expect, it } from "vitest";
import { interruptible } from "../../kernel/session/interruptible.js";

function rewritten(body: string): string {
  const options = { target: ts.ScriptTarget.ES2023 };
  return ts.transpileModule(body, { compilerOptions: options, transformers: { after: [interruptible] } }).outputText;
}

function result(body: string, flag: ArrayLike<number> = [0]): unknown {
  return new Function("__labbookFlag", "__labbookStop", "exports", body)(flag, new Error("stopped"), {
    n: 3000,
    list: [1, 2, 3],
  });
}

describe("chunked", () => {
  it.each([
    "let s = 0; for (let i = 0; i < 9000; i++) s += i; return s",
    "let s = 0; for (let i = 0; i <= 8192; i++) { s += i } return s",
    "let s = 0; for (let i = 0; i <= 4095; ++i) { s += i } return s",
    "let s = 0, n = 4096; for (let i = 0; i < n; i += 3) { if (i % 2) continue; s += i } return s",
    "const a = [1, 2, 3]; let s = 0; for (let i = 0; i < a.length; i++) { s += a[i]; if (i < 9000) a[i + 3] = i } return [s, a.length]",
    "let s = 0; for (let i = 0; i < exports.n; i++) s += i; return s",
    "let s = 0; for (let i = 0; i < exports.list.length; i++) s += exports.list[i]; return s",
    "let s = 0; for (let i = 0; i < NaN; i++) s++; return s",
    "let s = 0; const n = '12'; for (let i = 0; i < n; i++) s++; return s",
    "let s = 0; const n = 9000n; for (let i = 0; i < n; i++) s++; return s",
    "for (let i = 0; i < 9000; i++) { if (i === 1500) return i }",
  ])("%s", (body) => {
    const code = rewritten(body);
    expect(code).toContain("__labbookEnd");
    expect(result(code)).toEqual(result(body));
    if (!body.includes("NaN")) expect(() => result(code, [1])).toThrow("stopped"); // no round, no check
  });
});

describe("checked in every round", () => {
  it.each([
    "let s = 0; for (let i = 0; i < 2000; i++) { if (i === 7) break; s += i } return s",
    "let s = 0; for (let i = 0; i < 2000; i++) { s += i; i += 2 } return s",
    "let s = 0, n = 2000; for (let i = 0; i < n; i++) { s += i; n-- } return s",
    "let s = 0; for (let i = 0; i < 2000; i++) { s += Math.sqrt(i) } return s",
    "const fs = []; for (let i = 0; i < 3; i++) { fs[i] = () => i } return fs.map((f) => f())",
    "const a = [1, 2, 3]; let s = 0; for (let i = 0; i < a.length; i++) { s++; a.length = 2 } return s",
    "let s = 0; for (let i = 10; i > 0; i--) s += i; return s",
    "let s = 0; let i = 0; for (i = 0; i < 20; i++) s += i; return s + i",
    "let s = 0; for (let i = 0n; i < 20; i++) s++; return s",
    "let s = 0; for (let i = 0; i < 3; i++) for (const x of [1, 2]) { s += x } return s",
    "let s = 0; while (s < 10) s++; do s++; while (s < 20); for (const k in { a: 1 }) s++; return s",
    "let n = 5, s = 0; for (let i = 0; i < n; i++) { [n] = [2]; s++ } return s",
    "let s = 0; outer: for (let i = 0; i < 30; i++) { for (let j = 0; j < 30; j++) { if (j > i) continue outer; s++ } } return s",
  ])("%s", (body) => {
    const code = rewritten(body);
    expect(code).not.toContain("__labbookEnd");
    expect(code).toContain("__labbookFlag[0]");
    expect(result(code)).toEqual(result(body));
    expect(() => result(code, [1])).toThrow("stopped");
  });
});
