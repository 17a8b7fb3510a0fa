/** Linear models on dense rows, beside the figures of scikit-learn 1.9. */
import { DictVectorizer, Lasso, LinearRegression, r2Score, Ridge, SparseMatrix } from "labbook/ml";
import { describe, expect, it } from "vitest";

/** Years, thousandths and hundred thousands, as columns of real tables have them. */
const rows = [
  [2003, 0.0012, 250_000],
  [2021, -0.0004, 90_000],
  [2010, 0.0021, -40_000],
  [2015, -0.0013, 130_000],
  [2007, 0.0003, 310_000],
];
const target = [3, 11, 4, 8, 5];

function near(actual: ArrayLike<number>, expected: readonly number[], tolerance = 1e-9): void {
  expect(actual).toHaveLength(expected.length);
  expected.forEach((value, at) => expect(Math.abs(actual[at]! - value) / Math.abs(value)).toBeLessThan(tolerance));
}

describe("dense rows", () => {
  it.each<[string, LinearRegression | Ridge, number[]]>([
    ["LinearRegression()", new LinearRegression(), [0.5224110112092909, -9.548917132855434e-5, 7.785523423504634e-6]],
    [
      "LinearRegression(tol=1e-12)",
      new LinearRegression({ tol: 1e-12 }),
      [0.5270254885780912, 25.245215118021253, 7.962190725407936e-6],
    ],
    [
      "LinearRegression(tol=1e-12, fit_intercept=False)",
      new LinearRegression({ tol: 1e-12, fitIntercept: false }),
      [0.0042411566658583704, -2096.9805985112375, -1.0344489965063985e-5],
    ],
    ["Ridge(0.5)", new Ridge({ alpha: 0.5 }), [0.5206483031650335, -8.377354500492588e-6, 7.740617428829901e-6]],
  ])("get the optimum of %s, however far apart their scales are", (_, model, coefficients) => {
    near(model.fit(rows, target).coefficients, coefficients, 1e-6);
    expect([model.iterations, model.converged]).toEqual([0, true]);
  });

  const wide = [
    [1, 2, 3, 4],
    [2, 0, 1, 1],
    [0, 1, 1, 5],
  ];

  it.each([
    [
      "LinearRegression()",
      new LinearRegression(),
      [-0.41803278688524625, -0.4426229508196725, -0.8688524590163941, 0.40163934426229525],
    ],
    [
      "Ridge(0.5)",
      new Ridge({ alpha: 0.5 }),
      [-0.37049742710120065, -0.3807890222984563, -0.7547169811320754, 0.36363636363636365],
    ],
    [
      "Ridge(0.5, fit_intercept=False)",
      new Ridge({ alpha: 0.5, fitIntercept: false }),
      [0.6673212240222555, -0.6912125675012276, -0.6758304696449028, 1.0152184585174275],
    ],
  ])("get the shortest of many solutions of %s, with more columns than rows", (_, model, coefficients) => {
    near(model.fit(wide, [1, 2, 4]).coefficients, coefficients);
  });

  it("share what columns say twice, and need neither large nor small numbers nor differences", () => {
    const twice = new LinearRegression().fit(
      [
        [1, 1, 0.1],
        [2, 2, 0.1],
        [4, 4, 0.1],
      ],
      [1, 3, 7],
    );
    near(twice.coefficients.subarray(0, 2), [1, 1]);
    expect(Math.abs(twice.coefficients[2]!)).toBeLessThan(1e-12);
    near(new Ridge().fit([[1e160], [2e160]], [1, 2]).coefficients, [1e-160]);
    near(new LinearRegression().fit([[1e-160], [2e-160]], [1, 2]).coefficients, [1e160]);
    expect(new LinearRegression().fit([[0], [0]], [1, 2]).coefficients).toEqual(new Float64Array(1));
  });

  it("give a constant target back to the last digit", () => {
    const model = new LinearRegression().fit([[1], [5], [2], [7], [3], [4]], [0.1, 0.1, 0.1, 0.1, 0.1, 0.1]);
    expect([model.intercept, ...model.coefficients]).toEqual([0.1, 0]);
    expect(model.score([[1], [5], [2], [7], [3], [4]], [0.1, 0.1, 0.1, 0.1, 0.1, 0.1])).toBe(1);
    expect(r2Score([0.1, 0.1, 0.1, 0.1, 0.1, 0.1], [0.1, 0.2, 0.1, 0.1, 0.1, 0.1])).toBe(0);
  });

  it("may lie far from 0 for Lasso", () => {
    const near0 = [
      [0.3, 0.1],
      [-0.2, 0.9],
      [0.8, -0.5],
      [-1.1, 0.4],
      [0.6, 0.6],
      [0.2, -0.7],
    ];
    const far = near0.map((row) => row.map((value) => 1e6 + value));
    const model = new Lasso({ alpha: 0.01, tol: 1e-9 }).fit(far, [0.3, -1.2, 1.35, -1.5, -0.05, 1]);
    near(model.coefficients, [0.9702124165565605, -1.0930672867895554], 1e-6);
  });
});

it("Ridge stops where scikit-learn's conjugate gradients do when a sparse matrix has more columns than rows", () => {
  const records = Array.from({ length: 14 }, (_, at) => ({
    a: `a${(at * 7) % 5}`,
    b: `b${(at * at) % 11}`,
    c: `c${(at * 3) % 13}`,
    km: (at % 4) + 0.5,
  }));
  const matrix = new DictVectorizer().fitTransform(records);
  expect(matrix).toBeInstanceOf(SparseMatrix);
  const squares = records.map((_, at) => (at * at) % 17);
  const model = new Ridge({ alpha: 0.01, tol: 0.1 }).fit(matrix, squares);
  near(
    model.coefficients.subarray(0, 5),
    [-1.2778616136568686, 5.262014888088013, -4.363811778821327, 2.1235537252481005, -1.7438952208579228],
  );
  near([model.intercept], [6.934926435150622]);
});
