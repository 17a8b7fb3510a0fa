/** Models of `xgboost-exact.json`: the figures hold Python's dumps, which say all that predicting needs. */
import { readFileSync } from "node:fs";
import type { BoosterModel, Tree } from "labbook/xgboost";

export interface DumpNode {
  readonly nodeid: number;
  readonly split?: string;
  readonly split_condition?: number;
  readonly missing?: number;
  readonly yes?: number;
  readonly no?: number;
  readonly gain?: number;
  readonly cover: number;
  readonly leaf?: number;
  readonly children?: readonly DumpNode[];
}

export interface RecordedRun {
  readonly params: Readonly<Record<string, number | string>>;
  readonly rounds: number;
  readonly base_score_used: string;
  readonly dump: readonly DumpNode[];
  readonly predictions_first50: readonly number[];
  readonly margins_first50: readonly number[];
  readonly prediction_sum: number;
  readonly leaf_index_first50: readonly (readonly number[])[];
  readonly gain_importance: Readonly<Record<string, number>>;
  readonly weight_importance: Readonly<Record<string, number>>;
}

interface Small {
  readonly x: readonly (readonly (number | null)[])[];
  readonly runs: Readonly<Record<string, RecordedRun>>;
}

const { small } = JSON.parse(readFileSync("test/fixtures/xgboost-exact.json", "utf8")) as { small: Small };

export const runs = small.runs;
/** 500 × 8, NaN where a value is missing. */
export const rows = small.x.map((row) => row.map((value) => value ?? NaN));

export function recordedModel(run: RecordedRun): BoosterModel {
  return {
    trees: run.dump.map(treeOf),
    objective: String(run.params["objective"]),
    baseScore: Number(run.base_score_used.slice(1, -1)),
    featureCount: 8,
    featureNames: null,
    featureTypes: null,
    scalePosWeight: Number(run.params["scale_pos_weight"] ?? 1),
    attributes: {},
  };
}

function treeOf(root: DumpNode): Tree {
  const nodes: DumpNode[] = [];
  const parents: number[] = [];
  const open: [DumpNode, number][] = [[root, 2147483647]];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [node, parent] = next;
    nodes[node.nodeid] = node;
    parents[node.nodeid] = parent;
    for (const child of node.children ?? []) open.push([child, node.nodeid]);
  }
  const all = Array.from(nodes, (node): DumpNode => node ?? { nodeid: -1, leaf: 0, cover: 0 });
  return {
    leftChildren: Int32Array.from(all, (node) => node.yes ?? -1),
    rightChildren: Int32Array.from(all, (node) => node.no ?? -1),
    parents: Int32Array.from(all, (_, index) => parents[index] ?? 0),
    splitIndices: Int32Array.from(all, (node) => Number(node.split?.slice(1) ?? (node.nodeid < 0 ? 2147483647 : 0))),
    splitConditions: Float32Array.from(all, (node) => node.leaf ?? node.split_condition!),
    defaultLeft: Uint8Array.from(all, (node) =>
      node.nodeid < 0 || (node.missing !== undefined && node.missing === node.yes) ? 1 : 0,
    ),
    lossChanges: Float32Array.from(all, (node) => node.gain ?? 0),
    sumHessian: Float32Array.from(all, (node) => node.cover),
    baseWeights: new Float32Array(all.length),
  };
}
