/** A tree's nodes from the root, each before its children, left before right. Without recursion: trees can be thousands deep. */
import type { Tree } from "./tree.js";

export interface Visit {
  /** Before the children. */
  enter(node: number, depth: number): void;
  /** Between the left child's nodes and the right child's, and after those. Not called for leaves. */
  between?(node: number, depth: number): void;
  leave?(node: number, depth: number): void;
}

export function walkTree(tree: Tree, visit: Visit): void {
  const { leftChildren, rightChildren } = tree;
  /** Node and what comes next there: 0 enter, 1 between, 2 leave. */
  const stack: [node: number, depth: number, next: number][] = [[0, 0, 0]];
  for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
    const [node, depth, next] = top;
    if (next === 0) visit.enter(node, depth);
    if (leftChildren[node] === -1 || next === 2) {
      if (next === 2) visit.leave?.(node, depth);
      stack.pop();
      continue;
    }
    if (next === 1) visit.between?.(node, depth);
    top[2]++;
    stack.push([(next === 0 ? leftChildren : rightChildren)[node]!, depth + 1, 0]);
  }
}

export function isLeaf(tree: Tree, node: number): boolean {
  return tree.leftChildren[node] === -1;
}
