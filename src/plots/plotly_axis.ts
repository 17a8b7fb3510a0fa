/** An axis as Plotly's layout has it; plotly.js 3 and 4 both draw it. Pure. */
import type { Axis } from "./axis.js";
import { plotlyText } from "./plotly_text.js";

export function plotlyAxis(axis: Axis): Readonly<Record<string, unknown>> {
  const margin = (axis.max - axis.min) * 0.04;
  return {
    title: { text: plotlyText(axis.label) },
    range: [axis.min - margin, axis.max + margin],
    ...(axis.labelled && {
      zeroline: false, // 0 is then no number: of a logarithm it is 1
      tickmode: "array",
      tickvals: axis.ticks.map((tick) => tick.position),
      ticktext: axis.ticks.map((tick) => plotlyText(tick.text)),
    }),
  };
}
