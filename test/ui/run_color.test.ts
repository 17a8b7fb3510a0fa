import { expect, it } from "vitest";
import { palette, runColor } from "../../src/ui/runs/run_color.js";

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
