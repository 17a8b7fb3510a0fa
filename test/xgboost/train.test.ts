/** Trainings against XGBoost's own, split by split. */
import { afterEach, describe, expect, it, vi } from "vitest";
import { Booster, DMatrix, EarlyStopping, type EvalsLog, LearningRateScheduler, train } from "labbook/xgboost";
import {
  dumpedLines,
  dumpedNumbers,
  fixture,
  largestDifference,
  rows,
  smallData,
  treeLines,
  treeNumbers,
} from "./recorded_run.js";

afterEach(() => vi.restoreAllMocks());

describe.each(Object.entries(fixture.small.runs))("XGBoost's run %s", (_, run) => {
  const objective = run.params.objective as "reg:squarederror" | "binary:logistic";
  const logistic = objective === "binary:logistic";

  it("has the same splits, covers, leaves, gains, margins and metrics", async () => {
    const data = smallData(objective);
    const log: EvalsLog<number> = {};
    const metric = logistic ? "logloss" : "rmse";
    const booster = await train({ ...run.params, eval_metric: metric }, data, {
      numBoostRound: run.rounds,
      evals: [[data, "train"]],
      evalsResult: log,
      verboseEval: false,
    });
    expect(treeLines(booster)).toEqual(dumpedLines(run.dump));
    const [ours, theirs] = [treeNumbers(booster), dumpedNumbers(run.dump)];
    // float32 exponentials of two C libraries differ in the last bit.
    const tolerance = logistic ? 1e-5 : 1e-8;
    expect(largestDifference(ours.leaves, theirs.leaves)).toBeLessThan(tolerance);
    expect(largestDifference(ours.gains, theirs.gains)).toBeLessThan(tolerance);
    const margins = [...booster.predict(data, { outputMargin: true }).subarray(0, 50)];
    expect(largestDifference(margins, run.margins_first50)).toBeLessThan(logistic ? 1e-6 : 1e-12);
    const recorded = logistic ? run.train_logloss! : run.train_rmse!;
    expect(largestDifference(log["train"]![metric]!, recorded)).toBeLessThan(logistic ? 1e-7 : 1e-12);
    expect(booster.model.baseScore).toBeCloseTo(Number(run.base_score_used.replace(/[[\]]/g, "")), 6);
  });
});

