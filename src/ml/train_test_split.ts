/** Rows that a model learns from, and rows by which it is judged. */
import { TrackingError } from "../errors.js";
import type { Label } from "./estimator.js";
import { classesOf } from "./labels.js";
import { NumpyRandom } from "./numpy_random.js";
import { checkNames } from "./options.js";
import { SparseMatrix } from "./sparse_matrix.js";

/** What has rows: an array (also of rows), typed numbers, a matrix or a frame. */
export type Splittable = SparseMatrix | Rows | readonly unknown[] | Float64Array | Float32Array | Int32Array;

/** A frame, of whatever rows. */
interface Rows {
  readonly rowCount: number;
  take(indices: ArrayLike<number>): Rows;
}

/** A part of what was split. */
export type Part<Whole> = Whole extends readonly (infer Value)[] ? Value[] : Whole;

export interface SplitOptions {
  /** Below 1 a share of the rows, rounded up; else their count. Default: what `trainSize` leaves, or 0.25. */
  readonly testSize?: number;
  /** Below 1 a share of the rows, rounded down; else their count. Default: what `testSize` leaves. */
  readonly trainSize?: number;
  /** A seed from 0 to 2^32 − 1, which gives the rows that it gives in scikit-learn; null (default): others each time. */
  readonly randomState?: number | null;
  /** Default true; false: the first rows are for training. */
  readonly shuffle?: boolean;
  /** A label per row, each of which both parts have in the same shares. */
  readonly stratify?: ArrayLike<Label>;
}

/**
 * Splits each of what is given alike into rows for training and rows for the test, as scikit-learn's `train_test_split`:
 * `const [xTrain, xTest, yTrain, yTest] = trainTestSplit(x, y, { testSize: 0.2, randomState: 42 })`. Throws
 * INVALID_PARAMETER_VALUE for different numbers of rows and for sizes that leave a part empty.
 */
export function trainTestSplit<A extends Splittable>(a: A, options?: SplitOptions): [Part<A>, Part<A>];
export function trainTestSplit<A extends Splittable, B extends Splittable>(
  a: A,
  b: B,
  options?: SplitOptions,
): [Part<A>, Part<A>, Part<B>, Part<B>];
export function trainTestSplit<A extends Splittable, B extends Splittable, C extends Splittable>(
  a: A,
  b: B,
  c: C,
  options?: SplitOptions,
): [Part<A>, Part<A>, Part<B>, Part<B>, Part<C>, Part<C>];
export function trainTestSplit(...given: readonly (Splittable | SplitOptions | undefined)[]): Part<Splittable>[];
export function trainTestSplit(...given: readonly (Splittable | SplitOptions | undefined)[]): Part<Splittable>[] {
  const wholes = given.filter(isSplittable);
  const options = given.find((one): one is SplitOptions => one !== undefined && !isSplittable(one)) ?? {};
  checkNames("trainTestSplit", options, ["testSize", "trainSize", "randomState", "shuffle", "stratify"]);
  const counts = wholes.map(rowCountOf);
  const rowCount = counts[0];
  if (rowCount === undefined || rowCount === 0 || counts.some((count) => count !== rowCount)) {
    const given = rowCount === undefined ? "nothing is given" : `there are ${counts.join(", ")} rows`;
    throw new TrackingError(
      "INVALID_PARAMETER_VALUE",
      `${given}; give arrays, matrices or frames with as many rows as each other, at least one`,
    );
  }
  const { train, test } = places(rowCount, options);
  return wholes.flatMap((whole) => [rowsOf(whole, train), rowsOf(whole, test)]);
}

interface Places {
  readonly train: readonly number[];
  readonly test: readonly number[];
}

function places(rowCount: number, options: SplitOptions): Places {
  const { randomState = null, shuffle = true, stratify } = options;
  const sizes = sizesOf(rowCount, options);
  if (!shuffle) {
    if (stratify !== undefined) {
      const advice = "shuffle, or leave stratify out";
      throw new TrackingError("INVALID_PARAMETER_VALUE", `rows that are not shuffled cannot be stratified; ${advice}`);
    }
    const all = Array.from({ length: sizes.train + sizes.test }, (_, at) => at);
    return { train: all.slice(0, sizes.train), test: all.slice(sizes.train) };
  }
  const random = new NumpyRandom(randomState);
  if (stratify !== undefined) return stratified(rowCount, stratify, sizes, random);
  const order = random.permutation(rowCount);
  return { train: order.slice(sizes.test, sizes.test + sizes.train), test: order.slice(0, sizes.test) };
}

interface Sizes {
  readonly train: number;
  readonly test: number;
}

