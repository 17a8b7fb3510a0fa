import { Frame } from "labbook/ml";
import { describe, expect, expectTypeOf, it } from "vitest";
import type { displaySymbol } from "labbook";

const frame = Frame.fromRecords([
  { zone: "a", minutes: 3 },
  { zone: "b", minutes: 7.25 },
]);

const rides = Frame.fromRecords<{ zone: string | null; km: number | null; at: Date }>([
  { zone: "b", km: 2, at: new Date(5) },
  { zone: "a", km: NaN, at: new Date(3) },
  { zone: "b", km: 4, at: new Date(5) },
  { zone: null, km: 1, at: new Date(1) },
  { zone: "a", km: 10, at: new Date(9) },
  { zone: "b", km: null, at: new Date(7) },
]);

function shown(one: Frame<never>): Record<string, string> {
  return one[Symbol.for("Jupyter.display") as typeof displaySymbol]() as Record<string, string>;
}

describe("a frame", () => {
  it("filters, adds, selects and hands out rows and columns", () => {
    const doubled = frame.with("twice", (row) => row.minutes * 2).filter((row) => row.twice > 6);
    expect(doubled.records()).toEqual([{ zone: "b", minutes: 7.25, twice: 14.5 }]);
    expect(doubled.select("twice").columnNames).toEqual(["twice"]);
    expect(frame.head(1).column("zone")).toEqual(["a"]);
    expect(frame.tail(1).records()).toEqual([{ zone: "b", minutes: 7.25 }]);
    expect([...frame]).toEqual(frame.records());
    expect(frame.take([1, 0, 1]).column("minutes")).toEqual([7.25, 3, 7.25]);
    expect(Frame.fromRecords<{ a?: number; b?: number }>([{ a: 1 }, { b: 2 }]).records()).toEqual([
      { a: 1, b: null },
      { a: null, b: 2 },
    ]);
    expect(Frame.fromColumns({ a: [1, 2], b: ["x", "y"] }).records()).toEqual([
      { a: 1, b: "x" },
      { a: 2, b: "y" },
    ]);
  });

  it("drops, renames, joins and stacks, and knows its types", () => {
    const renamed = frame.rename({ zone: "from" });
    expectTypeOf(renamed.row(0)).toEqualTypeOf<{ from: string; minutes: number }>();
    expect(renamed.columnNames).toEqual(["from", "minutes"]);
    expect(frame.drop("zone").records()).toEqual([{ minutes: 3 }, { minutes: 7.25 }]);
    const names = Frame.fromRecords([
      { zone: "b", minutes: 1, name: "Bay" },
      { zone: "c", minutes: 2, name: "City" },
    ]);
    expect(frame.join(names.drop("minutes"), "zone").records()).toEqual([{ zone: "b", minutes: 7.25, name: "Bay" }]);
    expect(frame.join(names, "zone", "outer").table.objects()).toEqual([
      { zone: "b", minutes_x: 7.25, minutes_y: 1, name: "Bay" },
      { zone: "a", minutes_x: 3, minutes_y: null, name: null },
      { zone: "c", minutes_x: null, minutes_y: 2, name: "City" },
    ]);
    expect(frame.concat(frame.slice(1), frame.drop("zone") as typeof frame).records()).toEqual([
      ...frame.records(),
      { zone: "b", minutes: 7.25 },
      { zone: null, minutes: 3 },
      { zone: null, minutes: 7.25 },
    ]);
    const odd = Frame.fromColumns({ at: [new Date(0)], big: [1n], either: [null], list: [[1]] });
    expect(odd.columnTypes).toEqual({ at: "date", big: "bigint", either: "empty", list: "object" });
    expect(Frame.fromColumns({ a: [1, "x"], b: [null, true] }).columnTypes).toEqual({ a: "mixed", b: "boolean" });
  });

  it("sorts as pandas does: stable, what is missing last either way", () => {
    expect(rides.sort("km").column("km")).toEqual([1, 2, 4, 10, null, NaN]);
    expect(rides.sort("km", { ascending: false }).column("km")).toEqual([10, 4, 2, 1, NaN, null]);
    const both = rides.sort(["zone", "at"], { ascending: [true, false] });
    expect(both.records(["zone", "at"]).map(({ zone, at }) => `${zone}${at.getTime()}`)).toEqual([
      "a9",
      "a3",
      "b7",
      "b5",
      "b5",
      "null1",
    ]);
    expect(both.columnNames).toEqual(["zone", "km", "at"]);
  });

  it("groups and aggregates", () => {
    const groups = rides.groupBy("zone").aggregate({
      rides: ["km", "size"],
      known: ["km", "count"],
      mean: ["km", "mean"],
      total: ["km", "sum"],
      spread: ["km", "std"],
      middle: ["km", "median"],
      early: ["at", "min"],
      times: ["at", "nunique"],
      first: ["km", "first"],
      last: ["km", "last"],
    });
    expectTypeOf(groups.row(0).early).toEqualTypeOf<Date | null>();
    expectTypeOf(groups.row(0).rides).toEqualTypeOf<number>();
    expect(groups.records()).toEqual([
      {
        zone: "a",
        rides: 2,
        known: 1,
        mean: 10,
        total: 10,
        spread: null,
        middle: 10,
        early: new Date(3),
        times: 2,
        first: 10,
        last: 10,
      },
      {
        zone: "b",
        rides: 3,
        known: 2,
        mean: 3,
        total: 6,
        spread: Math.SQRT2,
        middle: 3,
        early: new Date(5),
        times: 2,
        first: 2,
        last: 4,
      },
      {
        zone: null,
        rides: 1,
        known: 1,
        mean: 1,
        total: 1,
        spread: null,
        middle: 1,
        early: new Date(1),
        times: 1,
        first: 1,
        last: 1,
      },
    ]);
    const two = Frame.fromColumns({ a: [1, 1, 2], "b c": ["x", "x", "y"], 'q"uote': [1, 2, 3] });
    expect(
      two
        .groupBy("a", "b c")
        .aggregate({ n: ['q"uote', "sum"] })
        .records(),
    ).toEqual([
      { a: 1, "b c": "x", n: 3 },
      { a: 2, "b c": "y", n: 3 },
    ]);
  });

  it("describes its numbers as pandas does, or else its texts", () => {
    const numbers = Frame.fromColumns({ zone: ["a", "b", "a", null], km: [1, 2, 4, null] });
    expect(numbers.describe().records()).toEqual([
      { statistic: "count", km: 3 },
      { statistic: "mean", km: 7 / 3 },
      { statistic: "std", km: expect.closeTo(1.5275252316519468, 14) as number },
      { statistic: "min", km: 1 },
      { statistic: "25%", km: 1.5 },
      { statistic: "50%", km: 2 },
      { statistic: "75%", km: 3 },
      { statistic: "max", km: 4 },
    ]);
    expect(numbers.select("zone").describe().records()).toEqual([
      { statistic: "count", zone: 3 },
      { statistic: "unique", zone: 2 },
      { statistic: "top", zone: "a" },
      { statistic: "freq", zone: 2 },
    ]);
  });

  it("leaves out rows where something is missing, lists values, and hands numbers to models", () => {
    expect(rides.dropMissing().column("km")).toEqual([2, 4, 10]);
    expect(rides.dropMissing("km").column("zone")).toEqual(["b", "b", null, "a"]);
    expect(rides.unique("zone")).toEqual(["b", "a", null]);
    expect(Frame.fromColumns({ a: [1, 2], yes: [true, false], z: ["x", "y"] }).numbers("a", "yes")).toEqual([
      [1, 1],
      [2, 0],
    ]);
    expect(() => rides.numbers()).toThrow("'zone' is b in row 0; fill it in");
  });

  it("writes CSV", () => {
    const odd = Frame.fromColumns({
      "a,b": ['say "hi"', null, "two\nlines"],
      n: [1.5, NaN, 1e21],
      at: [new Date(0), null, true],
    });
    expect(odd.toCsv()).toBe('"a,b",n,at\n"say ""hi""",1.5,1970-01-01T00:00:00.000Z\n,,\n"two\nlines",1e+21,true\n');
  });

  it.each([
    ["an unknown column", () => frame.column("zones" as "zone"), "no column 'zones'; did you mean 'zone'?"],
    ["another unknown column", () => frame.drop("fare" as "zone"), "no column 'fare'; there are: zone, minutes"],
    ["columns of one name", () => frame.rename({ zone: "minutes" }), "two columns would be called 'minutes'"],
    [
      "columns of unequal length",
      () => Frame.fromColumns({ a: [1], b: [] }),
      "column 'b' has 0 values in a frame of 1 rows",
    ],
    ["a row that is not there", () => frame.take([2]), "there is no row 2; the frame has 2"],
    [
      "an aggregation that is not there",
      () => frame.groupBy("zone").aggregate({ x: ["minutes", "avg" as "mean"] }),
      "there is no aggregation 'avg'; there are: size",
    ],
    ["sorting by nothing known", () => frame.sort("Zone" as "zone"), "no column 'Zone'; did you mean 'zone'?"],
  ])("refuses %s", (_, act, message) => {
    expect(act).toThrow(message);
  });
});

