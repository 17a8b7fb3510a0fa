import { Frame, SparseMatrix, type SplitOptions, trainTestSplit } from "labbook/ml";
import { describe, expect, expectTypeOf, it } from "vitest";

const rows = (count: number) => Array.from({ length: count }, (_, at) => at);

describe("trainTestSplit", () => {
  // Each as scikit-learn 1.9 splits list(range(n)) with these options.
  it.each<[number, SplitOptions, number[], number[]]>([
    [10, { randomState: 42 }, [0, 7, 2, 9, 4, 3, 6], [8, 1, 5]],
    [7, { trainSize: 0.5, randomState: 1 }, [4, 3, 5], [6, 2, 1, 0]],
    [10, { testSize: 3, trainSize: 4, randomState: 7 }, [2, 1, 9, 7], [8, 5, 0]],
    [12, { testSize: 5, randomState: 3, stratify: [..."aabbbbccccca"] }, [1, 8, 9, 10, 0, 4, 5], [3, 2, 7, 6, 11]],
    [9, { testSize: 4, randomState: 11, stratify: [1, 1, 1, 2, 2, 2, 3, 3, 3] }, [6, 2, 3, 8, 1], [7, 4, 0, 5]],
    [5, { shuffle: false }, [0, 1, 2], [3, 4]],
  ])("splits %i rows with %j as scikit-learn does", (count, options, train, test) => {
    expect(trainTestSplit(rows(count), options)).toEqual([train, test]);
  });

  it("draws NumPy's numbers to the last seed", () => {
    const [, test] = trainTestSplit(rows(3000), { testSize: 5, randomState: 4294967295 });
    expect(test).toEqual([963, 2471, 870, 230, 474]);
    const [, fifth] = trainTestSplit(rows(150), { testSize: 0.2, randomState: 0 });
    expect(fifth.slice(0, 6)).toEqual([114, 62, 33, 107, 7, 100]);
    expect(trainTestSplit(rows(1000))[0]).not.toEqual(trainTestSplit(rows(1000))[0]);
  });

  it("splits arrays, typed numbers, matrices and frames alike", () => {
    const matrix = SparseMatrix.fromDense(rows(8).map((row) => [row, row % 2]));
    const frame = Frame.fromColumns({ row: rows(8) });
    const options = { testSize: 0.25, randomState: 5 };
    const [xTrain, xTest, yTrain, yTest, frameTrain, frameTest] = trainTestSplit(
      matrix,
      Float64Array.from(rows(8)),
      frame,
      options,
    );
    expectTypeOf(yTest).toEqualTypeOf<Float64Array<ArrayBuffer>>();
    expectTypeOf(frameTest).toEqualTypeOf<Frame<{ row: number }>>();
    const [train, test] = trainTestSplit(rows(8), options);
    expectTypeOf(test).toEqualTypeOf<number[]>();
    expect([xTrain.rowCount, test]).toEqual([6, xTest.toDense().map(([row]) => row)]);
    expect(xTest.toDense().map(([, odd]) => odd)).toEqual(test.map((row) => row % 2));
    expect([[...yTrain], [...yTest]]).toEqual([train, test]);
    expect([frameTrain.column("row"), frameTest.column("row")]).toEqual([train, test]);
  });

  it.each<[string, () => unknown, string]>([
    ["parts of different length", () => trainTestSplit([1, 2], [1]), "there are 2, 1 rows; give arrays"],
    ["nothing", () => trainTestSplit([]), "there are 0 rows"],
    ["no arrays", () => trainTestSplit({} as never), "nothing is given"],
    ["a size beyond the rows", () => trainTestSplit([1, 2], { testSize: 2 }), "testSize is 2; give a share"],
    ["a negative size", () => trainTestSplit([1, 2], { trainSize: -0.1 }), "trainSize is -0.1; give a share"],
    ["a single row", () => trainTestSplit([1]), "of 1 rows 0 cannot be for training and 1 for the test"],
    ["sizes that are too much", () => trainTestSplit(rows(9), { testSize: 0.5, trainSize: 0.9 }), "of 9 rows 8 cannot"],
    [
      "a seed that is none",
      () => trainTestSplit(rows(9), { randomState: -1 }),
      "randomState is -1; give a whole number",
    ],
    [
      "a class of one row",
      () => trainTestSplit(rows(4), { stratify: ["a", "a", "b", "a"] }),
      'the class "b" has one row only',
    ],
    [
      "more classes than rows",
      () => trainTestSplit(rows(6), { testSize: 2, stratify: [1, 1, 2, 2, 3, 3] }),
      "4 rows for training and 2 for the test cannot hold all 3 classes",
    ],
    ["labels of another length", () => trainTestSplit(rows(6), { stratify: [1] }), "stratify has 1 labels for 6 rows"],
    ["strata unshuffled", () => trainTestSplit([1, 2], { shuffle: false, stratify: [1, 1] }), "cannot be stratified"],
  ])("refuses %s", (_, act, message) => {
    expect(act).toThrow(message);
  });
});
