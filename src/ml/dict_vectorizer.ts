/** Records → sparse matrix, one column per feature, as scikit-learn's `DictVectorizer` does it. */
import { readFile, writeFile } from "node:fs/promises";
import { TrackingError } from "../errors.js";
import { checkInterrupt } from "../interrupt_check.js";
import { byCodePoint } from "./labels.js";
import { type Options, withDefaults } from "./options.js";
import { SparseMatrix } from "./sparse_matrix.js";

/** A missing number may be null; several texts of one name may be a list. */
export type FeatureValue = string | number | boolean | null | readonly string[];

export type FeatureRecord = Readonly<Record<string, FeatureValue>>;

/** Records, or a frame of them. */
export type FeatureRecords = readonly FeatureRecord[] | { records(): readonly FeatureRecord[] };

export interface DictVectorizerJson {
  readonly type: "DictVectorizer";
  readonly featureNames: readonly string[];
  /** Left out where it is `=`. */
  readonly separator?: string;
}

const defaults = { separator: "=" };

/**
 * A text value makes the feature `name=value` with the value 1, a number the feature `name`; of a list each text counts,
 * and null is a missing number, NaN, which XGBoost takes and linear models refuse. Columns are sorted by name, by code
 * points. Features that were not seen in `fit` are left out by `transform`. `separator`: what stands for `=`.
 */
export class DictVectorizer {
  readonly parameters: Readonly<typeof defaults>;
  #names: readonly string[] = [];
  #columns = new Map<string, number>();
  /** Columns of texts by name and text, of those that were looked up: putting name and text together takes most of the time. */
  #textColumns = new Map<string, Map<string, number>>();

  constructor(options: Options<typeof defaults> = {}) {
    this.parameters = withDefaults("DictVectorizer", options, defaults, ["dtype", "sparse", "sort"]);
  }

  get featureNames(): readonly string[] {
    return this.#names;
  }

  /** Throws INVALID_PARAMETER_VALUE for records without features, and for a value that is none. */
  fit(records: FeatureRecords): this {
    const names = new Set<string>();
    const texts = new Map<string, Set<string>>();
    recordsOf(records).forEach((record, row) => {
      if (row % 4096 === 0) checkInterrupt();
      for (const name in record) {
        const value = record[name];
        if (typeof value === "string") seenTexts(texts, name).add(value);
        else if (isNumber(value)) names.add(name);
        else for (const text of textsOf(value, name, row)) seenTexts(texts, name).add(text);
      }
    });
    const { separator } = this.parameters;
    for (const [name, seen] of texts) for (const text of seen) names.add(`${name}${separator}${text}`);
    if (names.size === 0) {
      const advice = "give at least one record with a value";
      throw new TrackingError("INVALID_PARAMETER_VALUE", `there are no features in the records; ${advice}`);
    }
    return this.#learn([...names].sort(byCodePoint));
  }

