import { describe, expect, it } from "vitest";
import { Kept } from "../../src/server/page/runs/kept.js";

describe("answers that are kept", () => {
  it("are dropped when nobody asked for them the longest, and all when the store has changed", async () => {
    let revision = "1";
    const made: string[] = [];
    const kept = new Kept<string>(
      () => revision,
      2,
      () => 1,
    );
    const get = (key: string): Promise<string> => {
      const make = async (): Promise<string> => (made.push(key), key);
      return kept.get(key, make);
    };
    for (const key of ["a", "b", "a", "c", "a", "b"]) expect(await get(key)).toBe(key);
    expect(made).toEqual(["a", "b", "c", "b"]);
    revision = "2";
    await get("b");
    expect(made).toEqual(["a", "b", "c", "b", "b"]);
  });
});