describe("train", () => {
  const params = { objective: "reg:squarederror", max_depth: 3, eta: 0.3, base_score: 0.5 };
  const data = smallData("reg:squarederror");
  const [first, last] = [
    Array.from({ length: 400 }, (_, row) => row),
    Array.from({ length: 100 }, (_, row) => row + 400),
  ];
  const [dtrain, dvalid] = [data.slice(first), data.slice(last)];

  it("prints each round, or each so many and the last, as Python does", async () => {
    const printed: string[] = [];
    vi.spyOn(console, "log").mockImplementation((line: string) => void printed.push(line));
    const evals = [
      [dtrain, "train"],
      [dvalid, "validation"],
    ] as const;
    await train(params, dtrain, { numBoostRound: 2, evals });
    await train({ ...params, eval_metric: ["mae", "rmse"] }, dtrain, { numBoostRound: 6, evals, verboseEval: 4 });
    expect(printed.map((line) => line.replace(/\d+\.\d{5}(?=\t|$)/g, "#"))).toEqual([
      "[0]\ttrain-rmse:#\tvalidation-rmse:#",
      "[1]\ttrain-rmse:#\tvalidation-rmse:#",
      "[0]\ttrain-mae:#\ttrain-rmse:#\tvalidation-mae:#\tvalidation-rmse:#",
      "[4]\ttrain-mae:#\ttrain-rmse:#\tvalidation-mae:#\tvalidation-rmse:#",
      "[5]\ttrain-mae:#\ttrain-rmse:#\tvalidation-mae:#\tvalidation-rmse:#",
    ]);
  });

  it("stops early, keeps all rounds, and knows the best one", async () => {
    const log: EvalsLog<number> = {};
    const booster = await train({ ...params, max_depth: 8, eta: 0.8 }, dtrain, {
      numBoostRound: 200,
      evals: [[dvalid, "validation"]],
      earlyStoppingRounds: 5,
      evalsResult: log,
      verboseEval: false,
    });
    const scores = log["validation"]!["rmse"]!;
    const best = scores.indexOf(Math.min(...scores));
    expect(booster.bestIteration).toBe(best);
    expect(booster.bestScore).toBe(scores[best]);
    expect(booster.numBoostedRounds()).toBe(best + 6);
    expect(scores).toHaveLength(best + 6);
    const saved = await train({ ...params, max_depth: 8, eta: 0.8 }, dtrain, {
      numBoostRound: 200,
      evals: [[dvalid, "validation"]],
      callbacks: [new EarlyStopping({ rounds: 5, saveBest: true })],
      verboseEval: false,
    });
    expect([saved.numBoostedRounds(), saved.bestIteration]).toEqual([best + 1, best]);
  });

  it("watches the last of the evals, also where an object would order their names otherwise", async () => {
    const rounds = async (...names: [string, string]) => {
      const evals = [
        [dvalid, names[0]],
        [dtrain, names[1]],
      ] as const;
      const options = { numBoostRound: 60, evals, verboseEval: false };
      const both = [{ earlyStoppingRounds: 5 }, { callbacks: [new EarlyStopping({ rounds: 5 })] }].map((stopping) =>
        train({ ...params, max_depth: 8, eta: 0.8 }, dtrain, { ...options, ...stopping }),
      );
      return (await Promise.all(both)).map((booster) => booster.numBoostedRounds());
    };
    expect(await rounds("2", "1")).toEqual(await rounds("validation", "train"));
  });

  it("continues a model as if it had not stopped", async () => {
    const whole = await train(params, dtrain, { numBoostRound: 6 });
    const half = await train(params, dtrain, { numBoostRound: 3 });
    const both = await train(params, dtrain, { numBoostRound: 3, xgbModel: half });
    expect(treeLines(both)).toEqual(treeLines(whole));
    expect(half.numBoostedRounds()).toBe(3);
  });

  // Figures of XGBoost 3.2.
  it("continues with the model's own objective, where none is given, and with a new base score, where one is", async () => {
    const four = new DMatrix([[1], [2], [3], [4]], { label: [0, 1, 0, 1] });
    const exact = { tree_method: "exact", min_child_weight: 0 };
    const options = { numBoostRound: 2, verboseEval: false };
    const xgbModel = await train({ ...exact, objective: "binary:logistic", scale_pos_weight: 3 }, four, options);
    const same = await train(exact, four, { ...options, xgbModel });
    const moved = await train({ ...exact, base_score: 0.25 }, four, { ...options, xgbModel });
    const figures = [0.5828222, 0.8234212, 0.5828222, 0.8234212, 0.1750448, 0.5104211, 0.3531842, 0.5104211];
    const ours = [same, moved].flatMap((booster) => [...booster.predict(four)]);
    expect(largestDifference(ours, figures)).toBeLessThan(1e-6);
    expect([same, moved].map(({ model }) => [model.objective, model.scalePosWeight, model.boostFromAverage])).toEqual([
      ["binary:logistic", 3, true],
      ["binary:logistic", 3, false],
    ]);
  });

  it("refuses to continue what it cannot train", async () => {
    const plain = new DMatrix([[1], [2]], { label: [1, 2] });
    const { model } = await train({}, plain, { numBoostRound: 3, verboseEval: false });
    const poisson = new Booster({ ...model, objective: "count:poisson" });
    await expect(train({}, plain, { xgbModel: poisson })).rejects.toThrow('objective of xgbModel is "count:poisson"');
    const forest = new Booster({ ...model, parallelTreeCount: 3 });
    await expect(train({}, plain, { xgbModel: forest })).rejects.toThrow("xgbModel has 3 trees per round");
  });

  // Figures of XGBoost 3.2.
  it.each([
    [0, -13.81551],
    [1, 13.745161],
  ])("starts from a finite margin where all labels are %d", async (label, margin) => {
    const same = new DMatrix([[1], [2], [3]], { label: [label, label, label] });
    const booster = await train({ objective: "binary:logistic", tree_method: "exact" }, same, { numBoostRound: 1 });
    expect(booster.predict(same, { outputMargin: true })[0]).toBeCloseTo(margin, 5);
  });

  it("takes a learning rate per round", async () => {
    const booster = await train(params, dtrain, {
      numBoostRound: 2,
      callbacks: [new LearningRateScheduler(() => 0)],
    });
    const [one, two] = [1, 2].map((end) => booster.predict(dvalid, { iterationRange: [0, end] }));
    expect(two).toEqual(one);
  });

  it("ends with what is trained when its signal is aborted, or a callback says so", async () => {
    const controller = new AbortController();
    const aborted = await train(params, dtrain, {
      numBoostRound: 50,
      signal: controller.signal,
      callbacks: [{ afterIteration: (_, epoch) => void (epoch === 2 && controller.abort()) }],
    });
    const stopped = await train(params, dtrain, {
      numBoostRound: 50,
      callbacks: [{ afterIteration: (_, epoch) => epoch === 4 }],
    });
    expect([aborted.numBoostedRounds(), stopped.numBoostedRounds()]).toEqual([3, 5]);
  });

  it("lets other work go on between rounds", async () => {
    let turns = 0;
    const timer = setInterval(() => turns++, 0);
    let seen = 0;
    await train(params, dtrain, { numBoostRound: 200, callbacks: [{ afterIteration: () => void (seen = turns) }] });
    clearInterval(timer);
    expect(seen).toBeGreaterThan(0);
  });

  it("weighs a row as often as it is given", async () => {
    const twice = new DMatrix([...rows, ...rows.slice(0, 100)], {
      label: [...data.getLabel(), ...data.getLabel().slice(0, 100)],
    });
    const weighted = new DMatrix(rows, { label: data.getLabel(), weight: rows.map((_, row) => (row < 100 ? 2 : 1)) });
    const [a, b] = await Promise.all([twice, weighted].map((one) => train({ ...params, tree_method: "exact" }, one)));
    expect(treeLines(b!)).toEqual(treeLines(a!));
  });

  it("grows on a part of the rows and columns, the same part for the same seed", async () => {
    const sampled = { ...params, subsample: 0.5, colsample_bytree: 0.5, colsample_bylevel: 0.8, colsample_bynode: 0.8 };
    const [a, again, other] = await Promise.all([1, 1, 2].map((seed) => train({ ...sampled, seed }, dtrain)));
    expect(treeLines(again!)).toEqual(treeLines(a!));
    expect(treeLines(other!)).not.toEqual(treeLines(a!));
    const roots = a!.model.trees.map((tree) => tree.sumHessian[0]!);
    expect(Math.min(...roots)).toBeGreaterThan(130);
    expect(Math.max(...roots)).toBeLessThan(270);
    for (const tree of a!.model.trees) {
      const used = new Set([...tree.splitIndices].filter((_, node) => tree.leftChildren[node]! >= 0));
      expect(used.size).toBeLessThanOrEqual(4);
    }
  });

  it("evaluates its own predictions, also of rows that trees were not grown on", async () => {
    for (const extra of [
      { subsample: 0.5 },
      { gamma: 20, tree_method: "exact" },
      { grow_policy: "lossguide", max_leaves: 6 },
    ]) {
      const log: EvalsLog<number> = {};
      const booster = await train({ ...params, ...extra, eval_metric: "mae" }, dtrain, {
        evals: [
          [dtrain, "train"],
          [dvalid, "validation"],
        ],
        evalsResult: log,
        verboseEval: false,
      });
      for (const [name, own] of [
        ["train", dtrain],
        ["validation", dvalid],
      ] as const) {
        const errors = [...booster.predict(own)].map((value, row) => Math.abs(own.getLabel()[row]! - value));
        const mae = errors.reduce((sum, error) => sum + error, 0) / errors.length;
        expect(log[name]!["mae"]!.at(-1)).toBeCloseTo(mae, 5);
      }
    }
  });

  it("grows no more leaves than asked for, the best first", async () => {
    const booster = await train({ ...params, max_depth: 0, max_leaves: 5, grow_policy: "lossguide" }, dtrain);
    for (const tree of booster.model.trees) expect(tree.leftChildren.filter((left) => left < 0)).toHaveLength(5);
  });

  it("minimises a loss of one's own and evaluates a metric of one's own", async () => {
    const log: EvalsLog<number> = {};
    const booster = await train(params, dtrain, {
      obj: (margins, own) => ({
        grad: margins.map((value, row) => value - own.getLabel()[row]!),
        hess: margins.map(() => 1),
      }),
      customMetric: (predictions) => ["largest", Math.max(...predictions)],
      evals: [[dvalid, "validation"]],
      evalsResult: log,
      verboseEval: false,
    });
    expect(treeLines(booster)).toEqual(treeLines(await train(params, dtrain)));
    expect(Object.keys(log["validation"]!)).toEqual(["rmse", "largest"]);
    expect(log["validation"]!["largest"]!.at(-1)).toBe(Math.max(...booster.predict(dvalid)));
  });

  it("knows reg:linear, the old name, with XGBoost's warning", async () => {
    const warn = vi.spyOn(console, "warn").mockImplementation(() => undefined);
    const booster = await train({ ...params, objective: "reg:linear" }, dtrain, { numBoostRound: 1 });
    expect(booster.model.objective).toBe("reg:squarederror");
    expect(warn.mock.calls).toEqual([["reg:linear is now deprecated in favor of reg:squarederror."]]);
    expect(booster).toBeInstanceOf(Booster);
  });

  it.each([
    [{ max_dept: 3 }, "there is no parameter max_dept; did you mean max_depth?"],
    [{ maxDepth: -1 }, "max_depth is -1; it must be a whole number of at least 0"],
    [{ eta: NaN }, "eta is NaN; it must be a number of at least 0"],
    [{ subsample: 1.5 }, "subsample is 1.5; it must be a number above 0 and at most 1"],
    [{ eta: 0.1, learningRate: 0.2 }, "eta and learning_rate are one parameter; give one of them"],
    [{ treeMethod: "approx" }, 'tree_method is "approx"; here it can be auto, exact, hist'],
    [{ objective: "reg:gamma" }, 'objective is "reg:gamma"; here it can be reg:squarederror'],
    [{ booster: "dart" }, 'booster is "dart"; here it can be gbtree'],
    [{ monotone_constraints: "(1)" }, "constraints are not supported; leave it out"],
    [{ eval_metric: "rsme" }, "there is no eval_metric rsme here; did you mean rmse?"],
    [{ tree_method: "exact", grow_policy: "lossguide" }, "tree_method exact grows level by level"],
    [{ objective: "binary:logistic", base_score: 1 }, "base_score is 1; for binary:logistic it is a probability"],
    [{ objective: "binary:logistic" }, "for binary:logistic labels are from 0 to 1"],
  ])("refuses the parameters %j", async (wrong, message) => {
    await expect(train(wrong as object, dtrain)).rejects.toThrow(message);
  });

  it("refuses data and options that cannot be, before any work", async () => {
    const plain = new DMatrix([[1], [2]], { label: [1, 2] });
    const named = (name: string) => new DMatrix([[1], [2]], { label: [1, 2], featureNames: [name] });
    const cases: [Promise<unknown>, string][] = [
      [
        train({}, new DMatrix([[1], [2]])),
        "the training data has no label; give its DMatrix one number per row as `label`",
      ],
      [train({}, new DMatrix([], { label: [] })), "the training data is empty (0 × 0)"],
      [train({}, new DMatrix([[1], [2]], { label: [1, 2], weight: [0, 0] })), "all weights are 0"],
      [train({}, [[1], [2]] as unknown as DMatrix), "the training data must be a DMatrix, not object"],
      [train({}, plain, { evals: [plain] as never }), "evals are pairs of data and a name"],
      [train({ n_estimators: 5 } as object, plain), "n_estimators is not taken: the number of rounds is an option"],
      [
        train({}, plain, { evals: [[dvalid, "v"]] }),
        "'v' has 8 columns, the training data 1; give both the same columns",
      ],
      [
        train({}, plain, { evals: [[new DMatrix([[1]]), "v"]] }),
        "the 'v' data has no label; give its DMatrix one number per row as `label`",
      ],
      [
        train({}, named("a"), { evals: [[named("b"), "v"]] }),
        'feature_names mismatch: column 0 is "b", the model\'s is "a"',
      ],
      [train({}, plain, { evals: [[plain, "a-b"]] }), "the name 'a-b' of evals has a '-'"],
      [train({}, plain, { earlyStoppingRounds: 3 }), "early stopping needs data to validate on"],
      [train({}, plain, { numBoostRound: 1.5 }), "numBoostRound is 1.5; it must be a whole number of at least 0"],
      [
        train({}, plain, { numBoostRounds: 3 } as object),
        "train has no option numBoostRounds; did you mean numBoostRound?",
      ],
    ];
    for (const [training, message] of cases) await expect(training).rejects.toThrow(message);
  });
});
