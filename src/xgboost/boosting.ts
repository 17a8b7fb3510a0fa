/** A boosted model in training: each round grows a tree on the gradients at the margins that the trees before it give. */
import { invalid } from "../errors.js";
import { SeededRandom } from "../random.js";
import { exactBins, quantileBins } from "./bins.js";
import { Booster } from "./booster.js";
import { DMatrix } from "./dmatrix.js";
import { type EvalMetric, evalMetricOf } from "./eval_metrics.js";
import { type Gradients, TreeGrower } from "./grow.js";
import { linkOf } from "./link.js";
import { checkLabels, estimateBaseScore, fillGradients, type Objective, objectiveOf } from "./objectives.js";
import type { ResolvedParams } from "./params.js";
import { treesPerRound } from "./outputs.js";
import { checkFeatures } from "./predict.js";
import { ColumnSampler, sampleRows } from "./sampling.js";
import { SplitGain } from "./split_gain.js";
import { exactSearch, histSearch } from "./split_search.js";
import type { Tree } from "./tree.js";
import { TreeRouter } from "./tree_router.js";

/** Gradients and Hessians of a loss of one's own, by row; `margins` are the raw sums of leaves. */
export type CustomObjective = (
  margins: Float32Array,
  data: DMatrix,
) => { grad: ArrayLike<number>; hess: ArrayLike<number> };

/** Name and value of a metric of one's own; of predictions, or with an own objective of margins. */
export type CustomMetric = (predictions: Float32Array, data: DMatrix) => readonly [name: string, value: number];

export interface BoostingOptions {
  readonly evals: readonly (readonly [data: DMatrix, name: string])[];
  readonly xgbModel?: Booster;
  readonly obj?: CustomObjective;
  readonly customMetric?: CustomMetric;
}

/** Rows with the margins that all trees so far give them. */
interface Scored {
  readonly name: string;
  readonly data: DMatrix;
  readonly margins: Float32Array;
  /** What the margins stand for; filled when they are evaluated. */
  readonly predictions: Float32Array;
  /** null: its margins are the training's own. */
  readonly router: TreeRouter | null;
}

export class Boosting {
  readonly #data: DMatrix;
  readonly #params: ResolvedParams;
  readonly #options: BoostingOptions;
  readonly #objective: Objective;
  readonly #metrics: readonly (readonly [string, EvalMetric])[];
  readonly #baseScore: number;
  readonly #grower: TreeGrower;
  readonly #gradients: Gradients;
  readonly #margins: Float32Array;
  /** For rows that a tree was not grown on. */
  readonly #router: TreeRouter | null;
  readonly #evals: readonly Scored[];
  readonly #random: SeededRandom;
  readonly #trees: Tree[];
  readonly #startRounds: number;
  readonly #attributes: Record<string, string | number | null>;
  #learningRate: number;

  /** Throws INVALID_PARAMETER_VALUE for data without labels, without rows, or of other columns. */
  constructor(data: DMatrix, params: ResolvedParams, options: BoostingOptions) {
    check(data, params, options);
    this.#data = data;
    this.#params = params;
    this.#options = options;
    this.#objective = objectiveOf(params.objective);
    this.#metrics = (params.evalMetrics ?? [this.#objective.defaultMetric]).map((name) => [name, evalMetricOf(name)]);
    const before = options.xgbModel?.model;
    const estimated = () => estimateBaseScore(params.objective, data, params.scalePosWeight);
    this.#baseScore = params.baseScore ?? before?.baseScore ?? (options.obj === undefined ? estimated() : 0.5);
    this.#trees = [...(before?.trees ?? [])];
    this.#startRounds = this.#trees.length;
    this.#attributes = { ...before?.attributes };
    this.#learningRate = params.eta;
    this.#random = new SeededRandom(params.seed);
    this.#grower = growerOf(data, params);
    this.#gradients = { gradients: new Float32Array(data.rowCount), hessians: new Float32Array(data.rowCount) };
    this.#margins = this.#startMargins(data);
    this.#router = params.subsample < 1 ? new TreeRouter(data) : null;
    this.#evals = options.evals.map(([own, name]) => {
      const predictions = new Float32Array(own.rowCount);
      if (own === data) return { name, data: own, margins: this.#margins, predictions, router: null };
      return { name, data: own, margins: this.#startMargins(own), predictions, router: new TreeRouter(own) };
    });
  }

  get lastEval(): string | null {
    return this.#evals.at(-1)?.name ?? null;
  }

  numBoostedRounds(): number {
    return this.#trees.length;
  }

  attr(name: string): string | null {
    const value = this.#attributes[name];
    return value === undefined || value === null ? null : String(value);
  }