describe("the view of a frame", () => {
  it("has an index, types and the shape", () => {
    const { "text/plain": text, "text/html": html } = shown(frame as never);
    expect(text).toBe("   zone  minutes\n0  a           3\n1  b        7.25\n2 rows × 2 columns");
    expect(html).toContain('<th scope="col" style="text-align:right">minutes</th>');
    expect(html).toContain('opacity:0.65">number</td>');
    expect(html).toContain('<tr><th scope="row">1</th><td style="text-align:left">b</td>');
    expect(html).toContain("<p>2 rows × 2 columns</p>");
    expect(html).not.toMatch(/color|background/);
  });

  it("shows a date that is none as such, and text that is no markup", () => {
    const odd = Frame.fromRecords([{ at: new Date(NaN) }, { at: new Date(0) }]);
    expect(shown(odd as never)["text/plain"]).toBe(
      "   at\n0  Invalid Date\n1  1970-01-01 00:00:00\n2 rows × 1 columns",
    );
    const markup = shown(Frame.fromColumns({ "<i>": ["<b>"] }) as never)["text/html"];
    expect(markup).toContain("&lt;i&gt;");
    expect(markup).toContain("&lt;b&gt;");
  });

  it("leaves out the middle of what is long or wide", () => {
    const long = Frame.fromColumns({ n: Array.from({ length: 61 }, (_, at) => at) });
    expect(shown(long as never)["text/plain"]!.split("\n")).toEqual([
      "     n",
      "0    0",
      "1    1",
      "2    2",
      "3    3",
      "4    4",
      "…    …",
      "56  56",
      "57  57",
      "58  58",
      "59  59",
      "60  60",
      "61 rows × 1 columns",
    ]);
    const wide = Frame.fromColumns(Object.fromEntries(Array.from({ length: 21 }, (_, at) => [`c${at}`, [at]])));
    const head = shown(wide as never)
      ["text/plain"]!.split("\n")[0]!
      .trim()
      .split(/ +/);
    expect(head).toHaveLength(21);
    expect(head.slice(9, 12)).toEqual(["c9", "…", "c11"]);
    expect(shown(Frame.fromRecords([]) as never)["text/plain"]).toBe("\n0 rows × 0 columns");
  });
});
