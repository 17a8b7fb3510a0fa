/** Parallel coordinates as a kind of chart. */
import { numericFields } from "./choices.js";
import { keyOf } from "./key.js";
import type { Kind } from "./kind.js";
import { ownColors } from "./parallel/line_colors.js";
import { neededFields } from "./parallel/needed_fields.js";
import { ParallelChart } from "./parallel/parallel_chart.js";
import { ParallelControls } from "./parallel/parallel_controls.js";
import { groupField } from "./run_groups.js";
import type { ParallelSetup } from "./setup.js";

export const parallelKind: Kind<ParallelSetup> = {
  label: "Parallel coordinates",
  lacking: "Parallel coordinates need params that differ between the runs, or metrics.",
  resolve(setup, fields) {
    const drawable =
      setup.axes !== undefined || numericFields(fields).length > 0 || fields.some(({ varies }) => varies);
    if (!drawable) return null;
    const isGrouped = fields.some(({ name }) => name === groupField);
    return isGrouped && (setup.color ?? groupField) === groupField ? { ...setup, color: ownColors } : setup;
  },
  title: ({ axes }) =>
    axes === undefined ? "Parallel coordinates" : axes.map(({ field }) => keyOf(field)).join(" · "),
  needed: neededFields,
  wide: true,
  View: ParallelChart,
  Controls: ParallelControls,
};
