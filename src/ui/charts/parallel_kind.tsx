/** Parallel coordinates as a kind of chart; they have their own tools. */
import { numericFields } from "./choices.js";
import { keyOf, type Kind, type ViewProps } from "./kind.js";
import { neededFields } from "./parallel/needed_fields.js";
import { ParallelChart } from "./parallel/parallel_chart.js";
import type { ParallelSetup } from "./setup.js";

function ParallelView({ picture: _picture, ...props }: ViewProps<ParallelSetup>) {
  return <ParallelChart {...props} />;
}

export const parallelKind: Kind<ParallelSetup> = {
  label: "Parallel coordinates",
  lacking: "Parallel coordinates need params that differ between the runs, or metrics.",
  resolve: (setup, fields) =>
    setup.axes !== undefined || numericFields(fields).length > 0 || fields.some(({ varies }) => varies) ? setup : null,
  title: ({ axes }) =>
    axes === undefined ? "Parallel coordinates" : axes.map(({ field }) => keyOf(field)).join(" · "),
  needed: neededFields,
  View: ParallelView,
  ownTools: true,
};
