/** The columns that parallel coordinates draw. */
import type { NeededFields } from "../chart_data.js";
import type { ParallelSetup } from "../setup.js";
import { axisSetupsOf } from "./axes.js";
import { ownColors } from "./line_colors.js";

export const neededFields: NeededFields<ParallelSetup> = (setup, fields) => {
  const names = axisSetupsOf(setup, fields).map(({ field }) => field);
  const { color } = setup;
  return [...new Set(color === undefined || color === ownColors ? names : [...names, color])];
};
