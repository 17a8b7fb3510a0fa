/** Rows in an order in which those of a node lie together. */
export class RowOrder {
  /** Rows of a node: `rows[start]` up to `rows[end]`. */
  readonly rows: Int32Array;
  /** By row: where it lies in `rows`; -1 for one that is left out. */
  readonly places: Int32Array;
  /** The node at hand. */
  start = 0;
  end: number;

  /** `rows`: those that take part, of `rowCount`. */
  constructor(rows: Int32Array, rowCount: number) {
    this.rows = rows;
    this.end = rows.length;
    this.places = new Int32Array(rowCount).fill(-1);
    for (let place = 0; place < rows.length; place++) this.places[rows[place]!] = place;
  }

  /** Moves a row, if it is the node's, to the edge of the right or left part, which moves too. */
  move(row: number, edge: number, toRight: boolean): number {
    const { rows, places } = this;
    const place = places[row]!;
    if (place < this.start || place >= this.end) return edge;
    const target = toRight ? edge - 1 : edge;
    const other = rows[target]!;
    rows[target] = row;
    rows[place] = other;
    places[row] = target;
    places[other] = place;
    return toRight ? target : edge + 1;
  }
}
