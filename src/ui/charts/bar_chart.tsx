/** A metric of each run as bars, in the table's order. */
import { useMemo } from "react";
import { runBarsData, runBarsFigure } from "../../plots/run_bars.js";
import { Empty } from "../parts/empty.js";
import { chosen, metricsOf, numericFields } from "./choices.js";
import { FieldChoice } from "./field_choice.js";
import { FigureView } from "./figure_view.js";
import { type ControlsProps, keyOf, type Kind, type ViewProps, useShown } from "./kind.js";
import type { BarSetup } from "./setup.js";

function BarView({ data, setup, onOpenRun, picture }: ViewProps<BarSetup>) {
  const shown = useShown(data);
  const plot = useMemo(() => {
    const bars = runBarsData(shown.data, { metric: setup.field! });
    const places = bars.indices.map((index) => shown.places[index]!);
    const figure = runBarsFigure(bars);
    const marker = { color: bars.indices.map((index) => shown.data.colors[index]) };
    return { bars, runs: [places], figure: { ...figure, data: [{ ...figure.data[0], marker }] } };
  }, [shown, setup]);
  if (plot.bars.bars.length === 0) return <Empty title={`No run has a ${keyOf(setup.field)}`} />;
  return (
    <div className="charts-tall" style={{ height: Math.max(300, 90 + 18 * plot.bars.bars.length) }}>
      <FigureView
        figure={plot.figure}
        data={data}
        runs={plot.runs}
        label={`Bars of ${keyOf(setup.field)}, ${plot.bars.bars.length} of ${plot.bars.count} runs`}
        picture={picture}
        onOpenRun={onOpenRun}
      />
    </div>
  );
}

function BarControls({ setup, fields, onSetup }: ControlsProps<BarSetup>) {
  const numeric = numericFields(fields);
  return (
    <FieldChoice
      label="Value"
      value={setup.field}
      fields={numeric}
      onChange={(field) => onSetup({ ...setup, field: field! })}
    />
  );
}

export const barKind: Kind<BarSetup> = {
  label: "Bars",
  lacking: "Bars need a metric: log one with your runs.",
  resolve(setup, fields, sortedBy) {
    const field = chosen(setup.field, fields, metricsOf(fields, sortedBy));
    return field === undefined ? null : { ...setup, field };
  },
  title: ({ field }) => `${keyOf(field)} of each run`,
  needed: ({ field }) => [field!],
  View: BarView,
  Controls: BarControls,
};
