/** Data and estimators beside scikit-learn, NumPy and pandas, on problems that differ from those of the fixtures. */
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, it } from "vitest";
import * as ml from "../../src/ml/index.js";
import { Random } from "../../src/ml/random.js";
import { tempFolder } from "../temp.js";

/** Answers in the order of the questions. */
function ask<Answer>(questions: readonly object[]): Answer[] {
  const input = JSON.stringify(questions);
  const options = { input, encoding: "utf8", maxBuffer: 2 ** 28 } as const;
  return JSON.parse(
    execFileSync(resolve(".venv/interop/bin/python"), ["test/interop/answer_sklearn.py"], options),
  ) as Answer[];
}

const range = (count: number) => Array.from({ length: count }, (_, at) => at);

function near(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number): void {
  expect(actual).toHaveLength(expected.length);
  const apart = Array.from(expected, (value, at) => Math.abs(actual[at]! - value) / Math.max(1, Math.abs(value)));
  expect(Math.max(...apart)).toBeLessThan(tolerance);
}

it("splits rows as scikit-learn does, for 200 sizes and seeds", () => {
  const random = new Random(1);
  const cases = range(200).map((at) => {
    const count = 8 + random.nextInt(at < 100 ? 60 : 3000);
    const testSize = [0.2, 0.25, 0.5, 1 / 3, 3][random.nextInt(5)]!;
    const stratify =
      at % 3 === 0 ? range(count).map((row) => `class ${row < 6 ? row % 3 : random.nextInt(3)}`) : undefined;
    const size = stratify !== undefined && testSize === 3 ? 4 : testSize;
    return { count, testSize: size, randomState: random.nextInt(2 ** 32), stratify };
  });
  const answers = ask<number[][]>(
    cases.map(({ count, testSize, randomState, stratify }) => ({
      ask: "split",
      count,
      options: { test_size: testSize, random_state: randomState, stratify: stratify ?? null },
    })),
  );
  cases.forEach(({ count, stratify, ...options }, at) => {
    const split = ml.trainTestSplit(range(count), { ...options, ...(stratify === undefined ? {} : { stratify }) });
    expect(split, JSON.stringify({ count, ...options })).toEqual(answers[at]);
  });
});

const metrics = {
  mean_squared_error: ml.meanSquaredError,
  root_mean_squared_error: ml.rootMeanSquaredError,
  mean_absolute_error: ml.meanAbsoluteError,
  r2_score: ml.r2Score,
  median_absolute_error: ml.medianAbsoluteError,
  mean_absolute_percentage_error: ml.meanAbsolutePercentageError,
} as const;

it("measures as scikit-learn does, with weights too, some of them 0", () => {
  const random = new Random(2);
  const cases = range(40).flatMap((at) => {
    const count = 2 + random.nextInt(30);
    const some = () => range(count).map(() => Math.round(random.next() * 40 - 10) / 4);
    const weights = at % 2 === 0 ? null : range(count).map((row) => (row < 2 ? 1 : random.nextInt(4)));
    const [actual, predicted] = [some(), some()];
    return (Object.keys(metrics) as (keyof typeof metrics)[]).map((name) => ({ name, actual, predicted, weights }));
  });
  const answers = ask<number>(cases.map((one) => ({ ask: "metric", ...one })));
  const values = cases.map(({ name, actual, predicted, weights }) =>
    metrics[name](actual, predicted, { sampleWeight: weights ?? undefined }),
  );
  near(values, answers, 1e-12);
});

interface Fit {
  coef: number[];
  intercept: number[];
  predicted: (number | string)[];
  probabilities?: number[];
  score: number;
  n_iter?: number;
}

const random = new Random(3);
const records = range(400).map(() => ({
  from: `zone ${random.nextInt(12)}`,
  to: `zone ${random.nextInt(12)}`,
  km: Math.round(random.next() * 200) / 10,
}));
const minutes = records.map(({ from, to, km }) => 3 * km + from.length + Number(to.slice(5)) + 4 * random.next());
const flowers = range(200).map(() => range(4).map(() => Math.round(random.next() * 80) / 10));
const kinds = flowers.map(([a, b, c]) => (a! + random.next() > b! ? (c! > 4 ? "x" : "y") : "z"));

it.each<[string, () => ml.Estimator & { coefficients: Float64Array; intercept: number }, object, number]>([
  ["LinearRegression", () => new ml.LinearRegression(), {}, 1e-7],
  ["LinearRegression", () => new ml.LinearRegression({ fitIntercept: false }), { fit_intercept: false }, 1e-7],
  ["Ridge", () => new ml.Ridge({ alpha: 0.3 }), { alpha: 0.3 }, 1e-7],
  [
    "Ridge",
    () => new ml.Ridge({ fitIntercept: false, tol: 1e-2 }),
    { fit_intercept: false, tol: 1e-2, solver: "sparse_cg" },
    1e-7,
  ],
  ["Lasso", () => new ml.Lasso({ alpha: 0.05 }), { alpha: 0.05 }, 1e-3],
  [
    "Lasso",
    () => new ml.Lasso({ alpha: 0.05, tol: 1e-10, positive: true }),
    { alpha: 0.05, tol: 1e-10, positive: true },
    1e-6,
  ],
  [
    "Lasso",
    () => new ml.Lasso({ alpha: 0.2, tol: 1e-10, fitIntercept: false }),
    { alpha: 0.2, tol: 1e-10, fit_intercept: false },
    1e-6,
  ],
  [
    "LinearSVR",
    () => new ml.LinearSVR({ C: 0.01, epsilon: 0.1, tol: 1e-9, maxIter: 1_000_000, randomState: 4 }),
    { C: 0.01, epsilon: 0.1, tol: 1e-9, max_iter: 1_000_000, random_state: 4, dual: true },
    1e-4,
  ],
])("%s fits one-hot rides as scikit-learn does: %#", async (name, make, settings, tolerance) => {
  const [answer] = ask<Fit>([{ ask: "fit", name, settings, records, target: minutes, dense: null }]);
  const matrix = new ml.DictVectorizer().fitTransform(records);
  const model = make();
  await model.fit(matrix, minutes);
  near(model.coefficients, answer!.coef, tolerance);
  near([model.intercept], answer!.intercept, tolerance);
  near(model.predict(matrix), answer!.predicted as number[], tolerance);
  near([model.score(matrix, minutes)], [answer!.score], tolerance);
});

