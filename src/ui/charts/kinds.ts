/** The kinds of charts that there are, in the order of the menu. */
import { barKind } from "./bar_chart.js";
import { boxKind } from "./box_chart.js";
import { contourKind } from "./contour_chart.js";
import { importanceKind } from "./importance_chart.js";
import type { Kind } from "./kind.js";
import { linesKind } from "./lines_chart.js";
import { parallelKind } from "./parallel_kind.js";
import { scatterKind } from "./scatter_chart.js";
import type { ChartSetup } from "./setup.js";

const kinds = new Map<string, Kind>(
  Object.entries({
    parallel: parallelKind,
    scatter: scatterKind,
    lines: linesKind,
    importance: importanceKind,
    contour: contourKind,
    bar: barKind,
    box: boxKind,
  }).map(([name, kind]) => [name, kind as unknown as Kind]),
);

/** Undefined: an address names a kind that there is not. */
export function kindOf(setup: ChartSetup): Kind | undefined {
  return kinds.get(setup.kind);
}

export const chartKinds: readonly { readonly name: ChartSetup["kind"]; readonly label: string }[] = [...kinds].map(
  ([name, { label }]) => ({ name: name as ChartSetup["kind"], label }),
);

/** What opens where nobody set up charts. */
export const openingCharts: readonly ChartSetup[] = [
  { kind: "parallel" },
  { kind: "scatter" },
  { kind: "lines" },
  { kind: "importance" },
];
