/** XGBoost's data: rows of features, of which some may be missing, with what belongs to each row (label, weight …). */
import { inspect } from "node:util";
import { invalid, type TrackingError } from "../errors.js";
import type { MatrixLike } from "../ml/matrix.js";
import { SparseMatrix } from "../ml/sparse_matrix.js";
import { checkOptionNames } from "./option_names.js";

export interface DMatrixOptions {
  /** One number per row. */
  readonly label?: ArrayLike<number>;
  /** One number per row, 0 or more; all 1 where it is left out. */
  readonly weight?: ArrayLike<number>;
  /** The margin that training and prediction start from, one number per row, instead of the model's base score. */
  readonly baseMargin?: ArrayLike<number>;
  /** One name per column, each once, without `[`, `]` and `<`. */
  readonly featureNames?: readonly string[];
  /** One per column: `q` or `float` (numbers), `int`, `i` (0 or 1). Categories (`c`) are refused. */
  readonly featureTypes?: readonly string[];
  /** The value that stands for a missing one, besides NaN, which always does. */
  readonly missing?: number;
}

const optionNames = ["label", "weight", "baseMargin", "featureNames", "featureTypes", "missing"];
const featureTypes = ["q", "float", "int", "i"];

/**
 * A matrix for `train` and `predict`. In a `SparseMatrix` an absent entry is missing, a stored zero is a value; in dense
 * rows every number is a value, zeros too, and NaN is missing. Values are rounded to float32, as XGBoost keeps them.
 */
export class DMatrix {
  /** rowCount × columnCount; what is absent is missing. Values are exact in float32. */
  readonly matrix: SparseMatrix;
  #label: Float32Array | null = null;
  #weight: Float32Array | null = null;
  #baseMargin: Float32Array | null = null;
  #featureNames: readonly string[] | null = null;
  #featureTypes: readonly string[] | null = null;

  /** Throws INVALID_PARAMETER_VALUE for an infinite value, a label, weight or name too many or too few, and the like. */
  constructor(data: MatrixLike, given: DMatrixOptions = {}) {
    checkOptionNames("DMatrix", given, optionNames);
    this.matrix = data instanceof SparseMatrix ? ofSparse(data, given.missing) : ofDense(data, given.missing);
    if (given.label !== undefined) this.setLabel(given.label);
    if (given.weight !== undefined) this.setWeight(given.weight);
    if (given.baseMargin !== undefined) this.setBaseMargin(given.baseMargin);
    if (given.featureNames !== undefined) this.featureNames = given.featureNames;
    if (given.featureTypes !== undefined) this.featureTypes = given.featureTypes;
  }

  get rowCount(): number {
    return this.matrix.rowCount;
  }

  get columnCount(): number {
    return this.matrix.columnCount;
  }

  /** How many values are not missing. */
  get nonMissingCount(): number {
    return this.matrix.storedCount;
  }

  /** One number per row (float32), empty where none was given. */
  getLabel(): Float32Array {
    return this.#label ?? new Float32Array(0);
  }

  /** One finite number per row. */
  setLabel(label: ArrayLike<number>): this {
    this.#label = this.#perRow("label", label, () => true, "a finite number");
    return this;
  }

  /** One number per row (float32), empty where none was given. */
  getWeight(): Float32Array {
    return this.#weight ?? new Float32Array(0);
  }

  /** One finite number of at least 0 per row. */
  setWeight(weight: ArrayLike<number>): this {
    this.#weight = this.#perRow("weight", weight, (value) => value >= 0, "a finite number of at least 0");
    return this;
  }

  /** One number per row (float32), empty where none was given. */
  getBaseMargin(): Float32Array {
    return this.#baseMargin ?? new Float32Array(0);
  }

  /** One finite number per row. */
  setBaseMargin(baseMargin: ArrayLike<number>): this {
    this.#baseMargin = this.#perRow("baseMargin", baseMargin, () => true, "a finite number");
    return this;
  }

  /** null: the columns have no names (`f0`, `f1` … in dumps). */
  get featureNames(): readonly string[] | null {
    return this.#featureNames;
  }

  set featureNames(names: readonly string[] | null) {
    if (names !== null) this.#checkPerColumn("featureNames", names);
    const odd = names?.find((name) => typeof name !== "string" || /[[\]<]/.test(name));
    if (odd !== undefined) {
      throw invalid(`a feature name must be text without [, ] or <, not ${JSON.stringify(odd)}; rename that column`);
    }
    const seen = new Set<string>();
    for (const name of names ?? []) {
      if (seen.has(name))
        throw invalid(`the feature name ${JSON.stringify(name)} occurs twice; give each column its own`);
      seen.add(name);
    }
    this.#featureNames = names === null ? null : [...names];
  }

  get featureTypes(): readonly string[] | null {
    return this.#featureTypes;
  }

  set featureTypes(types: readonly string[] | null) {
    if (types !== null) this.#checkPerColumn("featureTypes", types);
    const odd = types?.find((type) => !featureTypes.includes(type));
    if (odd !== undefined) {
      const remedy =
        odd === "c" ? "encode categories as columns of 0 and 1 (DictVectorizer does)" : "use q for numbers";
      throw invalid(
        `the feature type ${JSON.stringify(odd)} is not supported (${featureTypes.join(", ")} are); ${remedy}`,
      );
    }
    this.#featureTypes = types === null ? null : [...types];
  }

