/**
 * Trees in pieces that are not too deep: onnxruntime reads a tree by recursion, some 800 bytes of stack a level, and a
 * stack overflow ends its process. Extremely randomised trees are thousands of levels deep.
 */
import { checkInterrupt } from "../../interrupt_check.js";

/** One tree by columns; node 0 is the root, children come after their parents. */
export interface TreeColumns {
  /** By node: its left child; null: the next node. */
  readonly left: ArrayLike<number> | null;
  /** By node: its right child; at leaves 0 or less. */
  readonly right: ArrayLike<number>;
  readonly features: ArrayLike<number>;
  /** At splits the threshold, at leaves the prediction. */
  readonly values: ArrayLike<number>;
  /** 1: a missing value (NaN) goes left. Left out: it goes right, as any comparison with NaN fails. */
  readonly missingLeft?: ArrayLike<number>;
}

/** A part of a tree, from `root` down to where it is cut. */
export interface Piece {
  readonly tree: TreeColumns;
  readonly root: number;
  /** Which piece of the stage before it was cut from; 0 in the first stage. */
  readonly parent: number;
}

/** What a node of a piece is; a cut is a split whose subtree is a piece of the next stage. */
export type NodeKind = "split" | "leaf" | "cut";

/** How deep a piece is at most: 512 KB of stack, what threads of macOS have. */
export const pieceDepth = 500;

/** Whole trees first, then what was cut off them, and so on; each stage is the cuts of the one before, in their order. */
export function stagesOf(trees: readonly TreeColumns[]): readonly (readonly Piece[])[] {
  const stages: Piece[][] = [];
  let pieces: Piece[] = trees.map((tree) => ({ tree, root: 0, parent: 0 }));
  while (pieces.length > 0) {
    stages.push(pieces);
    const next: Piece[] = [];
    pieces.forEach(({ tree, root }, parent) => {
      walk(tree, root, (node, kind) => {
        if (kind === "cut") next.push({ tree, root: node, parent });
      });
    });
    pieces = next;
  }
  return stages;
}

/** Visits the nodes of a piece, the root first, parents before their children. */
export function walk(tree: TreeColumns, root: number, visit: (node: number, kind: NodeKind) => void): void {
  checkInterrupt();
  const { right } = tree;
  const levels = new Int32Array(right.length); // 1 at the root; 0: not in this piece
  levels[root] = 1;
  for (let node = root; node < right.length; node++) {
    const level = levels[node]!;
    if (level === 0) continue;
    if (right[node]! <= 0) {
      visit(node, "leaf");
    } else if (level > pieceDepth) {
      visit(node, "cut");
    } else {
      visit(node, "split");
      levels[leftChild(tree, node)] = level + 1;
      levels[right[node]!] = level + 1;
    }
  }
}

export function leftChild({ left }: TreeColumns, node: number): number {
  return left === null ? node + 1 : left[node]!;
}
