import { expect, it } from "vitest";
import { namesFrom } from "../../src/ui/runs/run_names.js";

it("makes new names of old ones by a pattern, numbers of one length, and nothing else of them", () => {
  const old = ["a$&", "b {n}", ...Array.from({ length: 8 }, () => "c")];
  expect(namesFrom("{n}: {name} {other}", old).slice(0, 2)).toEqual(["01: a$& {other}", "02: b {n} {other}"]);
  expect(namesFrom("same", ["a", "b"])).toEqual(["same", "same"]);
});
