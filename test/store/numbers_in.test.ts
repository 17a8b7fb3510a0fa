import { describe, expect, it } from "vitest";
import { numberIn } from "../../src/search/field.js";
import { numbersIn } from "../../src/store/sqlite/numbers_in.js";

describe("the numbers of a column, as one text", () => {
  it.each([
    [["3", "1", "2"], { count: 3, min: 1, max: 3 }],
    [["0.1", ".5", "7.", "1e-3", " 4 ", "-2"], { count: 6, min: -2, max: 7 }],
    [["1", "", "x", "1.2.3", ".", "1e", "NaN", "1e999"], { count: 1, min: 1, max: 1 }],
    [["0.30000000000000004", "123456789012345678"], { count: 2, min: 0.30000000000000004, max: 123456789012345680 }],
    [["", ""], { count: 0, min: Infinity, max: -Infinity }],
    [["1,2", "3"], { count: NaN, min: 1, max: 3 }],
  ])("%j", (values, numbers) => {
    expect(numbersIn(values.join(), values.length)).toEqual(numbers);
  });

  it("is none of no values", () => {
    expect(numbersIn(null, 0)).toEqual({ count: 0, min: Infinity, max: -Infinity });
  });

  it("reads each text as the filter does", () => {
    const letters = "0123456789..-+eE ";
    let state = 1;
    const next = (below: number): number => (state = (state * 48_271) % 2_147_483_647) % below;
    for (let round = 0; round < 20_000; round++) {
      const text = Array.from({ length: 1 + next(18) }, () => letters[next(next(2) === 0 ? 12 : letters.length)]).join(
        "",
      );
      const value = numberIn(text);
      const expected = value === null ? [0, Infinity, -Infinity] : [1, value, value];
      const { count, min, max } = numbersIn(text, 1);
      expect([count, min, max], text).toEqual(expected);
    }
  });
});
