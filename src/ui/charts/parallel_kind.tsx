/** Parallel coordinates as a kind of chart. */
import { numericFields } from "./choices.js";
import { keyOf, type Kind } from "./kind.js";
import { neededFields } from "./parallel/needed_fields.js";
import { ParallelChart } from "./parallel/parallel_chart.js";
import { ParallelControls } from "./parallel/parallel_controls.js";
import type { ParallelSetup } from "./setup.js";

export const parallelKind: Kind<ParallelSetup> = {
  label: "Parallel coordinates",
  lacking: "Parallel coordinates need params that differ between the runs, or metrics.",
  resolve: (setup, fields) =>
    setup.axes !== undefined || numericFields(fields).length > 0 || fields.some(({ varies }) => varies) ? setup : null,
  title: ({ axes }) =>
    axes === undefined ? "Parallel coordinates" : axes.map(({ field }) => keyOf(field)).join(" · "),
  needed: neededFields,
  wide: true,
  View: ParallelChart,
  Controls: ParallelControls,
};
