/** A density of several parameters at once: a mixture with one kernel per past trial, which all parameters share. */
import { axisOf } from "./axis.js";
import { drawIndex } from "./draw.js";
import { CategoricalColumn, type KernelColumn, NumericColumn } from "./kernel_column.js";
import { normalise } from "./parzen.js";
import type { Distribution, Parameter, Random } from "./suggest.js";

export class ProductKernels {
  readonly #columns: readonly KernelColumn[];
  readonly #weights: Float64Array;

  /**
   * `values`: of each parameter, one per trial; `weights`: of the trials, beside `priorWeight` of the prior; no kernel is
   * narrower than the share `narrowest` of its axis.
   */
  constructor(
    parameters: readonly Parameter[],
    values: readonly Float64Array[],
    weights: Float64Array,
    { priorWeight, narrowest }: { readonly priorWeight: number; readonly narrowest: number },
  ) {
    this.#columns = parameters.map(({ distribution }, at) => columnOf(distribution, values[at]!, narrowest));
    this.#weights = new Float64Array(weights.length + 1);
    this.#weights.set(weights);
    this.#weights[weights.length] = weights.length === 0 ? 1 : priorWeight;
    normalise(this.#weights);
  }

  /** `count` points: of each parameter, its values. */
  draw(count: number, random: Random): Float64Array[] {
    const points = this.#columns.map(() => new Float64Array(count));
    for (let at = 0; at < count; at++) {
      const kernel = drawIndex(this.#weights, random);
      for (const [column, values] of points.entries()) values[at] = this.#columns[column]!.draw(kernel, random);
    }
    return points;
  }

  /** Of each point, up to a factor that depends on the parameters alone. */
  logDensities(points: readonly Float64Array[]): Float64Array {
    const [count, kernels] = [points[0]!.length, this.#weights.length];
    const logs = new Float64Array(count * kernels);
    const logWeights = this.#weights.map(Math.log);
    for (let at = 0; at < count; at++) logs.set(logWeights, at * kernels);
    for (const [column, values] of points.entries()) this.#columns[column]!.addLogDensities(values, logs);
    return Float64Array.from({ length: count }, (_, at) => logSum(logs, at * kernels, (at + 1) * kernels));
  }
}

function columnOf(distribution: Distribution, values: Float64Array, narrowest: number): KernelColumn {
  switch (distribution.kind) {
    case "choice":
    case "pchoice":
    case "randint":
      return new CategoricalColumn(distribution, values);
    default:
      return new NumericColumn(axisOf(distribution), values, narrowest);
  }
}

/** log Σ exp of the logs from `start` to before `end`, without over- and underflow. */
function logSum(logs: Float64Array, start: number, end: number): number {
  let largest = -Infinity;
  for (let at = start; at < end; at++) if (logs[at]! > largest) largest = logs[at]!;
  if (largest === -Infinity) return largest;
  let sum = 0;
  for (let at = start; at < end; at++) {
    const under = logs[at]! - largest;
    if (under > -40) sum += Math.exp(under); // less does not show in a double
  }
  return largest + Math.log(sum);
}