  /** The given rows, in the given order, with what belongs to them. */
  slice(rows: ArrayLike<number>): DMatrix {
    const chosen = Int32Array.from(rows);
    const wrong = Array.from(rows).find((row) => !Number.isInteger(row) || row < 0 || row >= this.rowCount);
    if (wrong !== undefined) throw invalid(`there is no row ${wrong}; rows are 0 to ${this.rowCount - 1}`);
    const of = (values: Float32Array | null) =>
      values === null ? undefined : Float32Array.from(chosen, (row) => values[row]!);
    const [label, weight, baseMargin] = [of(this.#label), of(this.#weight), of(this.#baseMargin)];
    return new DMatrix(this.matrix.rows(chosen), {
      ...(label && { label }),
      ...(weight && { weight }),
      ...(baseMargin && { baseMargin }),
      ...(this.#featureNames && { featureNames: this.#featureNames }),
      ...(this.#featureTypes && { featureTypes: this.#featureTypes }),
    });
  }

  toString(): string {
    const count = (value: number) => value.toLocaleString("en-US");
    return `DMatrix ${count(this.rowCount)} × ${count(this.columnCount)}, ${count(this.nonMissingCount)} values`;
  }

  [inspect.custom](): string {
    return this.toString();
  }

  #perRow(name: string, values: ArrayLike<number>, fits: (value: number) => boolean, wanted: string): Float32Array {
    if (values.length !== this.rowCount) {
      throw invalid(`${name} has ${values.length} numbers, the matrix ${this.rowCount} rows; give one number per row`);
    }
    const odd = Array.prototype.findIndex.call(values, (value) => typeof value !== "number");
    if (odd >= 0) throw noNumber(`${name} at row ${odd}`, values[odd]);
    const rounded = Float32Array.from(values);
    const wrong = rounded.findIndex((value) => !Number.isFinite(value) || !fits(value));
    if (wrong >= 0) throw invalid(`${name} is ${values[wrong]} at row ${wrong}; each must be ${wanted}`);
    return rounded;
  }

  #checkPerColumn(name: string, values: readonly string[]): void {
    if (values.length === this.columnCount) return;
    throw invalid(`${name} has ${values.length} entries, the matrix ${this.columnCount} columns; give one per column`);
  }
}

function ofSparse(data: SparseMatrix, missing: number | undefined): SparseMatrix {
  const values = rounded(data.values, missing, (at) => {
    const row = data.rowStarts.findIndex((start) => start > at) - 1;
    return `row ${row}, column ${data.columns[at]}`;
  });
  const { rowCount, columnCount, rowStarts, columns } = data;
  return withoutMissing(new SparseMatrix({ rowCount, columnCount, rowStarts, columns, values }));
}

function ofDense(rows: readonly ArrayLike<number>[], missing: number | undefined): SparseMatrix {
  if (!Array.isArray(rows) || rows.some((row: ArrayLike<number> | undefined) => typeof row?.length !== "number")) {
    throw invalid(
      "the data is neither rows of numbers nor a SparseMatrix; give one list of numbers per row, [[1, 2], …]",
    );
  }
  const columnCount = rows[0]?.length ?? 0;
  const ragged = rows.findIndex((row) => row.length !== columnCount);
  if (ragged >= 0) {
    const lengths = `row ${ragged} has ${rows[ragged]!.length} values, row 0 has ${columnCount}`;
    throw invalid(`${lengths}; give rows of equal length`);
  }
  const flat = new Float64Array(rows.length * columnCount);
  rows.forEach((row, index) => {
    for (let column = 0; column < columnCount; column++) {
      const value: unknown = row[column];
      // A typed array would take null for 0.
      if (typeof value !== "number") throw noNumber(`row ${index}, column ${column}`, value);
      flat[index * columnCount + column] = value;
    }
  });
  const values = rounded(flat, missing, (at) => `row ${Math.floor(at / columnCount)}, column ${at % columnCount}`);
  const whole = new SparseMatrix({
    rowCount: rows.length,
    columnCount,
    rowStarts: Int32Array.from({ length: rows.length + 1 }, (_, row) => row * columnCount),
    columns: Int32Array.from(flat, (_, at) => at % columnCount),
    values,
  });
  return withoutMissing(whole);
}

/** Rounds to float32; `missing` is compared before. */
function rounded(values: Float64Array, missing: number | undefined, place: (at: number) => string): Float64Array {
  return values.map((value, at) => {
    if (value === missing) return NaN;
    const single = Math.fround(value);
    if (single === Infinity || single === -Infinity) {
      const remedy = "leave it out, or give `missing: Infinity` if it stands for a missing value";
      throw invalid(`the value ${value} at ${place(at)} is infinite or too large for float32; ${remedy}`);
    }
    return single;
  });
}

function withoutMissing(matrix: SparseMatrix): SparseMatrix {
  if (!matrix.values.some((value) => Number.isNaN(value))) return matrix;
  const kept = matrix.values.reduce((count, value) => count + (Number.isNaN(value) ? 0 : 1), 0);
  const rowStarts = new Int32Array(matrix.rowCount + 1);
  const columns = new Int32Array(kept);
  const values = new Float64Array(kept);
  let next = 0;
  for (let row = 0; row < matrix.rowCount; row++) {
    for (let at = matrix.rowStarts[row]!; at < matrix.rowStarts[row + 1]!; at++) {
      if (Number.isNaN(matrix.values[at]!)) continue;
      columns[next] = matrix.columns[at]!;
      values[next++] = matrix.values[at]!;
    }
    rowStarts[row + 1] = next;
  }
  return new SparseMatrix({ rowCount: matrix.rowCount, columnCount: matrix.columnCount, rowStarts, columns, values });
}

function noNumber(place: string, value: unknown): TrackingError {
  const shown = typeof value === "string" ? JSON.stringify(value) : String(value);
  return invalid(`${place} is ${shown}; give numbers, and NaN for a value that is missing`);
}
