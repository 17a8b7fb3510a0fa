/** A trained XGBoost model: it predicts, tells what it is made of, and goes to files that XGBoost reads and back. */
import { readFileSync, writeFileSync } from "node:fs";
import { inspect } from "node:util";
import { invalid } from "../errors.js";
import { checkInterrupt } from "../interrupt_check.js";
import type { MatrixLike } from "../ml/matrix.js";
import { displaySymbol, type Displayable, type MimeData } from "../mime.js";
import { summaryData, summaryText } from "./booster_summary.js";
import { checkOptionNames } from "./option_names.js";
import { contributionsOf } from "./contributions.js";
import { DMatrix } from "./dmatrix.js";
import { type DumpFormat, dumpFormats } from "./dump.js";
import { Ensemble } from "./ensemble.js";
import { escapedNames, type FeatureMap, featureMapOf, featureMapOfText } from "./feature_map.js";
import { type ImportanceType, importanceOf } from "./importance.js";
import { modelOf } from "./model_bytes.js";
import { loadModelFile, modelBytes, type ModelFormat, saveModelFile } from "./model_file.js";
import { treesPerRound } from "./outputs.js";
import { checkFeatures, leavesOf, margins, predictionsOf, treesOfRounds } from "./predict.js";
import type { BoosterModel } from "./tree.js";
import { type TreeNode, treeNodes } from "./tree_nodes.js";

export interface PredictOptions {
  /** The sums of leaves before the objective's function (for `binary:logistic` log-odds). Default false. */
  readonly outputMargin?: boolean;
  /** Leaf numbers instead of predictions. Default false. */
  readonly predLeaf?: boolean;
  /** What each feature adds to the row's margin (SHAP values; the last number is the bias), instead of predictions. Default false. */
  readonly predContribs?: boolean;
  /** Rounds `[start, end)` whose trees predict; end 0 means all. Default [0, 0]: all, also those after `bestIteration`. */
  readonly iterationRange?: readonly [start: number, end: number];
  /** A DMatrix must have the model's feature names. Default true. Plain matrices are only counted. */
  readonly validateFeatures?: boolean;
}

export interface DumpOptions {
  /** With gain and cover. Default false. */
  readonly withStats?: boolean;
  /** Default `text`. */
  readonly dumpFormat?: DumpFormat;
  /** A feature map file; default: the model's own names. */
  readonly fmap?: string;
}

export class Booster implements Displayable {
  readonly #model: BoosterModel;
  readonly #attributes: Map<string, string>;
  #ensemble: Ensemble | null = null;

  /** Of a trained model; `Booster.load` reads one from a file. */
  constructor(model: BoosterModel) {
    this.#model = model;
    this.#attributes = new Map(Object.entries(model.attributes));
  }

  /**
   * The model in a file that XGBoost (JSON or UBJ, from version 1.0 on) or `saveModel` wrote, or in such a file's bytes. The
   * content tells the format, not the name. Throws RESOURCE_DOES_NOT_EXIST for a path without a file, DATA_LOSS for what is
   * cut off or inconsistent, NOT_IMPLEMENTED for other boosters than gbtree, splits by category and vector leaves.
   */
  static load(source: string | Uint8Array): Booster {
    return new Booster(typeof source === "string" ? loadModelFile(source) : modelOf(source));
  }

  /** `load` under the name that Python has. */
  static loadModel(source: string | Uint8Array): Booster {
    return Booster.load(source);
  }

