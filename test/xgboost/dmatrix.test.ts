import { SparseMatrix } from "labbook/ml";
import { DMatrix } from "labbook/xgboost";
import { describe, expect, it } from "vitest";

const entries = (data: DMatrix) => ({
  starts: [...data.matrix.rowStarts],
  columns: [...data.matrix.columns],
  values: [...data.matrix.values],
});

describe("DMatrix", () => {
  it("takes every number of dense rows as a value, zeros too, and NaN as missing", () => {
    const data = new DMatrix([
      [0, NaN, 3],
      [NaN, 0.1, 0],
    ]);
    expect([data.rowCount, data.columnCount, data.nonMissingCount]).toEqual([2, 3, 4]);
    expect(entries(data)).toEqual({ starts: [0, 2, 4], columns: [0, 2, 1, 2], values: [0, 3, Math.fround(0.1), 0] });
  });

  it("takes absent entries of a sparse matrix as missing, stored zeros as values, and leaves out `missing`", () => {
    const matrix = new SparseMatrix({
      rowCount: 2,
      columnCount: 3,
      rowStarts: Int32Array.of(0, 2, 3),
      columns: Int32Array.of(0, 2, 1),
      values: Float64Array.of(0, -1, 5),
    });
    expect(entries(new DMatrix(matrix))).toEqual({ starts: [0, 2, 3], columns: [0, 2, 1], values: [0, -1, 5] });
    expect(entries(new DMatrix(matrix, { missing: -1 }))).toEqual({
      starts: [0, 1, 2],
      columns: [0, 1],
      values: [0, 5],
    });
  });

  it("slices rows with their labels, weights and margins, and keeps the names", () => {
    const data = new DMatrix([[1], [2], [3]], {
      label: [10, 20, 30],
      weight: [1, 2, 3],
      baseMargin: [0.5, 1.5, 2.5],
      featureNames: ["length"],
    });
    const slice = data.slice([2, 0]);
    expect([...slice.matrix.values]).toEqual([3, 1]);
    expect([[...slice.getLabel()], [...slice.getWeight()], [...slice.getBaseMargin()]]).toEqual([
      [30, 10],
      [3, 1],
      [2.5, 0.5],
    ]);
    expect(slice.featureNames).toEqual(["length"]);
    expect(() => data.slice([3])).toThrow("there is no row 3; rows are 0 to 2");
  });

  it("refuses what cannot be trained on, naming the value and its place", () => {
    const rows = [[1, 2], [3, 4]]; // prettier-ignore
    const cases: [() => unknown, string][] = [
      [() => new DMatrix([1, 2] as never), "the data is neither rows of numbers nor a SparseMatrix"],
      [() => new DMatrix({ a: [1] } as never), "the data is neither rows of numbers nor a SparseMatrix"],
      [() => new DMatrix([[1, 2], [3]]), "row 1 has 1 values, row 0 has 2; give rows of equal length"],
      [
        () =>
          new DMatrix([
            [1, 2],
            [Infinity, 0],
          ]),
        "the value Infinity at row 1, column 0 is infinite or too large for float32",
      ],
      [() => new DMatrix(rows, { label: [1] }), "label has 1 numbers, the matrix 2 rows; give one number per row"],
      [() => new DMatrix(rows, { label: [1, null] as number[] }), "label at row 1 is null; give numbers"],
      [
        () => new DMatrix([[1, "2"]] as number[][]),
        'row 0, column 1 is "2"; give numbers, and NaN for a value that is missing',
      ],
      [() => new DMatrix(rows, { label: [1, NaN] }), "label is NaN at row 1; each must be a finite number"],
      [
        () => new DMatrix(rows, { weight: [-1, 2] }),
        "weight is -1 at row 0; each must be a finite number of at least 0",
      ],
      [
        () => new DMatrix(rows, { featureNames: ["a"] }),
        "featureNames has 1 entries, the matrix 2 columns; give one per column",
      ],
      [
        () => new DMatrix(rows, { featureNames: ["a", "a"] }),
        'the feature name "a" occurs twice; give each column its own',
      ],
      [() => new DMatrix(rows, { featureNames: ["a", "b<1"] }), 'must be text without [, ] or <, not "b<1"'],
      [() => new DMatrix(rows, { featureTypes: ["q", "c"] }), 'the feature type "c" is not supported'],
      [() => new DMatrix(rows, { lable: [1, 2] } as object), "DMatrix has no option lable; did you mean label?"],
    ];
    for (const [make, message] of cases) expect(make).toThrow(message);
    expect(entries(new DMatrix([[Infinity, 1]], { missing: Infinity })).values).toEqual([1]);
  });
});
