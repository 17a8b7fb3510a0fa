/** Sends rows down trees that were grown on others. */
import type { DMatrix } from "./dmatrix.js";
import { type RowGroup, RowGroups } from "./row_groups.js";
import type { Tree } from "./tree.js";

export class TreeRouter {
  readonly #groups: RowGroups;
  readonly #leaves: Int32Array;

  constructor(data: DMatrix) {
    const { matrix } = data;
    const { rowStarts: columnStarts, columns: columnRows, values: columnKeys } = matrix.transposed();
    const { rowCount, columnCount, rowStarts, columns, values: keys } = matrix;
    this.#groups = new RowGroups({
      rowCount,
      columnCount,
      rowStarts,
      columns,
      keys,
      columnStarts,
      columnRows,
      columnKeys,
    });
    this.#leaves = new Int32Array(rowCount);
  }

  /** The leaf of each row; valid until the next tree. */
  leaves(tree: Tree): Int32Array {
    const { leftChildren, rightChildren, splitIndices, splitConditions, defaultLeft } = tree;
    const groups = new Array<RowGroup | null>(leftChildren.length).fill(null);
    groups[0] = this.#groups.begin(null);
    const nodes = [0];
    for (let node = 0; node < leftChildren.length; node++) {
      const group = groups[node] ?? null;
      if (group === null || group.count === 0 || leftChildren[node]! < 0) continue;
      const right = defaultLeft[node] === 1;
      const threshold = splitConditions[node]!;
      const moved = this.#groups.split(
        group,
        splitIndices[node]!,
        right ? threshold : -Infinity,
        right ? Infinity : threshold,
      );
      const [stays, goes] = right
        ? [leftChildren[node]!, rightChildren[node]!]
        : [rightChildren[node]!, leftChildren[node]!];
      groups[stays] = group;
      groups[goes] = moved;
      nodes[group.id] = stays;
      nodes[moved.id] = goes;
    }
    const { groupOf } = this.#groups;
    for (let row = 0; row < groupOf.length; row++) this.#leaves[row] = nodes[groupOf[row]!]!;
    return this.#leaves;
  }
}
