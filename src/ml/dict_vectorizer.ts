/** Records → sparse matrix, one column per feature, as scikit-learn's `DictVectorizer` does it. */
import { TrackingError } from "../errors.js";
import { checkInterrupt } from "../interrupt_check.js";
import { byCodePoint } from "./labels.js";
import { SparseMatrix } from "./sparse_matrix.js";

export type FeatureRecord = Readonly<Record<string, string | number | boolean>>;

/**
 * A text value makes the feature `name=value` with the value 1, a number the feature `name`. Columns are sorted by name,
 * by code points. Features that were not seen in `fit` are left out by `transform`.
 */
export class DictVectorizer {
  #names: string[] = [];
  #columns = new Map<string, number>();

  get featureNames(): readonly string[] {
    return this.#names;
  }

  fit(records: readonly FeatureRecord[]): this {
    const names = new Set<string>();
    for (const record of records) for (const name in record) names.add(feature(name, record[name]!));
    this.#setNames([...names].sort(byCodePoint));
    return this;
  }

  /** `records.length` × `featureNames.length`. Throws INVALID_STATE before `fit`. */
  transform(records: readonly FeatureRecord[]): SparseMatrix {
    if (this.#names.length === 0) {
      throw new TrackingError(
        "INVALID_STATE",
        "this DictVectorizer has no features yet; call fit or fitTransform first",
      );
    }
    const rowStarts = new Int32Array(records.length + 1);
    const columns: number[] = [];
    const values: number[] = [];
    records.forEach((record, row) => {
      if (row % 4096 === 0) checkInterrupt();
      for (const name in record) {
        const value = record[name]!;
        const column = this.#columns.get(feature(name, value));
        if (column !== undefined)
          insert(columns, values, rowStarts[row]!, column, typeof value === "string" ? 1 : Number(value));
      }
      rowStarts[row + 1] = columns.length;
    });
    return new SparseMatrix({
      rowCount: records.length,
      columnCount: this.#names.length,
      rowStarts,
      columns: Int32Array.from(columns),
      values: Float64Array.from(values),
    });
  }

  fitTransform(records: readonly FeatureRecord[]): SparseMatrix {
    return this.fit(records).transform(records);
  }

  toJSON(): { type: "DictVectorizer"; featureNames: readonly string[] } {
    return { type: "DictVectorizer", featureNames: this.#names };
  }

  static fromJSON({ featureNames }: { featureNames: readonly string[] }): DictVectorizer {
    const vectorizer = new DictVectorizer();
    vectorizer.#setNames([...featureNames]);
    return vectorizer;
  }

  #setNames(names: string[]): void {
    this.#names = names;
    this.#columns = new Map(names.map((name, column) => [name, column]));
  }
}

/** Puts an entry of the row that begins at `start` where its column belongs. */
function insert(columns: number[], values: number[], start: number, column: number, value: number): void {
  let at = columns.length;
  for (; at > start && columns[at - 1]! > column; at--) {
    columns[at] = columns[at - 1]!;
    values[at] = values[at - 1]!;
  }
  columns[at] = column;
  values[at] = value;
}

function feature(name: string, value: string | number | boolean): string {
  return typeof value === "string" ? `${name}=${value}` : name;
}
