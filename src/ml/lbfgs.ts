/**
 * The minimum of a smooth function by limited-memory BFGS (Nocedal, Mathematics of Computation 35 (1980)), with the
 * memory, first step, line search and stopping rules of L-BFGS-B 3.0, which SciPy calls, since where it stops is part of
 * the answer.
 */
import { checkInterrupt } from "../interrupt_check.js";
import { add, dot, norm, scale } from "./centred.js";
import { LineSearch } from "./line_search.js";

/** The function's value at x; its gradient is written into `gradient`. */
export type Objective = (x: Float64Array, gradient: Float64Array) => number;

export interface LbfgsOptions {
  /** Done when no part of the gradient is larger. */
  readonly gradientTolerance: number;
  /** Done when a step lowers the value by less, relative to it. */
  readonly valueTolerance: number;
  readonly maxIterations: number;
}

export interface Minimum {
  readonly x: Float64Array;
  readonly iterations: number;
  readonly converged: boolean;
}

const memory = 10;
const maxLineSteps = 50;

export function lbfgs(objective: Objective, start: Float64Array, options: LbfgsOptions): Minimum {
  const { gradientTolerance, valueTolerance, maxIterations } = options;
  const pairs: Pair[] = [];
  let x: Float64Array = start.slice();
  let gradient: Float64Array = new Float64Array(start.length);
  let value = objective(x, gradient);
  for (let iterations = 0; ;) {
    checkInterrupt();
    if (largest(gradient) <= gradientTolerance) return { x, iterations, converged: true };
    if (iterations >= maxIterations) return { x, iterations, converged: false };
    const direction = descent(gradient, pairs);
    const first = iterations === 0 ? 1 / norm(direction) : 1;
    const found = lineSearch(objective, { x, value, gradient, direction }, first);
    if (found === null) {
      // The remembered curvature misleads: forget it once, and give up the second time.
      if (pairs.length === 0) return { x, iterations, converged: false };
      pairs.length = 0;
      continue;
    }
    iterations++;
    const change = value - found.value;
    remember(pairs, { x, gradient, direction }, found);
    const size = Math.max(Math.abs(value), Math.abs(found.value), 1);
    ({ x, value, gradient } = found);
    if (change <= valueTolerance * size) return { x, iterations, converged: true };
  }
}

interface Point {
  readonly x: Float64Array;
  readonly gradient: Float64Array;
  readonly value: number;
}

/** A step and how the gradient changed over it. */
interface Pair {
  readonly step: Float64Array;
  readonly change: Float64Array;
  readonly product: number;
}

/** −H · gradient, H the inverse of the curvature that the pairs show. */
function descent(gradient: Float64Array, pairs: readonly Pair[]): Float64Array {
  const direction = gradient.map((value) => -value);
  const factors = new Array<number>(pairs.length).fill(0);
  for (let at = pairs.length - 1; at >= 0; at--) {
    const { step, change, product } = pairs[at]!;
    factors[at] = dot(step, direction) / product;
    add(direction, -factors[at]!, change);
  }
  const last = pairs.at(-1);
  if (last !== undefined) scale(direction, last.product / dot(last.change, last.change));
  pairs.forEach(({ step, change, product }, at) => {
    add(direction, factors[at]! - dot(change, direction) / product, step);
  });
  return direction;
}

/** Null where no lower point is found along the direction. */
function lineSearch(
  objective: Objective,
  { x, value, gradient, direction }: Point & { direction: Float64Array },
  first: number,
): Point | null {
  const slope = dot(gradient, direction);
  if (slope >= 0) return null;
  const search = new LineSearch(value, slope, first);
  for (let count = 0; count < maxLineSteps; count++) {
    const at = x.map((start, index) => start + search.step * direction[index]!);
    const there = new Float64Array(x.length);
    const found = objective(at, there);
    if (search.next(found, dot(there, direction))) return { x: at, value: found, gradient: there };
  }
  return null;
}

function remember(
  pairs: Pair[],
  { x, gradient, direction }: { x: Float64Array; gradient: Float64Array; direction: Float64Array },
  found: Point,
): void {
  const step = found.x.map((now, index) => now - x[index]!);
  const change = found.gradient.map((now, index) => now - gradient[index]!);
  const product = dot(step, change);
  // No curvature to be learned.
  if (product <= Number.EPSILON * Math.abs(dot(gradient, direction))) return;
  pairs.push({ step, change, product });
  if (pairs.length > memory) pairs.shift();
}

function largest(values: Float64Array): number {
  let most = 0;
  for (const value of values) most = Math.max(most, Math.abs(value));
  return most;
}