function sizesOf(rowCount: number, { testSize, trainSize }: SplitOptions): Sizes {
  checkSize("testSize", testSize, rowCount);
  checkSize("trainSize", trainSize, rowCount);
  const count = (size: number, round: (value: number) => number) => (size < 1 ? round(size * rowCount) : size);
  const wanted = {
    test: testSize === undefined ? null : count(testSize, Math.ceil),
    train: trainSize === undefined ? null : count(trainSize, Math.floor),
  };
  const test = wanted.test ?? (wanted.train === null ? Math.ceil(0.25 * rowCount) : rowCount - wanted.train);
  const train = wanted.train ?? rowCount - test;
  if (train + test > rowCount || train === 0 || test === 0) {
    throw new TrackingError(
      "INVALID_PARAMETER_VALUE",
      `of ${rowCount} rows ${train} cannot be for training and ${test} for the test; give other sizes, or more rows`,
    );
  }
  return { train, test };
}

function checkSize(name: string, size: number | undefined, rowCount: number): void {
  if (size === undefined || (size > 0 && (size < 1 || (Number.isInteger(size) && size < rowCount)))) return;
  throw new TrackingError(
    "INVALID_PARAMETER_VALUE",
    `${name} is ${size}; give a share between 0 and 1, or a count below the ${rowCount} rows`,
  );
}

function stratified(rowCount: number, labels: ArrayLike<Label>, sizes: Sizes, random: NumpyRandom): Places {
  if (labels.length !== rowCount) {
    const counts = `stratify has ${labels.length} labels for ${rowCount} rows`;
    throw new TrackingError("INVALID_PARAMETER_VALUE", `${counts}; give one per row`);
  }
  const classes = classesOf(labels);
  const rows = new Map<Label, number[]>(classes.map((label) => [label, []]));
  for (let row = 0; row < rowCount; row++) rows.get(labels[row]!)!.push(row);
  checkClasses(classes, rows, sizes);
  const counts = classes.map((label) => rows.get(label)!.length);
  const train = shares(counts, sizes.train, random);
  const rest = counts.map((count, at) => count - train[at]!);
  const test = shares(rest, sizes.test, random);
  const orders = classes.map((label) => random.shuffled(rows.get(label)!));
  return {
    train: random.shuffled(orders.flatMap((order, at) => order.slice(0, train[at]))),
    test: random.shuffled(orders.flatMap((order, at) => order.slice(train[at], train[at]! + test[at]!))),
  };
}

function checkClasses(classes: readonly Label[], rows: ReadonlyMap<Label, readonly number[]>, sizes: Sizes): void {
  const single = classes.find((label) => rows.get(label)!.length < 2);
  if (single !== undefined) {
    const what = `the class ${JSON.stringify(single)} has one row only, and both parts need one`;
    throw new TrackingError("INVALID_PARAMETER_VALUE", `${what}; leave it out, or do not stratify`);
  }
  if (sizes.train < classes.length || sizes.test < classes.length) {
    const parts = `${sizes.train} rows for training and ${sizes.test} for the test`;
    throw new TrackingError(
      "INVALID_PARAMETER_VALUE",
      `${parts} cannot hold all ${classes.length} classes; give other sizes, or do not stratify`,
    );
  }
}

/** How many of each class are the likeliest among `drawn`: shares rounded down, the rest by their remainders, ties by chance. */
function shares(counts: readonly number[], drawn: number, random: NumpyRandom): number[] {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const exact = counts.map((count) => (count / total) * drawn);
  const whole = exact.map(Math.floor);
  let missing = drawn - whole.reduce((sum, count) => sum + count, 0);
  const remainders = exact.map((value, at) => value - whole[at]!);
  for (const remainder of [...new Set(remainders)].sort((a, b) => b - a)) {
    if (missing <= 0) break;
    const tied = remainders.flatMap((value, at) => (value === remainder ? [at] : []));
    const added = random.shuffled(tied).slice(0, missing);
    for (const at of added) whole[at]!++;
    missing -= added.length;
  }
  return whole;
}

function isSplittable(given: Splittable | SplitOptions | undefined): given is Splittable {
  if (given === undefined) return false;
  return Array.isArray(given) || ArrayBuffer.isView(given) || given instanceof SparseMatrix || "take" in given;
}

function rowCountOf(whole: Splittable): number {
  return "rowCount" in whole ? whole.rowCount : whole.length;
}

function rowsOf(whole: Splittable, rows: readonly number[]): Part<Splittable> {
  if (whole instanceof SparseMatrix) return whole.rows(rows);
  if ("take" in whole) return whole.take(rows);
  if (ArrayBuffer.isView(whole)) {
    const part = whole.slice(0, rows.length);
    rows.forEach((row, at) => (part[at] = whole[row]!));
    return part;
  }
  return rows.map((row) => whole[row]);
}