const wideRows = flowers.slice(0, 3);
it.each<[string, number[][], () => ml.LinearRegression | ml.Ridge | ml.Lasso, object]>([
  ["LinearRegression", flowers, () => new ml.LinearRegression(), {}],
  ["LinearRegression", flowers.map(([a, b]) => [a! * 1e4, b! / 1e3, 2000 + a!]), () => new ml.LinearRegression(), {}],
  ["LinearRegression", wideRows, () => new ml.LinearRegression({ fitIntercept: false }), { fit_intercept: false }],
  ["Ridge", flowers.map(([a, b]) => [a! * 1e4, b! / 1e3]), () => new ml.Ridge({ alpha: 0.1 }), { alpha: 0.1 }],
  ["Ridge", wideRows, () => new ml.Ridge(), {}],
  ["Lasso", flowers.map((row) => row.map((value) => value + 1e5)), () => new ml.Lasso({ alpha: 0.1 }), { alpha: 0.1 }],
])("%s fits dense rows as scikit-learn does: %#", (name, dense, make, settings) => {
  const target = dense.map((_, row) => minutes[row]!);
  const [answer] = ask<Fit>([{ ask: "fit", name, settings, records: null, target, dense }]);
  const model = make().fit(dense, target);
  near(model.coefficients, answer!.coef, 1e-8);
  near(model.predict(dense), answer!.predicted as number[], 1e-8);
  near([model.score(dense, target)], [answer!.score], 1e-9);
});

it.each<[string, string[], object, object]>([
  ["three classes", kinds, { C: 0.5 }, { C: 0.5 }],
  ["two classes", kinds.map((kind) => (kind === "z" ? "no" : "yes")), {}, {}],
  ["no intercept", kinds, { fitIntercept: false }, { fit_intercept: false }],
])("LogisticRegression of %s goes scikit-learn's way", (_, target, options, settings) => {
  const [answer] = ask<Fit>([
    { ask: "fit", name: "LogisticRegression", settings, records: null, target, dense: flowers },
  ]);
  const model = new ml.LogisticRegression(options).fit(flowers, target);
  expect(model.iterations).toBe(answer!.n_iter);
  near(
    model.coefficients.flatMap((row) => [...row]),
    answer!.coef,
    1e-4,
  );
  near(model.intercepts, answer!.intercept, 1e-4);
  near(
    model.predictProba(flowers).flatMap((row) => [...row]),
    answer!.probabilities!,
    1e-5,
  );
  expect(model.predict(flowers)).toEqual(answer!.predicted);
});

it("writes arrays that NumPy reads", async () => {
  const folder = tempFolder();
  const model = new ml.Ridge().fit([[1], [2], [4]], [1, 3, 4]);
  await ml.saveEstimator(model, folder);
  const [answer] = ask([{ ask: "npy", path: join(folder, "coefficients.npy") }]);
  expect(answer).toEqual(["float64", [...model.coefficients]]);
});

it("describes and groups as pandas does", async () => {
  const path = join(tempFolder(), "rides.csv");
  const rides = ml.Frame.fromRecords(records.map((ride, row) => ({ ...ride, km: row % 7 === 0 ? null : ride.km })));
  writeFileSync(path, rides.toCsv());
  const frame = await ml.readCsv<{ from: string; to: string; km: number | null }>(path);
  expect(frame.records()).toEqual(rides.records());
  const [described, grouped] = ask([
    { ask: "described", path },
    { ask: "grouped", path, key: "from", value: "km" },
  ]) as [{ km: Record<string, number> }, Record<string, number>[]];
  const ours = Object.fromEntries(
    frame
      .describe()
      .records()
      .map(({ statistic, km }) => [statistic, km as number]),
  );
  expect(Object.keys(ours)).toEqual(Object.keys(described.km));
  near(Object.values(ours), Object.values(described.km), 1e-13);
  const names = ["size", "count", "sum", "mean", "median", "std", "min", "max", "nunique"] as const;
  const wanted = Object.fromEntries(names.map((name) => [name, ["km", name] as const]));
  const groups = frame.groupBy("from").aggregate(wanted).records() as unknown as Record<string, number>[];
  expect(groups.map((group) => group["from"])).toEqual(grouped.map((group) => group["from"]));
  for (const name of names) {
    near(
      groups.map((group) => group[name]!),
      grouped.map((group) => group[name]!),
      1e-12,
    );
  }
});
