import { inspect } from "node:util";
import { SparseMatrix } from "labbook/ml";
import { describe, expect, it } from "vitest";

const matrix = SparseMatrix.fromDense([
  [0, 1, 0],
  [0, 0, 0],
  [2, 0, -3],
]);

const parts = (change: object) => ({
  rowCount: 2,
  columnCount: 2,
  rowStarts: Int32Array.of(0, 1, 2),
  columns: Int32Array.of(0, 1),
  values: Float64Array.of(5, 6),
  ...change,
});

describe("a sparse matrix", () => {
  it("stores what is not 0, row by row", () => {
    expect([...matrix.rowStarts]).toEqual([0, 1, 1, 3]);
    expect([...matrix.columns]).toEqual([1, 0, 2]);
    expect([...matrix.values]).toEqual([1, 2, -3]);
    expect(inspect(matrix)).toBe("SparseMatrix 3 × 3, 3 stored entries");
    expect(new SparseMatrix(parts({ values: Float64Array.of(0, NaN) })).toDense()).toEqual([
      [0, 0],
      [0, NaN],
    ]);
  });

  it("gives rows back, dense or chosen, turns, and stands beside another", () => {
    expect(matrix.toDense(1)).toEqual([
      [0, 0, 0],
      [2, 0, -3],
    ]);
    expect(matrix.toDense(0, 1)).toEqual([[0, 1, 0]]);
    expect(matrix.rows([2, 0, 2]).toDense()).toEqual([
      [2, 0, -3],
      [0, 1, 0],
      [2, 0, -3],
    ]);
    expect(matrix.transposed().toDense()).toEqual([
      [0, 0, 2],
      [1, 0, 0],
      [0, 0, -3],
    ]);
    expect(matrix.beside(SparseMatrix.fromDense([[7], [0], [9]])).toDense()).toEqual([
      [0, 1, 0, 7],
      [0, 0, 0, 0],
      [2, 0, -3, 9],
    ]);
    expect([...matrix.multiply(Float64Array.of(1, 10, 100))]).toEqual([10, 0, -298]);
    expect([...matrix.multiplyTransposed(Float64Array.of(1, 10, 100))]).toEqual([200, 1, -300]);
  });

  it.each<[string, () => unknown, string]>([
    ["rows of unequal length", () => SparseMatrix.fromDense([[1, 2], [3]]), "row 1 has 1 values, row 0 has 2"],
    ["what is no number", () => SparseMatrix.fromDense([[1, null as never]]), "row 0, column 1 is null; give numbers"],
    ["a row that is not there", () => matrix.rows([3]), "there is no row 3; the matrix has 3"],
    ["other rows beside it", () => matrix.beside(matrix.rows([0])), "3 rows cannot stand beside 1"],
    [
      "too few starts",
      () => new SparseMatrix(parts({ rowCount: 3 })),
      "rowStarts has 3 numbers and begins with 0; 3 rows need 4",
    ],
    [
      "too few values",
      () => new SparseMatrix(parts({ values: Float64Array.of(1) })),
      "2 columns of entries and 1 values",
    ],
    [
      "a column beyond the last",
      () => new SparseMatrix(parts({ columns: Int32Array.of(0, 2) })),
      "row 1 has column 2 after -1 in a matrix of 2",
    ],
    [
      "starts that go down",
      () => new SparseMatrix(parts({ rowStarts: Int32Array.of(0, 3, 2) })),
      "rowStarts goes down after row 1",
    ],
  ])("refuses %s", (_, act, message) => {
    expect(act).toThrow(message);
  });
});
