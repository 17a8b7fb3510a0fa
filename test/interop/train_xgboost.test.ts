/** Two hundred random trainings, by Python's xgboost and here: the same trees, leaves and metrics. */
import { execFileSync } from "node:child_process";
import { resolve } from "node:path";
import { expect, it } from "vitest";
import { Booster, DMatrix, type EvalsLog, train, type TrainParams } from "../../src/xgboost/index.js";

interface Training {
  seed: number;
  rounds: number;
  params: TrainParams & { objective: string };
  x: (number | null)[][];
  y: number[];
  weight: number[] | null;
  model: object;
  metrics: Record<string, (number | null)[]>;
}

it("trains what Python's xgboost trains", async () => {
  const python = resolve(".venv/interop/bin/python");
  const answer = execFileSync(python, ["test/interop/train_xgboost.py", "200"], {
    maxBuffer: 1 << 28,
    encoding: "utf8",
  });
  for (const training of JSON.parse(answer) as Training[]) {
    const { seed, params, x, y, weight, rounds } = training;
    const rows = x.map((row) => row.map((value) => value ?? NaN));
    const data = new DMatrix(rows, { label: y, ...(weight && { weight }) });
    const log: EvalsLog<number> = {};
    const ours = await train(params, data, {
      numBoostRound: rounds,
      evals: [[data, "train"]],
      evalsResult: log,
      verboseEval: false,
    });
    const theirs = Booster.load(Buffer.from(JSON.stringify(training.model)));
    const named = `seed ${seed}: ${JSON.stringify(params)}`;
    expect(splits(ours), named).toEqual(splits(theirs));
    const [mine, python3] = [ours, theirs].map((booster) => booster.predict(data, { outputMargin: true }));
    // float32 exponentials of two C libraries differ in the last bit.
    mine!.forEach((value, row) =>
      expect(Math.abs(value - python3![row]!), named).toBeLessThan(2e-5 * Math.max(1, Math.abs(value))),
    );
    // One pair of rows that swap in the last bit moves the area under the curve.
    for (const [metric, values] of Object.entries(training.metrics)) {
      const tolerance = metric === "auc" ? 1e-3 : 1e-5;
      values.forEach((value, round) => {
        const own = log["train"]![metric]![round]!;
        if (value === null) expect(Number.isFinite(own), `${named} ${metric}`).toBe(false);
        else expect(Math.abs(own - value), `${named} ${metric}`).toBeLessThan(tolerance * Math.max(1, Math.abs(value)));
      });
    }
  }
});

/** Per tree, from the root: node numbers, features, thresholds and where missing values go. */
function splits({ model }: Booster): string[] {
  return model.trees.map((tree) => {
    const lines: string[] = [];
    const stack = [0];
    for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
      if (tree.leftChildren[node]! < 0) continue;
      lines.push(`${node}: f${tree.splitIndices[node]} < ${tree.splitConditions[node]} ${tree.defaultLeft[node]}`);
      stack.push(tree.rightChildren[node]!, tree.leftChildren[node]!);
    }
    return lines.join("; ");
  });
}
