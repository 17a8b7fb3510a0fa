/** `labbook/hpo`: search for the best parameters, as hyperopt has it. */
export { hp } from "./hp.js";
export { Node, type SpaceValue } from "./node.js";
export { SeededRandom } from "../random.js";
export { rand } from "./rand.js";
export { type Operand, scope } from "./scope.js";
export { exists, searchSpace } from "./search_space.js";
export { sample, spaceEval } from "./space_eval.js";
export type { Condition, Distribution, Parameter, Point, Random, SearchSpace, Suggest } from "./suggest.js";
export * from "./trial.js";
