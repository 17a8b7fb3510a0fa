/** A thread that grows trees of a forest until none is left. */
import { parentPort, workerData } from "node:worker_threads";
import { ForestGrower } from "./forest_tree.js";
import type { ForestWork, TreeMessage } from "./grow_forest.js";

const { problem, next } = workerData as ForestWork;
const grower = new ForestGrower(problem);
for (let index = Atomics.add(next, 0, 1); index < problem.seeds.length; index = Atomics.add(next, 0, 1)) {
  const { tree, importances } = grower.grow(index);
  const { columns, rightChildren, values } = tree;
  const message: TreeMessage = { index, columns, rightChildren, values, importances };
  const buffers = [columns, rightChildren, values, importances].map((array) => array.buffer as ArrayBuffer);
  parentPort!.postMessage(message, buffers);
}
