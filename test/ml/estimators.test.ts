/** What all estimators share: settings, pipelines, folders, and what autologging is told. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  DictVectorizer,
  Lasso,
  LinearRegression,
  LinearSVR,
  loadEstimator,
  LogisticRegression,
  makePipeline,
  Ridge,
  saveEstimator,
} from "labbook/ml";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { listenToTraining, type TrainingEnd, type TrainingStart } from "../../src/training.js";
import { tempFolder } from "../temp.js";

const rides = [
  { zone: "a", km: 1 },
  { zone: "b", km: 2 },
  { zone: "a", km: 4 },
  { zone: "c", km: 3 },
];
const minutes = [3, 6, 9, 10];

function listened(): { starts: TrainingStart[]; ends: TrainingEnd[]; failures: unknown[] } {
  const heard = { starts: [] as TrainingStart[], ends: [] as TrainingEnd[], failures: [] as unknown[] };
  listenToTraining("ml", (start) => {
    heard.starts.push(start);
    return { end: (end) => void heard.ends.push(end), failed: (error) => void heard.failures.push(error) };
  });
  onTestFinished(() => listenToTraining("ml", null));
  return heard;
}

describe("settings", () => {
  it("have scikit-learn's names and defaults", () => {
    expect(new LinearRegression().parameters).toEqual({ fitIntercept: true, tol: 1e-6 });
    expect(new Ridge({ alpha: 2, maxIter: undefined }).parameters).toEqual({
      alpha: 2,
      fitIntercept: true,
      maxIter: null,
      tol: 1e-4,
      solver: "auto",
    });
    expect(new Lasso().parameters).toEqual({
      alpha: 1,
      fitIntercept: true,
      maxIter: 1000,
      tol: 1e-4,
      warmStart: false,
      positive: false,
      randomState: null,
      selection: "cyclic",
    });
  });

  it.each([
    ["a misspelt one", { alhpa: 1 }, "Lasso has no option 'alhpa'; did you mean 'alpha'?"],
    ["Python's spelling", { max_iter: 5 }, "Lasso has no option 'max_iter'; did you mean 'maxIter'?"],
    ["one that is not here", { precompute: true }, "Lasso here does not have scikit-learn's option 'precompute'"],
    ["a wrong kind", { positive: 1 }, "positive is 1; it must be true or false"],
    ["a wrong choice", { selection: "best" }, `selection is 'best'; it must be one of "cyclic", "random"`],
    ["part of a round", { maxIter: 0.5 }, "maxIter is 0.5; it must be a whole number of at least 1"],
  ])("refuse %s", (_, options, message) => {
    expect(() => new Lasso(options as object)).toThrow(message);
  });

  it("are checked by TypeScript too", () => {
    // @ts-expect-error misspelt
    expect(() => new Ridge({ aplha: 1 })).toThrow("did you mean 'alpha'?");
    // @ts-expect-error a number, not a text
    expect(() => new Lasso({ alpha: "1" })).toThrow("alpha is '1'");
  });

  it("take the intercept away", () => {
    const x = [[1], [2], [3]];
    for (const Model of [LinearRegression, Ridge, Lasso]) {
      const options = Model === LinearRegression ? {} : { alpha: 1e-9 };
      const model = new Model({ tol: 1e-12, ...options, fitIntercept: false }).fit(x, [3, 5, 7]);
      expect(model.intercept).toBe(0);
      expect(model.coefficients[0]).toBeCloseTo((3 + 10 + 21) / 14, 6);
    }
  });
});

describe("Lasso's options", () => {
  const x = Array.from({ length: 30 }, (_, row) => [row % 5, (row * 7) % 11, (row * row) % 13]);
  const y = x.map(([a, b, c]) => 2 * a! - b! + 0.1 * c!);

  it("allow no negative coefficient, and choose coordinates at random, repeatably", () => {
    const positive = new Lasso({ alpha: 0.01, positive: true }).fit(x, y);
    expect([...positive.coefficients].every((value) => value >= 0)).toBe(true);
    expect(positive.coefficients[1]).toBe(0);
    const random = () => new Lasso({ alpha: 0.01, selection: "random", randomState: 3, tol: 1e-9 }).fit(x, y);
    const cyclic = new Lasso({ alpha: 0.01, tol: 1e-9 }).fit(x, y);
    expect(random().coefficients).toEqual(random().coefficients);
    random().coefficients.forEach((value, column) => expect(value).toBeCloseTo(cyclic.coefficients[column]!, 6));
  });

  it("go on from the last fit", () => {
    const model = new Lasso({ alpha: 0.01, warmStart: true, tol: 1e-9 });
    const rounds = model.fit(x, y).iterations;
    expect(rounds).toBeGreaterThan(1);
    expect(model.fit(x, y).iterations).toBe(1);
  });

  it("stop early with a warning, once", () => {
    const warn = vi.spyOn(console, "warn").mockReturnValue(undefined);
    onTestFinished(() => warn.mockRestore());
    const model = new Lasso({ alpha: 0.001, maxIter: 1, tol: 1e-9 }).fit(x, y);
    expect([model.converged, model.iterations]).toEqual([false, 1]);
    expect(model.convergenceWarning).toMatch(/^Objective did not converge\. .*maxIter.* Duality gap: \d/);
    expect(warn.mock.calls).toEqual([[`ConvergenceWarning: ${model.convergenceWarning}`]]);
    expect(new Lasso({ alpha: 0.001 }).fit(x, y).convergenceWarning).toBeNull();
    expect(warn).toHaveBeenCalledTimes(1);
  });
});

describe("a pipeline", () => {
  it("fits and predicts from records as its parts do", () => {
    const pipeline = makePipeline(new DictVectorizer(), new Ridge()).fit(rides, minutes);
    const vectorizer = new DictVectorizer();
    const model = new Ridge().fit(vectorizer.fitTransform(rides), minutes);
    const unseen = [{ zone: "x", km: 2.5 }, ...rides];
    expect(pipeline.predict(unseen)).toEqual(model.predict(vectorizer.transform(unseen)));
    expect(pipeline.score(rides, minutes)).toBe(model.score(vectorizer.transform(rides), minutes));
    expect(pipeline.steps.map(([name]) => name)).toEqual(["dictvectorizer", "ridge"]);
    expect(pipeline.parameters).toMatchObject({ ridge__alpha: 1, ridge__solver: "auto" });
  });

  it("waits for a model whose fit is a promise", async () => {
    class Slow extends Ridge {
      override fit(...problem: Parameters<Ridge["fit"]>): never {
        return Promise.resolve().then(() => super.fit(...problem)) as never;
      }
    }
    const fitting: unknown = makePipeline(new DictVectorizer(), new Slow()).fit(rides, minutes);
    expect(fitting).toBeInstanceOf(Promise);
    const pipeline = (await fitting) as ReturnType<typeof makePipeline<Ridge>>;
    expect(pipeline.predict(rides)).toHaveLength(4);
  });

  it("holds a model that only predicts", () => {
    const rowCounts = { predict: (matrix: { rowCount: number }) => [matrix.rowCount] };
    const pipeline = makePipeline(new DictVectorizer().fit(rides), rowCounts);
    expect(pipeline.predict(rides)).toEqual([4]);
    expect(() => (pipeline as unknown as ReturnType<typeof makePipeline<Ridge>>).fit(rides, minutes)).toThrow(
      "Object has no fit(X, y); train it first",
    );
    expect(() => pipeline.score(rides, minutes)).toThrow("Object has no score(X, y)");
  });
});

describe("a folder", () => {
  it("keeps an estimator whole, for NumPy too", async () => {
    const folder = join(tempFolder(), "deep", "model");
    const model = new Ridge({ alpha: 0.5 }).fit([[1], [2], [4]], [1, 3, 4]);
    await saveEstimator(model, folder);
    const copy = await loadEstimator<Ridge>(folder);
    expect(copy).toBeInstanceOf(Ridge);
    expect(copy.parameters).toEqual(model.parameters);
    expect(copy.state()).toEqual(model.state());
    const file = readFileSync(join(folder, "coefficients.npy"));
    expect(file.subarray(0, 8)).toEqual(Buffer.from("\x93NUMPY\x01\x00", "latin1"));
    expect(file.toString("latin1", 10, 128)).toBe(
      `${"{'descr': '<f8', 'fortran_order': False, 'shape': (1,), }".padEnd(117)}\n`,
    );
    expect(file.readDoubleLE(128)).toBe(model.coefficients[0]);
  });

  it.each([
    ["an unfitted model", (folder: string) => saveEstimator(new Ridge(), folder), "this Ridge is not fitted yet"],
    ["something else", (folder: string) => saveEstimator({} as Ridge, folder), "Object is none of the estimators that"],
    ["an empty folder", (folder: string) => loadEstimator(folder), "there is no saved estimator in"],
    [
      "an unknown class",
      (folder: string) => {
        writeFileSync(
          join(folder, "estimator.json"),
          `{"type": "Oracle", "parameters": {}, "values": {}, "arrays": []}`,
        );
        return loadEstimator(folder);
      },
      "holds a Oracle; this labbook knows LinearRegression, Ridge, Lasso",
    ],
    [
      "an array that is cut short",
      async (folder: string) => {
        await saveEstimator(new Ridge().fit([[1], [2]], [1, 2]), folder);
        const file = readFileSync(join(folder, "coefficients.npy"));
        writeFileSync(join(folder, "coefficients.npy"), file.subarray(0, 128));
        return await loadEstimator(folder);
      },
      "it has 0 numbers where its header says 1",
    ],
    [
      "an array that is cut short within a number",
      async (folder: string) => {
        await saveEstimator(new Ridge().fit([[1], [2]], [1, 2]), folder);
        const file = readFileSync(join(folder, "coefficients.npy"));
        writeFileSync(join(folder, "coefficients.npy"), file.subarray(0, 130));
        return await loadEstimator(folder);
      },
      "it has 0.25 numbers where its header says 1",
    ],
    [
      "a description of something else",
      (folder: string) => {
        writeFileSync(join(folder, "estimator.json"), "null");
        return loadEstimator(folder);
      },
      "is no saved estimator: it lacks type",
    ],
    [
      "a vectorizer of something else",
      (folder: string) => {
        writeFileSync(join(folder, "vectorizer.json"), "null");
        return DictVectorizer.load(join(folder, "vectorizer.json"));
      },
      "this is no DictVectorizer",
    ],
  ])("refuses %s", async (_, act, message) => {
    await expect(act(tempFolder())).rejects.toThrow(message);
  });
});

describe("autologging is told of", () => {
  it("a fit with its settings, first rows and training scores", () => {
    const { starts, ends } = listened();
    const x = Array.from({ length: 7 }, (_, row) => [row, 0]);
    const model = new Ridge({ alpha: 0 }).fit(
      x,
      x.map(([value]) => 2 * value! + 1),
    );
    const [start] = starts;
    expect(start).toMatchObject({
      library: "ml",
      name: "Ridge",
      params: { alpha: 0, fit_intercept: true, max_iter: null, tol: 1e-4, solver: "auto" },
    });
    expect(start!.example()).toEqual({ columnNames: null, rows: x.slice(0, 5), rowCount: 7, columnCount: 2 });
    expect(ends).toEqual([{ model, metrics: expect.any(Object) as object, interrupted: false }]);
    const { metrics } = ends[0]!;
    expect(Object.keys(metrics).sort()).toEqual([
      "training_mean_absolute_error",
      "training_mean_squared_error",
      "training_r2_score",
      "training_root_mean_squared_error",
      "training_score",
    ]);
    expect(metrics["training_score"]).toBeCloseTo(1, 9);
  });

  it("a pipeline's fit once, as the pipeline's", () => {
    const { starts, ends } = listened();
    const pipeline = makePipeline(new DictVectorizer(), new Lasso({ maxIter: 7 })).fit(rides, minutes);
    expect(starts.map(({ name }) => name)).toEqual(["Pipeline"]);
    expect(starts[0]!.params).toMatchObject({ steps: "dictvectorizer, lasso", lasso__max_iter: 7 });
    const example = starts[0]!.example();
    expect([example.columnNames, example.records]).toEqual([["km", "zone=a", "zone=b", "zone=c"], rides]);
    expect(example.rows[1]).toEqual([2, 0, 1, 0]);
    expect(ends[0]!.model).toBe(pipeline);
    expect(ends[0]!.metrics["training_score"]).toBe(pipeline.score(rides, minutes));
    new Lasso().fit([[1], [2]], [1, 2]);
    expect(starts.map(({ name }) => name)).toEqual(["Pipeline", "Lasso"]);
  });

  it("nothing when the input is bad", () => {
    const { starts } = listened();
    expect(() => new Ridge().fit([], [])).toThrow("X has 0 rows and y 0 values");
    expect(() => new Ridge().fit([[], []], [1, 2])).toThrow("X has 2 rows and no columns");
    expect(starts).toEqual([]);
  });
});

describe("an interrupt of the cell", () => {
  it.each<[string, () => unknown]>([
    ["LinearRegression", () => new LinearRegression().fit([[1], [2]], [1, 3])],
    ["Ridge", () => new Ridge().fit([[1], [2]], [1, 3])],
    ["Lasso", () => new Lasso({ alpha: 0.01 }).fit([[1], [2]], [1, 3])],
    ["LinearSVR", () => new LinearSVR().fit([[1], [2]], [1, 3])],
    ["LogisticRegression", () => new LogisticRegression().fit([[1], [2]], ["a", "b"])],
    ["DictVectorizer", () => new DictVectorizer().fit(rides)],
  ])("stops the fit of %s, and autologging learns of it", (name, fit) => {
    const { ends, failures } = listened();
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
    expect(fit).toThrow(stop);
    expect([ends, failures]).toEqual([[], name === "DictVectorizer" ? [] : [stop]]);
  });
});
