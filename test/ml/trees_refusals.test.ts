/** What forests and boosting refuse, before any work. */
import { ExtraTreesRegressor, GradientBoostingRegressor, RandomForestRegressor } from "labbook/ml";
import { describe, expect, it } from "vitest";

const x = [
  [1, 0],
  [2, 1],
  [3, 0],
];
const y = [1, 5, 2];

describe("bad input", () => {
  it.each([
    ["a NaN label", [[1], [2]], [1, NaN], "y[1] is NaN"],
    ["too few labels", [[1], [2]], [1], "X has 2 rows and y 1 values"],
    ["no rows", [], [], "X has 0 rows"],
    ["a value that is missing", [[1], [NaN]], [1, 2], "X has NaN in row 1, column 0"],
    ["a value beyond float32", [[1], [1e39]], [1, 2], "X has 1e+39 in column 0; trees take numbers up to 3.4e38"],
  ])("%s is refused", async (_, rows, target, message) => {
    await expect(new RandomForestRegressor().fit(rows, target)).rejects.toThrow(message);
    await expect(new ExtraTreesRegressor().fit(rows, target)).rejects.toThrow(message);
    expect(() => new GradientBoostingRegressor().fit(rows, target)).toThrow(message);
  });

  it("other columns than those of the fit are refused", async () => {
    const model = await new RandomForestRegressor({ nEstimators: 1 }).fit(x, y);
    expect(() => model.predict([[1]])).toThrow("X has 1 columns, the model was fitted on 2");
  });

  it.each([
    [{ nEstimator: 5 }, "RandomForestRegressor has no option 'nEstimator'; did you mean 'nEstimators'?"],
    [{ ccpAlpha: 0.1 }, "RandomForestRegressor here does not have scikit-learn's option 'ccpAlpha'"],
    [{ criterion: "absolute_error" }, `criterion is 'absolute_error'; it must be one of "squared_error"`],
    [{ minSamplesLeaf: 0 }, "minSamplesLeaf is 0; it must be a whole number of at least 1, or a share"],
    [{ minSamplesSplit: 1 }, "minSamplesSplit is 1; it must be a whole number of at least 2"],
    [{ maxDepth: 0 }, "maxDepth is 0; it must be a whole number of at least 1"],
    [{ maxFeatures: "all" }, `maxFeatures is 'all'; it must be one of "sqrt", "log2", null`],
    [{ minWeightFractionLeaf: 0.6 }, "minWeightFractionLeaf is 0.6; it must be a number from 0 to 0.5"],
    [{ nJobs: 0 }, "nJobs is 0; it must be null, a number of threads, or -1 for all"],
    [{ bootstrap: false, oobScore: true }, "oobScore is set but bootstrap is false"],
  ])("%j is refused", (options, message) => {
    expect(() => new RandomForestRegressor(options as object)).toThrow(message);
  });

  it.each([
    [{ loss: "huber" }, `loss is 'huber'; it must be one of "squared_error"`],
    [{ subsample: 0 }, "subsample is 0; it must be a share above 0 and at most 1"],
    [{ learningRate: -1 }, "learningRate is -1"],
    [{ warmStart: true }, "GradientBoostingRegressor here does not have scikit-learn's option 'warmStart'"],
  ])("%j is refused by boosting", (options, message) => {
    expect(() => new GradientBoostingRegressor(options as object)).toThrow(message);
  });

  it("a model that is not fitted says so", () => {
    expect(() => new ExtraTreesRegressor().predict(x)).toThrow("this ExtraTreesRegressor is not fitted yet");
    expect(() => new GradientBoostingRegressor().state()).toThrow("not fitted yet; call fit(X, y) first");
    expect(() => new RandomForestRegressor().oobScore).toThrow("not fitted yet");
  });
});
