/** XGBoost's own trainings of the small set of test/fixtures/xgboost-exact.json, and trees in the shape of its dumps. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type Booster, DMatrix, type TrainParams, type Tree } from "labbook/xgboost";

export interface DumpedNode {
  nodeid: number;
  leaf?: number;
  split?: string;
  split_condition?: number;
  yes?: number;
  no?: number;
  missing?: number;
  gain?: number;
  cover: number;
  children?: DumpedNode[];
}

export interface RecordedRun {
  params: TrainParams;
  rounds: number;
  base_score_used: string;
  dump: DumpedNode[];
  margins_first50: number[];
  train_rmse?: number[];
  train_logloss?: number[];
}

interface Fixture {
  small: { x: (number | null)[][]; y: number[]; y_binary: number[]; runs: Record<string, RecordedRun> };
  duration: { runs: Record<"exact" | "hist", { validation_rmse_0_49: number[]; validation_rmse_at_round_99: number }> };
}

const path = fileURLToPath(new URL("../fixtures/xgboost-exact.json", import.meta.url));
export const fixture = JSON.parse(readFileSync(path, "utf8")) as Fixture;

export const rows = fixture.small.x.map((row) => row.map((value) => value ?? NaN));

export function smallData(objective: "reg:squarederror" | "binary:logistic"): DMatrix {
  const { y, y_binary } = fixture.small;
  return new DMatrix(rows, { label: objective === "binary:logistic" ? y_binary : y });
}

/** One line per node, in the order of their ids: what must be equal in any two trees that are. */
export function treeLines({ model }: Booster): string[] {
  return model.trees.flatMap((tree, index) => {
    const lines: string[] = [];
    const stack = [0];
    for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
      lines.push(`${index}:${lineOf(tree, node)}`);
      if (tree.leftChildren[node]! >= 0) stack.push(tree.rightChildren[node]!, tree.leftChildren[node]!);
    }
    return lines;
  });
}

function lineOf(tree: Tree, node: number): string {
  if (tree.leftChildren[node]! < 0) return `${node} leaf cover ${short(tree.sumHessian[node]!)}`;
  const missing = tree.defaultLeft[node] === 1 ? "left" : "right";
  const split = `f${tree.splitIndices[node]} < ${short(tree.splitConditions[node]!)}, missing ${missing}`;
  return `${node} ${split}, cover ${short(tree.sumHessian[node]!)}`;
}

export function dumpedLines(dump: readonly DumpedNode[]): string[] {
  return dump.flatMap((root, index) => {
    const lines: string[] = [];
    const stack = [root];
    for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
      const { nodeid, split, split_condition, yes, no, missing, cover, children } = node;
      if (children === undefined) {
        lines.push(`${index}:${nodeid} leaf cover ${short(cover)}`);
        continue;
      }
      const side = missing === yes ? "left" : "right";
      lines.push(`${index}:${nodeid} ${split} < ${short(split_condition!)}, missing ${side}, cover ${short(cover)}`);
      const child = (id: number) => children.find((one) => one.nodeid === id)!;
      stack.push(child(no!), child(yes!));
    }
    return lines;
  });
}

/** Gains of splits and values of leaves, in the order of `treeLines`. */
export function treeNumbers({ model }: Booster): { gains: number[]; leaves: number[] } {
  const gains: number[] = [];
  const leaves: number[] = [];
  for (const tree of model.trees) {
    const stack = [0];
    for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
      if (tree.leftChildren[node]! < 0) leaves.push(tree.splitConditions[node]!);
      else {
        gains.push(tree.lossChanges[node]!);
        stack.push(tree.rightChildren[node]!, tree.leftChildren[node]!);
      }
    }
  }
  return { gains, leaves };
}

export function dumpedNumbers(dump: readonly DumpedNode[]): { gains: number[]; leaves: number[] } {
  const gains: number[] = [];
  const leaves: number[] = [];
  const stack = dump.toReversed();
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    const { children, yes, no } = node;
    if (children === undefined) leaves.push(node.leaf!);
    else {
      gains.push(node.gain!);
      const child = (id: number) => children.find((one) => one.nodeid === id)!;
      stack.push(child(no!), child(yes!));
    }
  }
  return { gains, leaves };
}

/** Six digits: dumps print float32 numbers with nine, and covers of logistic Hessians differ in the last. */
function short(value: number): string {
  return value.toPrecision(6);
}

export function largestDifference(ours: readonly number[], theirs: readonly number[]): number {
  if (ours.length !== theirs.length) return Infinity;
  return ours.reduce(
    (most, value, at) => Math.max(most, Math.abs(value - theirs[at]!) / Math.max(1, Math.abs(theirs[at]!))),
    0,
  );
}
