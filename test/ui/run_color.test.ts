import { expect, it } from "vitest";
import { groupColors, palette, runColor } from "../../src/ui/runs/run_color.js";

const id = (index: number): string => index.toString(16).padStart(32, "0");

it("gives runs that are seen together different colours, and each the same one again", () => {
  const colors = palette.map((_, index) => runColor(id(index * 7919), {}));
  expect(new Set(colors).size).toBe(palette.length);
  expect(palette.map((_, index) => runColor(id(index * 7919), {}))).toEqual(colors);
});

it("takes a colour that was chosen, if it is one", () => {
  expect(runColor(id(1), { [id(1)]: "#123456" })).toBe("#123456");
  expect(palette).toContain(runColor(id(2), { [id(2)]: "red;background:url(x)" }));
});

it("gives thousands of groups colours without taking those that runs have, and each its own again", () => {
  const own = palette.map((_, index) => runColor(id(index), {}));
  const ids = Array.from({ length: 6000 }, (_, index) => `["${index}"]`);
  const colors = groupColors(["params.seed"], ids);
  expect(new Set(ids.slice(0, 12).map((one) => colors.get(one))).size).toBe(12);
  expect(palette.map((_, index) => runColor(id(index), {}))).toEqual(own);
  expect(groupColors(["params.seed"], ids)).toEqual(colors);
  expect(groupColors(["params.seed"], ids.slice(90, 95))).toEqual(new Map([...colors].slice(90, 95)));
  expect(runColor(id(1), {}, "#000000")).toBe("#000000");
  expect(runColor(id(1), { [id(1)]: "#123456" }, "#000000")).toBe("#123456");
});
