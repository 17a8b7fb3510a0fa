import { expect, it } from "vitest";
import { durationText } from "../../src/ui/parts/duration.js";
import { shortNumber } from "../../src/ui/parts/number.js";
import { endReason } from "../../src/ui/run/end_reason.js";
import { extentOf, linePath } from "../../src/ui/run/line_path.js";
import { runCode } from "../../src/ui/run/run_code.js";
import { commitLink } from "../../src/ui/run/source_link.js";

it("says why a run ended from what is noted on it", () => {
  const of = (tags: Record<string, string>): string =>
    endReason({ data: { metrics: {}, params: {}, latestMetrics: [], tags } });
  expect(of({})).toBe("");
  expect(of({ "labbook.cells": "9 executed, 2 failed" })).toBe("2 of 9 cells failed");
  expect(of({ "labbook.cells": "9 executed, 0 failed" })).toBe("all 9 cells ok");
  expect(of({ "labbook.cells": "0 executed, 0 failed" })).toBe("");
  const lost = "kernel lost in cell 7 after 41 min";
  expect(of({ "labbook.endReason": lost, "labbook.cells": "7 executed, 0 failed" })).toBe(lost);
  expect(of({ "labbook.endReason": lost, "labbook.cells": "7 executed, 1 failed" })).toBe(
    `${lost} · 1 of 7 cells failed`,
  );
});

it("links commits to the web sites of repositories, and only there", () => {
  const commit = "0123456789abcdef0123456789abcdef01234567";
  const link = `https://github.com/ann/taxi/commit/${commit}`;
  for (const repository of [
    "git@github.com:ann/taxi.git",
    "https://github.com/ann/taxi",
    "https://ann:secret@github.com/ann/taxi.git",
    "ssh://git@github.com:22/ann/taxi.git/",
  ])
    expect(commitLink(repository, commit)).toBe(link);
  expect(commitLink("https://gitlab.com/a/b/c.git", commit)).toBe(`https://gitlab.com/a/b/c/-/commit/${commit}`);
  expect(commitLink("javascript:alert(1)", commit)).toBeUndefined();
  expect(commitLink("/home/ann/taxi", commit)).toBeUndefined();
  expect(commitLink("https://github.com/ann/taxi", "x/../../evil")).toBeUndefined();
});

it("writes code that loads a run, with its model where it has one", () => {
  const { typescript, python } = runCode("http://127.0.0.1:5000", "ab12", "runs:/ab12/model");
  expect(typescript).toBe(
    [
      'import * as mlflow from "labbook";',
      "",
      'await mlflow.setTrackingUri("http://127.0.0.1:5000");',
      'const run = await mlflow.getRun("ab12");',
      "console.log(run.data.params, run.data.metrics);",
      "",
      'const model = await mlflow.loadModel("runs:/ab12/model");',
    ].join("\n"),
  );
  expect(python).toContain('model = mlflow.pyfunc.load_model("runs:/ab12/model")');
  expect(runCode("http://x", "ab12", null).python).not.toContain("load_model");
});

it("draws lines that break where a value is not finite", () => {
  const [x, y] = [
    [0, 1, 2, 3],
    [1, "NaN", 2, 3],
  ];
  const extent = extentOf(x, y)!;
  expect(extent).toEqual({ x: [0, 3], y: [1, 3] });
  expect(linePath(x, y, extent, { width: 30, height: 10 })).toBe("M0.0,10.0M20.0,5.0L30.0,0.0");
  expect(extentOf([0], ["NaN"])).toBeUndefined();
});

it("shortens numbers and durations", () => {
  expect([6.303421234, 73908, 1234567891.5, 1.23456789e-7, NaN, -0.5, 0].map(shortNumber)).toEqual([
    "6.30342",
    "73,908",
    "1.23457e+9",
    "1.23457e-7",
    "NaN",
    "-0.5",
    "0",
  ]);
  expect([850, 4200, 45_000, 252_000, 7_500_000, 273_600_000].map(durationText)).toEqual([
    "850 ms",
    "4.2 s",
    "45 s",
    "4 min 12 s",
    "2 h 5 min",
    "3 d 4 h",
  ]);
});
