/** Random search: each point is drawn from the space, whatever came before. */
import { draw } from "./draw.js";
import type { Suggest } from "./suggest.js";

const suggest: Suggest = (space, _trials, random) => draw(space, random);

/** hyperopt's `rand`: `fmin(objective, space, { algo: rand.suggest })`. */
export const rand = { suggest };
