/** What a notebook brings along from Python, and what would give other figures without a word. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  Frame,
  LinearRegression,
  logLoss,
  LogisticRegression,
  meanSquaredError,
  precisionScore,
  readCsv,
  readParquet,
  rocAucScore,
  trainTestSplit,
} from "labbook/ml";
import { expect, it } from "vitest";
import { tempFolder } from "../temp.js";

const rows = Frame.fromColumns({ km: [1, 2, 3, 4], zone: ["a", "b", "a", null] });

function csv(text: string): string {
  const path = join(tempFolder(), "rides.csv");
  writeFileSync(path, text);
  return path;
}

it.each<[string, () => unknown, string]>([
  [
    "a size in Python's spelling",
    () => trainTestSplit([1, 2, 3, 4], { test_size: 0.5 } as never),
    "trainTestSplit has no option 'test_size'; did you mean 'testSize'?",
  ],
  [
    "squared=False",
    () => meanSquaredError([1], [2], { squared: false } as never),
    "a metric of regression has no option 'squared'; did you mean 'rootMeanSquaredError'?",
  ],
  ["an unknown average", () => precisionScore([1], [1], { average: "samples" as never }), "average is 'samples'"],
  ["a weight below 0", () => meanSquaredError([1, 2], [1, 2], { sampleWeight: [1, -1] }), "sampleWeight[1] is -1"],
  ["no weight at all", () => meanSquaredError([1], [2], { sampleWeight: [0] }), "all sample weights are 0"],
  ["a frame as X", () => new LinearRegression().fit(rows as never, [1, 2, 3, 4]), "X is a Frame; give a SparseMatrix"],
  ["one list as X", () => new LinearRegression().fit([1, 2] as never, [1, 2]), "X is a list of numbers; give"],
  ["typed numbers as X", () => new LinearRegression().fit(Float64Array.of(1) as never, [1]), "X is a list of numbers"],
  ["records as X", () => new LinearRegression().fit([{ a: 1 }] as never, [1]), "X is a list of records; give"],
  [
    "minutes as classes",
    () => new LogisticRegression().fit([[1], [2], [3]], [1.5, 2, 3]),
    "y has the value 1.5, which is no class",
  ],
  [
    "a label without a probability",
    () =>
      logLoss(
        [0, 2],
        [
          [1, 0],
          [0, 1],
        ],
        { labels: [0, 1] },
      ),
    "label 1, 2, has no",
  ],
  [
    "scores for other classes",
    () => rocAucScore([0, 1], [[1], [0]]),
    "row 0 has the scores 1; give one number for each",
  ],
  ["fewer scores than labels", () => rocAucScore([0, 1], [1]), "2 labels and 1 scores"],
  ["an unknown join", () => rows.join(rows, "km", "cross" as never), "how is 'cross'; it must be one of"],
  [
    "the mean of texts",
    () => rows.groupBy("km").aggregate({ m: ["zone", "mean"] }),
    "'zone' holds values of type string",
  ],
])("refuses %s", (_, act, message) => {
  expect(act).toThrow(
    expect.objectContaining({
      code: "INVALID_PARAMETER_VALUE",
      message: expect.stringContaining(message) as string,
    }) as Error,
  );
});

it.each<[object, string]>([
  [{ sep: ";" }, "readCsv has no option 'sep'; did you mean 'delimiter'?"],
  [{ nrows: 1 }, "did you mean 'maxRows'?"],
  [{ parse_dates: ["a"] }, "did you mean 'parseDates'?"],
  [
    { delimiter: ";", dtype: { a: "str" } },
    `dtype of 'a' is 'str'; it must be one of "number", "string", "boolean", "date"`,
  ],
])("refuses pandas' %j", async (options, message) => {
  await expect(readCsv(csv("a;b\n1;2\n"), options)).rejects.toThrow(message);
  await expect(readParquet("rides.parquet", { engine: "auto" } as never)).rejects.toThrow("no option 'engine'");
});

it("keeps days that are none as they are written", async () => {
  const dates = await readCsv(csv("a\n2021-02-30\n2021-02-28\n"));
  expect(dates.column("a")).toEqual(["2021-02-30", "2021-02-28"]);
  await expect(readCsv(csv("a\n02/30/2021\n"), { parseDates: ["a"] })).rejects.toThrow(
    "has '02/30/2021' in column 'a'",
  );
  expect((await readCsv(csv("a\n2024-02-29T23:30-05:00\n"))).column("a")).toEqual([new Date("2024-03-01T04:30:00Z")]);
});

it("slices from the end as arrays, head and tail as pandas", () => {
  const km = (frame: typeof rows) => frame.column("km");
  expect(km(rows.slice(-3))).toEqual([2, 3, 4]);
  expect(km(rows.slice(1, -1))).toEqual([2, 3]);
  expect(km(rows.slice(3, 1))).toEqual([]);
  expect(km(rows.slice(-9, 99))).toEqual([1, 2, 3, 4]);
  expect(km(rows.head(-1))).toEqual([1, 2, 3]);
  expect(km(rows.tail(-1))).toEqual([2, 3, 4]);
  expect(km(rows.tail(9))).toEqual([1, 2, 3, 4]);
});

it("describes many different texts, one row, and sums up nothing to 0", () => {
  const ids = Frame.fromColumns({ id: Array.from({ length: 200_000 }, (_, at) => `id ${at}`) });
  expect(ids.describe().column("id")).toEqual([200_000, 200_000, "id 0", 1]);
  expect(rows.head(1).describe().column("km")).toEqual([1, 1, null, 1, 1, 1, 1, 1]);
  const empty = Frame.fromColumns({ k: ["a"], v: [null as number | null] });
  expect(
    empty
      .groupBy("k")
      .aggregate({ sum: ["v", "sum"], mean: ["v", "mean"] })
      .records(),
  ).toEqual([{ k: "a", sum: 0, mean: null }]);
});

it("sorts dates that are none last, and shows whole numbers of 64 bits in lists", () => {
  const dates = Frame.fromColumns({ at: [new Date(NaN), new Date(2), new Date(1)] });
  expect(dates.sort("at").column("at").slice(0, 2)).toEqual([new Date(1), new Date(2)]);
  expect(Frame.fromColumns({ a: [[1n, 2n]] }).toCsv()).toBe('a\n"[""1"",""2""]"\n');
});

it("scores as scikit-learn where one class is all there is, and by one score per row", () => {
  expect(precisionScore([0, 0], [0, 0])).toBe(0);
  expect(rocAucScore(["no", "yes", "yes", "no"], [0.2, 0.9, 0.1, 0.1])).toBe(0.625);
  expect(rocAucScore([0, 1, 1], Float64Array.of(0.2, 0.9, 0.3))).toBe(1);
});

it("takes typed rows as X", () => {
  const rows = [Float64Array.of(1, 0), Float64Array.of(2, 1), Float64Array.of(4, 0)];
  expect([...new LinearRegression().fit(rows, [1, 3, 4]).coefficients]).toEqual([
    expect.closeTo(1, 12) as number,
    expect.closeTo(1, 12) as number,
  ]);
});
