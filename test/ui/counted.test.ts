import { expect, it } from "vitest";
import { counted } from "../../src/ui/parts/counted.js";

it("says of one that it is one", () => {
  expect([0, 1, 2000].map((count) => counted(count, "run"))).toEqual(["0 runs", "1 run", "2,000 runs"]);
  expect([1, 2].map((count) => counted(count, "axis", "axes"))).toEqual(["1 axis", "2 axes"]);
});