  /** Trees and all else that a file holds. */
  get model(): BoosterModel {
    return { ...this.#model, attributes: this.attributes };
  }

  /** One name per feature; null where the training data had none. */
  get featureNames(): readonly string[] | null {
    return this.#model.featureNames;
  }

  get featureTypes(): readonly string[] | null {
    return this.#model.featureTypes;
  }

  numFeatures(): number {
    return this.#model.featureCount;
  }

  /** How many rounds were trained; the last may be after `bestIteration`. */
  numBoostedRounds(): number {
    return this.#model.trees.length / treesPerRound(this.#model);
  }

  /** The best round, from 0, where early stopping looked for one; else null. */
  get bestIteration(): number | null {
    return this.#numberAttribute("best_iteration");
  }

  /** The validation metric of the best round; null without early stopping. */
  get bestScore(): number | null {
    return this.#numberAttribute("best_score");
  }

  /** `best_iteration`, `best_score` and the user's own, as they are kept in files. */
  get attributes(): Readonly<Record<string, string>> {
    return Object.fromEntries(this.#attributes);
  }

  /** null where it was not set. */
  attr(name: string): string | null {
    return this.#attributes.get(name) ?? null;
  }

  /** Numbers become text; null takes an attribute away. */
  setAttr(attributes: Readonly<Record<string, string | number | null>>): this {
    for (const [name, value] of Object.entries(attributes)) {
      if (value === null) this.#attributes.delete(name);
      else this.#attributes.set(name, String(value));
    }
    return this;
  }

  /**
   * One number per row; for `multi:softprob` one per class, row by row. In a SparseMatrix absent entries are missing; in
   * dense rows NaN is, and 0 is a value. Throws INVALID_PARAMETER_VALUE for other columns than the model's.
   */
  predict(data: DMatrix | MatrixLike, options: PredictOptions & { readonly predLeaf: true }): Int32Array[];
  predict(data: DMatrix | MatrixLike, options: PredictOptions & { readonly predContribs: true }): Float32Array[];
  predict(
    data: DMatrix | MatrixLike,
    options?: PredictOptions & { readonly predLeaf?: false; readonly predContribs?: false },
  ): Float32Array;
  predict(data: DMatrix | MatrixLike, options: PredictOptions = {}): Float32Array | Float32Array[] | Int32Array[] {
    checkOptionNames("predict", options, [
      "outputMargin",
      "predLeaf",
      "predContribs",
      "iterationRange",
      "validateFeatures",
    ]);
    const named = data instanceof DMatrix && options.validateFeatures !== false;
    const rows = data instanceof DMatrix ? data : new DMatrix(data);
    checkFeatures(this.#model, rows, named);
    const range = treesOfRounds(this.#model, options.iterationRange);
    if (options.predContribs === true) return contributionsOf(this.#model, rows, range);
    this.#ensemble ??= new Ensemble(this.#model.trees);
    if (options.predLeaf === true) return leavesOf(this.#ensemble, rows, range);
    const sums = margins(this.#model, this.#ensemble, rows, range);
    return options.outputMargin === true ? sums : predictionsOf(this.#model, sums);
  }

  /** A model of rounds `start` up to `end` (default: all after `start`), without attributes of the whole training. */
  slice(start: number, end = 0): Booster {
    const { from, to } = treesOfRounds(this.#model, [start, end]);
    return new Booster({ ...this.#model, trees: this.#model.trees.slice(from, to), attributes: {} });
  }

  /**
   * Feature → importance, in the order of the features; those without a split are left out. `weight` (default) counts the
   * splits, `gain` and `cover` are means over them, `total_gain` and `total_cover` sums.
   */
  getScore(options: { readonly importanceType?: ImportanceType; readonly fmap?: string } = {}): Record<string, number> {
    checkOptionNames("getScore", options, ["importanceType", "fmap"]);
    const { names } = this.#features(options.fmap);
    const scores = importanceOf(this.#model.trees, options.importanceType ?? "weight");
    return Object.fromEntries([...scores].map(([feature, score]) => [names[feature]!, score]));
  }

  /** `getScore` by weight. */
  getFscore(options: { readonly fmap?: string } = {}): Record<string, number> {
    return this.getScore({ ...options, importanceType: "weight" });
  }

  /** One text per tree, as Python's `get_dump` prints it. */
  getDump(options: DumpOptions = {}): string[] {
    checkOptionNames("getDump", options, ["withStats", "dumpFormat", "fmap"]);
    const { withStats = false, dumpFormat = "text" } = options;
    const write = dumpFormats[dumpFormat] as (typeof dumpFormats)[DumpFormat] | undefined;
    if (write === undefined) {
      const known = Object.keys(dumpFormats).join(", ");
      throw invalid(`there is no dump format ${JSON.stringify(dumpFormat)}; take one of ${known}`);
    }
    const features = escapedNames(this.#features(options.fmap));
    return this.#model.trees.map((tree) => {
      checkInterrupt();
      return write(tree, features, withStats);
    });
  }

  /** Writes `getDump` to a file: for JSON a list of trees, for text a heading before each. */
  dumpModel(path: string, options: DumpOptions = {}): void {
    const dumps = this.getDump(options);
    const text =
      options.dumpFormat === "json"
        ? `[\n${dumps.join(",\n")}\n]`
        : dumps.map((dump, index) => `booster[${index}]:\n${dump}`).join("");
    writeFileSync(path, text);
  }

  /** All nodes of all trees, one row each: the columns of Python's `trees_to_dataframe`. */
  treesToDataframe(options: { readonly fmap?: string } = {}): TreeNode[] {
    checkOptionNames("treesToDataframe", options, ["fmap"]);
    return treeNodes(this.#model.trees, this.#features(options.fmap));
  }

  /** Writes a file that XGBoost from 1.7 on loads, by the name's end as JSON (`.json`) or UBJ (`.ubj`). */
  saveModel(path: string): void {
    saveModelFile(this.model, path);
  }

  /** The content of such a file. */
  saveRaw(format: ModelFormat = "ubj"): Uint8Array {
    return modelBytes(this.model, format);
  }

  toString(): string {
    return summaryText(this.model);
  }

  [displaySymbol](): MimeData {
    return summaryData(this.model);
  }

  [inspect.custom](): string {
    return this.toString();
  }

  #features(fmap: string | undefined): FeatureMap {
    if (fmap === undefined || fmap === "") return featureMapOf(this.#model);
    return featureMapOfText(readFileSync(fmap, "utf8"), fmap, this.#model);
  }

  #numberAttribute(name: string): number | null {
    const text = this.#attributes.get(name);
    return text === undefined ? null : Number(text);
  }
}
