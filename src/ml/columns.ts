/** What frames are made of, and the words for what is done with them. */

export type Columns = ReadonlyMap<string, readonly unknown[]>;

/**
 * What `aggregate` makes of the values of a group; missing ones (null, undefined, NaN) are left out, but by `size`, which
 * counts rows. `std` and `var` are of the sample (n − 1), `nunique` counts different values, `first` and `last` are those
 * in the order of the rows.
 */
export type Aggregation =
  "size" | "count" | "sum" | "mean" | "median" | "std" | "var" | "min" | "max" | "nunique" | "first" | "last";

export type JoinKind = "inner" | "left" | "right" | "outer";

/**
 * What is seen of arquero's `ColumnTable` without its types, which would slow down every notebook that imports labbook/ml.
 * `import type { ColumnTable } from "arquero"` and `frame.table as ColumnTable` have all verbs.
 */
export interface ArqueroTable {
  columnNames(): string[];
  numRows(): number;
  array(name: string): ArrayLike<unknown>;
  objects(): object[];
}
