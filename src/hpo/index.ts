/** `labbook/hpo`: search for the best parameters, as hyperopt has it. */
export { hp } from "./hp.js";
export { mix } from "./mix.js";
export { Node, type SpaceValue } from "./node.js";
export { SeededRandom } from "../random.js";
export { rand } from "./rand.js";
export { type Operand, scope } from "./scope.js";
export { anneal, type AnnealOptions } from "./anneal.js";
export { CategoricalDensity, type Density, MixtureDensity } from "./density.js";
export { exists, searchSpace } from "./search_space.js";
export { sample, spaceEval } from "./space_eval.js";
export type { Condition, Distribution, Parameter, Point, Random, SearchSpace, Suggest } from "./suggest.js";
export { type Posterior, tpe, type TpeOptions } from "./tpe.js";
export * from "./trial.js";