  setAttr(attributes: Readonly<Record<string, string | number | null>>): void {
    Object.assign(this.#attributes, attributes);
  }

  setLearningRate(learningRate: number): void {
    this.#learningRate = learningRate;
  }

  /** Grows the next tree. Throws where the cell is interrupted; the trees before stay. */
  round(): void {
    const { subsample, colsample, seed, seedPerIteration } = this.#params;
    const random = seedPerIteration ? new SeededRandom(seed + this.#trees.length) : this.#random;
    this.#fillGradients();
    const sampled = sampleRows(this.#data.rowCount, subsample, random);
    const columns = ColumnSampler.of(this.#data.columnCount, colsample, random);
    const { tree, leaves } = this.#grower.grow(this.#gradients, sampled, columns, this.#learningRate);
    const routed = this.#evals.map(({ router }) => router?.leaves(tree) ?? null);
    add(this.#margins, tree, this.#router?.leaves(tree) ?? leaves);
    this.#evals.forEach(({ margins }, at) => {
      if (routed[at] !== null) add(margins, tree, routed[at]!);
    });
    this.#trees.push(tree);
  }

  /** `[name, metric, value]` of each metric on each of the evals, at the trees so far. */
  evaluate(): readonly (readonly [name: string, metric: string, value: number])[] {
    const { fromMargin } = linkOf(this.#params.objective);
    const { customMetric, obj } = this.#options;
    return this.#evals.flatMap(({ name, data, margins, predictions }) => {
      for (let row = 0; row < margins.length; row++) predictions[row] = fromMargin(margins[row]!);
      const [label, weight] = [data.getLabel(), data.getWeight()];
      const scores = this.#metrics.map(([metric, of]) => [name, metric, of(label, predictions, weight)] as const);
      if (customMetric === undefined) return scores;
      const [metric, value] = customMetric((obj === undefined ? predictions : margins).slice(), data);
      return [...scores, [name, metric, value] as const];
    });
  }

  /** The model with the trees so far; later rounds leave it alone. */
  booster(): Booster {
    const { featureNames, featureTypes, columnCount } = this.#data;
    const attributes = Object.entries(this.#attributes).filter(([, value]) => value !== null);
    return new Booster({
      trees: this.#trees.slice(),
      objective: this.#params.objective,
      baseScore: this.#baseScore,
      featureCount: columnCount,
      featureNames,
      featureTypes,
      scalePosWeight: this.#params.scalePosWeight,
      boostFromAverage: this.#params.baseScore === null && (this.#options.xgbModel?.model.boostFromAverage ?? true),
      attributes: Object.fromEntries(attributes.map(([name, value]) => [name, String(value)])),
    });
  }

  boosters(): readonly Booster[] {
    return [this.booster()];
  }

  #fillGradients(): void {
    const { obj } = this.#options;
    if (obj === undefined) {
      fillGradients(this.#objective, this.#data, this.#margins, this.#params.scalePosWeight, this.#gradients);
      return;
    }
    const { grad, hess } = obj(this.#margins.slice(), this.#data);
    if (grad.length !== this.#data.rowCount || hess.length !== this.#data.rowCount) {
      const lengths = `${grad.length} gradients and ${hess.length} Hessians`;
      throw invalid(`obj gave ${lengths} for ${this.#data.rowCount} rows; give one of each per row`);
    }
    this.#gradients.gradients.set(grad);
    this.#gradients.hessians.set(hess);
  }

  #startMargins(data: DMatrix): Float32Array {
    const { xgbModel } = this.#options;
    if (xgbModel !== undefined && this.#startRounds > 0) {
      const { objective } = this.#params;
      const before = new Booster({ ...xgbModel.model, objective, baseScore: this.#baseScore });
      return before.predict(data, { outputMargin: true });
    }
    const given = data.getBaseMargin();
    if (given.length > 0) return given.slice();
    return new Float32Array(data.rowCount).fill(linkOf(this.#params.objective).toMargin(this.#baseScore));
  }
}

function check(data: DMatrix, { objective }: ResolvedParams, { evals, xgbModel }: BoostingOptions): void {
  checkDMatrix(data, "the training data");
  if (data.rowCount === 0 || data.columnCount === 0) {
    throw invalid(
      `the training data is empty (${data.rowCount} × ${data.columnCount}); give at least one row and one column`,
    );
  }
  const trained = { featureNames: data.featureNames, featureCount: data.columnCount };
  const seen = new Set<string>();
  for (const pair of evals) {
    if (!Array.isArray(pair) || typeof pair[1] !== "string") {
      throw invalid('evals are pairs of data and a name; give `evals: [[dvalid, "validation"]]`');
    }
    const [own, name] = pair as readonly [DMatrix, string];
    checkDMatrix(own, `'${name}'`);
    if (seen.has(name)) throw invalid(`two of the evals are named '${name}'; name each its own`);
    seen.add(name);
    if (name.includes("-"))
      throw invalid(`the name '${name}' of evals has a '-', which parts it from the metric; leave it out`);
    if (own.columnCount !== data.columnCount) {
      const shapes = `'${name}' has ${own.columnCount} columns, the training data ${data.columnCount}`;
      throw invalid(`${shapes}; give both the same columns`);
    }
    checkFeatures(trained, own, true);
  }
  if (xgbModel !== undefined) {
    checkFeatures(xgbModel.model, data, true);
    const trees = treesPerRound(xgbModel.model);
    if (trees > 1) throw invalid(`xgbModel has ${trees} trees per round; a model with one can be continued`);
  }
  checkLabels(data, objective, "training");
  for (const [own, name] of evals) checkLabels(own, objective, `'${name}'`);
}

function checkDMatrix(data: unknown, name: string): void {
  if (data instanceof DMatrix) return;
  throw invalid(`${name} must be a DMatrix, not ${typeof data}; make one with new DMatrix(rows, { label })`);
}

function growerOf(data: DMatrix, params: ResolvedParams): TreeGrower {
  const exact = params.treeMethod === "exact";
  const bins = exact ? exactBins(data) : quantileBins(data, params.maxBin);
  const gain = new SplitGain(params);
  const { maxDepth, maxLeaves, lossGuide } = params;
  const minSplitLoss = Math.fround(params.gamma);
  const growth = { maxDepth, maxLeaves, lossGuide, minSplitLoss, pruneAfterwards: exact };
  return new TreeGrower(bins, growth, gain, (exact ? exactSearch : histSearch)(bins, gain));
}

function add(margins: Float32Array, tree: Tree, leaves: Int32Array): void {
  const values = tree.splitConditions;
  for (let row = 0; row < margins.length; row++) margins[row]! += values[leaves[row]!]!;
}
