/** A metric of each run as bars, in the table's order; where the table is grouped, the mean of each group. */
import { useMemo } from "react";
import { type RunBar, runBarsData, runBarsFigure } from "../../plots/run_bars.js";
import { readable } from "../../plots/run_fields.js";
import { counted } from "../parts/counted.js";
import { Empty } from "../parts/empty.js";
import { chosen, metricsOf, numericFields } from "./choices.js";
import { FieldChoice } from "./field_choice.js";
import { FigureView } from "./figure_view.js";
import { keyOf } from "./key.js";
import { type ControlsProps, type Kind, type Shown, type ViewProps, useChosen, useShown } from "./kind.js";
import { eachRunOf, OfGroups } from "./of_groups.js";
import { groupField, groupOf } from "./run_groups.js";
import type { BarSetup } from "./setup.js";

function BarView(props: ViewProps<BarSetup>) {
  const ofGroups = props.data.groups !== undefined && props.setup.eachRun !== true;
  return ofGroups ? <GroupBars {...props} /> : <RunBars {...props} />;
}

function RunBars(props: ViewProps<BarSetup>) {
  return <BarsOf {...props} shown={useShown(props.data)} ofGroups={false} />;
}

function GroupBars(props: ViewProps<BarSetup>) {
  return <BarsOf {...props} shown={useChosen(props.data)} ofGroups />;
}

interface BarsOfProps extends ViewProps<BarSetup> {
  readonly shown: Shown;
  readonly ofGroups: boolean;
}

function BarsOf({ data, setup, shown, ofGroups, onOpenRun, picture }: BarsOfProps) {
  const plot = useMemo(() => {
    const options = { metric: setup.field!, ...(ofGroups && { by: groupField }) };
    const bars = runBarsData(shown.data, options);
    const first = bars.bars.map(({ indices }) => indices[0]!);
    const color = first.map((index) => (ofGroups && groupOf(shown.data, index)?.color) || shown.data.colors[index]!);
    const figure = runBarsFigure(bars);
    return {
      bars,
      runs: [first.map((index) => shown.places[index]!)],
      figure: { ...figure, data: [{ ...figure.data[0], marker: { color } }] },
    };
  }, [shown, setup, ofGroups]);
  const { bars, count } = plot.bars;
  if (bars.length === 0) return <Empty title={`No run has a ${keyOf(setup.field)}`} />;
  const metric = keyOf(setup.field);
  return (
    <div className="charts-tall" style={{ height: Math.max(300, 90 + 18 * bars.length) }}>
      <FigureView
        figure={plot.figure}
        data={data}
        {...(!ofGroups && { runs: plot.runs })}
        label={
          ofGroups
            ? `Bars of the mean ${metric} of ${counted(bars.length, "group")}, ${counted(count, "run")}: ${spoken(bars)}`
            : `Bars of ${metric}, ${bars.length} of ${counted(count, "run")}`
        }
        picture={picture}
        onOpenRun={onOpenRun}
      />
    </div>
  );
}

const mostSpoken = 15;

function spoken(bars: readonly RunBar[]): string {
  const said = bars.slice(0, mostSpoken).map(({ name, value }) => `${name} ${readable(value)}`);
  return [...said, ...(bars.length > mostSpoken ? ["…"] : [])].join(", ");
}

function BarControls({ setup, fields, data, onSetup }: ControlsProps<BarSetup>) {
  const numeric = numericFields(fields);
  return (
    <>
      <FieldChoice
        label="Value"
        value={setup.field}
        fields={numeric}
        onChange={(field) => onSetup({ ...setup, field: field! })}
      />
      {data.groups !== undefined && (
        <OfGroups eachRun={setup.eachRun} onChange={(eachRun) => onSetup({ ...setup, eachRun })} />
      )}
    </>
  );
}

export const barKind: Kind<BarSetup> = {
  label: "Bars",
  lacking: "Bars need a metric: log one with your runs.",
  resolve(setup, fields, sortedBy) {
    const field = chosen(setup.field, fields, metricsOf(fields, sortedBy));
    return field === undefined ? null : { ...eachRunOf(setup, fields), field };
  },
  title: ({ field, eachRun }) =>
    eachRun === false ? `Mean ${keyOf(field)} of each group` : `${keyOf(field)} of each run`,
  needed: ({ field }) => [field!],
  View: BarView,
  Controls: BarControls,
};