  /** Records × `featureNames.length`. Throws INVALID_STATE before `fit`. */
  transform(records: FeatureRecords): SparseMatrix {
    if (this.#names.length === 0) {
      throw new TrackingError(
        "INVALID_STATE",
        "this DictVectorizer has no features yet; call fit or fitTransform first",
      );
    }
    const rows = recordsOf(records);
    const entries = new Entries(rows.length);
    rows.forEach((record, row) => {
      if (row % 4096 === 0) checkInterrupt();
      for (const name in record) {
        const value = record[name];
        if (typeof value === "string") entries.add(this.#textColumn(name, value), 1);
        else if (isNumber(value)) entries.add(this.#columns.get(name), value === null ? NaN : Number(value));
        else for (const text of textsOf(value, name, row)) entries.add(this.#textColumn(name, text), 1);
      }
      entries.endRow();
    });
    return entries.matrix(this.#names.length);
  }

  fitTransform(records: FeatureRecords): SparseMatrix {
    const rows = recordsOf(records);
    return this.fit(rows).transform(rows);
  }

  toJSON(): DictVectorizerJson {
    const { separator } = this.parameters;
    const json = { type: "DictVectorizer", featureNames: this.#names } as const;
    return separator === defaults.separator ? json : { ...json, separator };
  }

  /** Throws INVALID_PARAMETER_VALUE for what `toJSON` did not write. */
  static fromJSON(json: Omit<DictVectorizerJson, "type">): DictVectorizer {
    const { featureNames, separator } = (json as typeof json | null) ?? {};
    if (!Array.isArray(featureNames)) {
      throw new TrackingError("INVALID_PARAMETER_VALUE", "this is no DictVectorizer: it has no list featureNames");
    }
    return new DictVectorizer({ separator }).#learn(featureNames);
  }

  /** Writes the features into a JSON file. */
  async save(path: string): Promise<void> {
    await writeFile(path, JSON.stringify(this));
  }

  /** Throws RESOURCE_DOES_NOT_EXIST for a missing file and INVALID_PARAMETER_VALUE for another one. */
  static async load(path: string): Promise<DictVectorizer> {
    const text = await readFile(path, "utf8").catch((error: unknown) => {
      throw new TrackingError("RESOURCE_DOES_NOT_EXIST", `cannot read '${path}': ${(error as Error).message}`);
    });
    return DictVectorizer.fromJSON(parsed(text, path));
  }

  #learn(names: readonly string[]): this {
    this.#names = names;
    this.#columns = new Map(names.map((name, column) => [name, column]));
    this.#textColumns = new Map();
    return this;
  }

  /** Undefined for a feature that was not seen. Only those that were seen are remembered, so that there is an end to them. */
  #textColumn(name: string, text: string): number | undefined {
    const known = this.#textColumns.get(name)?.get(text);
    if (known !== undefined) return known;
    const column = this.#columns.get(`${name}${this.parameters.separator}${text}`);
    if (column === undefined) return undefined;
    const ofName = this.#textColumns.get(name) ?? new Map<string, number>();
    this.#textColumns.set(name, ofName.set(text, column));
    return column;
  }
}

/** The records themselves. */
export function recordsOf(records: FeatureRecords): readonly FeatureRecord[] {
  return "records" in records ? records.records() : records;
}

function seenTexts(texts: Map<string, Set<string>>, name: string): Set<string> {
  const known = texts.get(name);
  if (known !== undefined) return known;
  const seen = new Set<string>();
  texts.set(name, seen);
  return seen;
}

function isNumber(value: unknown): value is number | boolean | null {
  return typeof value === "number" || typeof value === "boolean" || value === null;
}

function textsOf(value: unknown, name: string, row: number): readonly string[] {
  if (Array.isArray(value) && value.every((one) => typeof one === "string")) return value;
  const shown = value instanceof Date ? "a Date" : typeof value === "object" ? JSON.stringify(value) : String(value);
  throw new TrackingError(
    "INVALID_PARAMETER_VALUE",
    `'${name}' is ${shown} in record ${row}; a feature is a text, a number, a boolean, null or a list of texts`,
  );
}

function parsed(text: string, path: string): DictVectorizerJson {
  try {
    return JSON.parse(text) as DictVectorizerJson;
  } catch (error) {
    throw new TrackingError("INVALID_PARAMETER_VALUE", `cannot read '${path}': ${(error as Error).message}`);
  }
}

/** The entries of a matrix, row after row; grows as it is filled. */
class Entries {
  readonly #rowStarts: Int32Array;
  #columns = new Int32Array(1024);
  #values = new Float64Array(1024);
  #row = 0;
  #count = 0;

  constructor(rowCount: number) {
    this.#rowStarts = new Int32Array(rowCount + 1);
  }

  /** Puts an entry of the current row where its column belongs; what is there already is added to. */
  add(column: number | undefined, value: number): void {
    if (column === undefined) return;
    if (this.#count === this.#columns.length) this.#grow();
    const [columns, values, start] = [this.#columns, this.#values, this.#rowStarts[this.#row]!];
    let at = this.#count;
    while (at > start && columns[at - 1]! > column) at--;
    if (at > start && columns[at - 1] === column) {
      values[at - 1]! += value;
      return;
    }
    if (at < this.#count) {
      columns.copyWithin(at + 1, at, this.#count);
      values.copyWithin(at + 1, at, this.#count);
    }
    columns[at] = column;
    values[at] = value;
    this.#count++;
  }

  endRow(): void {
    this.#rowStarts[++this.#row] = this.#count;
  }

  matrix(columnCount: number): SparseMatrix {
    return new SparseMatrix({
      rowCount: this.#row,
      columnCount,
      rowStarts: this.#rowStarts,
      columns: this.#columns.slice(0, this.#count),
      values: this.#values.slice(0, this.#count),
    });
  }

  #grow(): void {
    const [columns, values] = [this.#columns, this.#values];
    this.#columns = new Int32Array(2 * columns.length);
    this.#values = new Float64Array(2 * values.length);
    this.#columns.set(columns);
    this.#values.set(values);
  }
}
