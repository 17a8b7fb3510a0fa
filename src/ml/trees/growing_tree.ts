/** A tree that gets node after node, in any order, and is written down in the end. */
import { RegressionTree } from "./regression_tree.js";

/** Where a node hangs: below node `parent`, which is -1 for the root. */
export interface Place {
  readonly parent: number;
  readonly left: boolean;
  readonly depth: number;
}

const smallest = 64;

export class GrowingTree {
  #count = 0;
  #columns = new Int32Array(smallest);
  #values = new Float64Array(smallest);
  #lefts = new Int32Array(smallest);
  #rights = new Int32Array(smallest);

  add({ parent, left }: Place): number {
    const node = this.#count++;
    if (node === this.#columns.length) this.#grow();
    if (parent >= 0) (left ? this.#lefts : this.#rights)[parent] = node;
    return node;
  }

  makeLeaf(node: number, prediction: number): void {
    this.#columns[node] = -1;
    this.#values[node] = prediction;
  }

  makeSplit(node: number, column: number, threshold: number): void {
    this.#columns[node] = column;
    this.#values[node] = threshold;
  }

  finished(): RegressionTree {
    const columns = new Int32Array(this.#count);
    const values = new Float64Array(this.#count);
    const rightChildren = new Int32Array(this.#count);
    const waiting: [node: number, parent: number][] = [[0, -1]];
    let next = 0;
    for (let top = waiting.pop(); top !== undefined; top = waiting.pop()) {
      const [start, parent] = top;
      if (parent >= 0) rightChildren[parent] = next;
      for (let node = start; ; node = this.#lefts[node]!) {
        columns[next] = this.#columns[node]!;
        values[next] = this.#values[node]!;
        if (columns[next]! < 0) break;
        waiting.push([this.#rights[node]!, next]);
        next++;
      }
      next++;
    }
    return new RegressionTree({ columns, rightChildren, values });
  }

  #grow(): void {
    this.#columns = doubled(this.#columns, Int32Array);
    this.#values = doubled(this.#values, Float64Array);
    this.#lefts = doubled(this.#lefts, Int32Array);
    this.#rights = doubled(this.#rights, Int32Array);
  }
}

function doubled<T extends Int32Array | Float64Array>(array: T, Type: new (length: number) => T): T {
  const larger = new Type(2 * array.length);
  larger.set(array);
  return larger;
}
