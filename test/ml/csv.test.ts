import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { gzipSync } from "node:zlib";
import { readCsv } from "labbook/ml";
import { describe, expect, it, onTestFinished } from "vitest";
import { tempFolder } from "../temp.js";

function file(text: string | Buffer, name = "data.csv"): string {
  const path = join(tempFolder(), name);
  writeFileSync(path, text);
  return path;
}

const rides = `VendorID,lpep_pickup_datetime,store_and_fwd_flag,zone,fare,ok
2,2021-01-01 00:15:56,N,007,5.50,True
,2021-01-01 00:25:59,,043,-7,False
1,,Y,x,1e3,
`;

describe("a CSV file", () => {
  it("becomes typed columns: numbers, dates, booleans, and text where a column is mixed", async () => {
    const frame = await readCsv(file(rides));
    expect(frame.columnTypes).toEqual({
      VendorID: "number",
      lpep_pickup_datetime: "date",
      store_and_fwd_flag: "string",
      zone: "string",
      fare: "number",
      ok: "boolean",
    });
    expect(frame.records()).toEqual([
      {
        VendorID: 2,
        lpep_pickup_datetime: new Date("2021-01-01T00:15:56Z"),
        store_and_fwd_flag: "N",
        zone: "007",
        fare: 5.5,
        ok: true,
      },
      {
        VendorID: null,
        lpep_pickup_datetime: new Date("2021-01-01T00:25:59Z"),
        store_and_fwd_flag: null,
        zone: "043",
        fare: -7,
        ok: false,
      },
      { VendorID: 1, lpep_pickup_datetime: null, store_and_fwd_flag: "Y", zone: "x", fare: 1000, ok: null },
    ]);
  });

  it("is the iris data of the scenarios", async () => {
    const iris = await readCsv<{ petal_length: number; species: string }>(
      resolve(import.meta.dirname, "../../notebooks/data/iris.csv"),
      { columns: ["species", "petal_length"] },
    );
    expect(iris.columnNames).toEqual(["species", "petal_length"]);
    expect(
      iris
        .groupBy("species")
        .aggregate({ rows: ["species", "size"], mean: ["petal_length", "mean"] })
        .records(),
    ).toEqual([
      { species: "setosa", rows: 50, mean: expect.closeTo(1.462, 10) as number },
      { species: "versicolor", rows: 50, mean: expect.closeTo(4.26, 10) as number },
      { species: "virginica", rows: 50, mean: expect.closeTo(5.552, 10) as number },
    ]);
  });

  it.each([
    [
      "quotes, delimiters and line ends in values",
      'a,b\r\n"x, ""y""","two\nlines"\r\n',
      { a: 'x, "y"', b: "two\nlines" },
    ],
    ["a quotation mark inside a value", 'a,b\n5" pipe,1\n', { a: '5" pipe', b: 1 }],
    ["a byte order mark and no last line end", "\ufeffa,b\n1,2", { a: 1, b: 2 }],
    ["names that repeat and are missing", "a,a,,a\n1,2,3,4\n", { a: 1, "a.1": 2, "Unnamed: 2": 3, "a.2": 4 }],
    ["whole numbers beyond 2^53", "id\n9007199254740993\n", { id: "9007199254740993" }],
    ["words for no value", "a,b\nNA,null\n", { a: null, b: null }],
    ["infinities and signs", "a,b,c\n-inf,+.5,Infinity\n", { a: -Infinity, b: 0.5, c: Infinity }],
    ["what only looks like a number", "a,b,c\n0x10,1_000,1e\n", { a: "0x10", b: "1_000", c: "1e" }],
    [
      "offsets and bare days",
      "a,b\n2021-01-31T13:05+02:00,2021-01-31\n",
      { a: new Date("2021-01-31T11:05Z"), b: new Date("2021-01-31") },
    ],
    ["days that are none", "a\n2021-13-41\n", { a: "2021-13-41" }],
    ["blank lines", "a\n\n1\n\n", { a: 1 }],
  ])("may hold %s", async (_, text, row) => {
    expect((await readCsv(file(text))).records()).toEqual([row]);
  });

  it("takes options for what cannot be found out", async () => {
    const typed = await readCsv(file("zone;when;n\n007;01/31/2021 1:05:00 PM;-\n"), {
      delimiter: ";",
      dtype: { zone: "string" },
      parseDates: ["when"],
      naValues: ["-"],
    });
    expect(typed.records()).toEqual([{ zone: "007", when: new Date("2021-01-31T13:05:00Z"), n: null }]);
    expect((await readCsv(file("d\n2021-01-01\n"), { parseDates: false })).column("d")).toEqual(["2021-01-01"]);
    const bare = await readCsv<{ x: number; y: string }>(file("1,a\n2,b\n3,c\n"), { names: ["x", "y"], maxRows: 2 });
    expect(bare.records()).toEqual([
      { x: 1, y: "a" },
      { x: 2, y: "b" },
    ]);
    expect((await readCsv(file("a\n1\n2\n"), { maxRows: 1 })).column("a")).toEqual([1]);
    expect((await readCsv(file(Buffer.from("a\nM\xfcnchen\n", "latin1")), { encoding: "latin1" })).column("a")).toEqual(
      ["München"],
    );
  });

  it("may be packed, and have a header only", async () => {
    expect((await readCsv(file(gzipSync(rides), "rides.csv.gz"))).column("fare")).toEqual([5.5, -7, 1000]);
    const empty = await readCsv(file("a,b\n"));
    expect([empty.rowCount, empty.columnNames]).toEqual([0, ["a", "b"]]);
  });

  it("turns a column to text that shows to be mixed only late, with the texts as they were", async () => {
    const numbers = Array.from({ length: 5000 }, (_, row) => `${row}.50,${row}`);
    const frame = await readCsv(file(`a,b\n${numbers.join("\n")}\nx,1\n`));
    expect(frame.column("a").slice(-2)).toEqual(["4999.50", "x"]);
    expect(frame.column("b").slice(-2)).toEqual([4999, 1]);
  });

  it("stops being read when the cell is interrupted", async () => {
    const stop = new Error("interrupted");
    const kernel = globalThis as { __labbook?: object };
    kernel.__labbook = {
      sharedFlag: Int32Array.of(1),
      stop: () => {
        throw stop;
      },
    };
    onTestFinished(() => {
      delete kernel.__labbook;
    });
    await expect(readCsv(file(rides))).rejects.toBe(stop);
  });

  it("comes back as it was written", async () => {
    const frame = await readCsv(file(rides));
    expect((await readCsv(file(frame.toCsv()))).records()).toEqual(frame.records());
  });

  it.each([
    ["a missing file", () => "nowhere.csv", {}, "there is no file 'nowhere.csv'"],
    ["a folder", () => tempFolder(), {}, "there is no file"],
    ["an empty file", () => file(""), {}, "is empty; the first line should name the columns"],
    ["a line that is too short", () => file("a,b\n1,2\n3\n"), {}, "line 3 has 1 values, not as many as the first line"],
    ["an open quotation mark", () => file('a,b\n1,2\n"3,4\n'), {}, "a quotation mark in line 3 is never closed"],
    [
      "a value of another type",
      () => file("a\n1\nmany\n"),
      { dtype: { a: "number" } as const },
      "has 'many' in column 'a', which is no number; mend it, name it in naValues",
    ],
    [
      "a date that is none",
      () => file("a\n31.1.2021\n"),
      { parseDates: ["a"] },
      "which is no date (2021-01-31 13:05:00 or 01/31/2021 1:05 PM)",
    ],
    [
      "an unknown column",
      () => file("fare,b\n"),
      { columns: ["fares"] },
      "has no column 'fares'; did you mean 'fare'?",
    ],
    ["names of another count", () => file("1,2\n"), { names: ["a"] }, "1 names for 2 values in line 1"],
  ])("is refused with %s", async (_, path, options, message) => {
    await expect(readCsv(path(), options)).rejects.toThrow(message);
  });
});
