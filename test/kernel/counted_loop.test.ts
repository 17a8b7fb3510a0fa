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
    "let s = 0; for (let i = 0; i < 4096; i++) { s += i } return s",
    "let s = 0, n = 4096; for (let i = 0; i < n; i += 3) { if (i % 2) continue; s += i } return s",
    "const a = [1, 2, 3]; let s = 0; for (let i = 0; i < a.length; i++) { s += a[i]; if (i < 9000) a[i + 3] = i } return [s, a.length]",
    "let s = 0; for (let i = 0; i < exports.n; i++) s += i; return s",
    "let s = 0; for (let i = 0; i < exports.list.length; i++) s += exports.list[i]; return s",
    "let s = 0; for (let i = 0; i < NaN; i++) s++; return s",
    "let s = 0; const n = '12'; for (let i = 0; i < n; i++) s++; return s",
    "let s = 0; const n = 9000n; for (let i = 0; i < n; i++) s++; return s",
    "for (let i = 0; i < 9000; i++) { if (i === 5500) return i }",
    "let s = 0; for (let i = 0; i < 9000; i++) { if (i === 5007) break; s += i } return s",
    "let s = 0; all: for (let i = 0; i < 9000; i++) { if (i === 5007) break all; s += i } return s",
    "let s = 0, n = 9000; for (let i = 0; i < n; i++) { s += i; n-- } return [s, n]",
    "const a = [1, 2, 3]; let s = 0; for (let i = 0; i < a.length; i++) { s++; a.length = 2 } return s",
    "const a = [1, 2, 3]; let s = 0; for (let i = 0; i < a.length; i++) { s++; a['length'] = 1 } return s",
    "const q = { head: 0, get length() { return 10 - this.head } }; let s = 0; for (let i = 0; i < q.length; i++) { q.head++; s++ } return s",
    "let limit = 10, s = 0; const h = { set v(x) { limit = x } }; for (let i = 0; i < limit; i++) { h.v = 2; s++ } return s",
    "let limit = 10, s = 0; const o = { valueOf() { limit = 2; return 1 } }; for (let i = 0; i < limit; i++) { s += +o } return s",
    "let asked = 0, s = 0; const o = { get n() { asked++; return 9000 } }; for (let i = 0; i < o.n; i++) s++; return [s, asked]",
    "let s = 0; for (let i = 0, j = 9; i < j; i++) { s += j; j-- } return s",
  ])("%s", (body) => {
    const code = rewritten(body);
    expect(code).toContain("__labbookEnd");
    expect(result(code)).toEqual(result(body));
    expect(() => result(code, [1])).toThrow("stopped");
  });
});

describe("checked in every round", () => {
  it.each([
    "let s = 0; for (let i = 0; i < 2000; i++) { s += i; i += 2 } return s",
    "let s = 0; for (let i = 0; i < 2000; i++) { s += i; [i] = [i + 2] } return s",
    "let s = 0; for (let i = 0; i < 2000; i++) { s += Math.sqrt(i) } return s",
    "const limit = () => 20; let s = 0; for (let i = 0; i < limit(); i++) s += i; return s",
    "const fs = []; for (let i = 0; i < 3; i++) { fs[i] = () => i } return fs.map((f) => f())",
    "let s = 0; for (let i = 10; i > 0; i--) s += i; return s",
    "let s = 0; let i = 0; for (i = 0; i < 20; i++) s += i; return s + i",
    "let s = 0; for (let i = 0n; i < 20; i++) s++; return s",
    "let s = 0; for (let i = 0; i < 3; i++) for (const x of [1, 2]) { s += x } return s",
    "let s = 0; while (s < 10) s++; do s++; while (s < 20); for (const k in { a: 1 }) s++; return s",
    "let s = 0; outer: for (let i = 0; i < 30; i++) { for (let j = 0; j < 30; j++) { if (j > i) continue outer; s++ } } return s",
  ])("%s", (body) => {
    const code = rewritten(body);
    expect(code).not.toContain("__labbookEnd");
    expect(code).toContain("__labbookFlag[0]");
    expect(result(code)).toEqual(result(body));
    expect(() => result(code, [1])).toThrow("stopped");
  });

  it("keeps the directives of a function first", () => {
    const code = rewritten("return (async function () { 'use strict'; return this === undefined })()");
    expect(code).toMatch(/'use strict';\s*if \(__labbookFlag/);
  });
});
