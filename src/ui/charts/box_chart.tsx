/** How a metric is spread, for each value of a param or tag. */
import { useMemo } from "react";
import { boxData, boxFigure } from "../../plots/box.js";
import type { Figure } from "../../plots/figure.js";
import { Empty } from "../parts/empty.js";
import { chosen, metricsOf, numericFields, varyingParams } from "./choices.js";
import { FieldChoice } from "./field_choice.js";
import { FigureView } from "./figure_view.js";
import { keyOf } from "./key.js";
import { type ControlsProps, type Kind, type ViewProps, useShown } from "./kind.js";
import { groupField, groupOf } from "./run_groups.js";
import type { BoxSetup } from "./setup.js";

function BoxView({ data, setup, onOpenRun, picture }: ViewProps<BoxSetup>) {
  const shown = useShown(data);
  const plot = useMemo(() => {
    const { by } = setup;
    const boxes = boxData(shown.data, { metric: setup.field!, ...(by !== undefined && { by }) });
    const runs = boxes.groups.map(({ indices }) => indices.map((index) => shown.places[index]!));
    const figure = boxFigure(boxes);
    if (by !== groupField) return { boxes, runs, figure };
    const colors = boxes.groups.map(({ indices }) => groupOf(shown.data, indices[0]!)!.color);
    return { boxes, runs, figure: { ...figure, data: figure.data.map((box, at) => colored(box, colors[at]!)) } };
  }, [shown, setup]);
  const { groups, left } = plot.boxes;
  if (groups.length === 0) return <Empty title={`No run has a ${keyOf(setup.field)}`} />;
  return (
    <>
      <FigureView
        figure={plot.figure}
        data={data}
        runs={plot.runs}
        label={`Boxes of ${boxKind.title(setup)}: ${groups.map(({ label, quartiles }) => `${label} median ${quartiles[2]}`).join(", ")}`}
        picture={picture}
        onOpenRun={onOpenRun}
      />
      {left > 0 && <p className="charts-note muted">{left} values with fewer runs are left out.</p>}
    </>
  );
}

function colored(box: Figure["data"][number], color: string): Figure["data"][number] {
  return { ...box, marker: { ...(box["marker"] as object), color } };
}

function BoxControls({ setup, fields, onSetup }: ControlsProps<BoxSetup>) {
  const groups = fields.filter(({ kind, varies }) => varies && kind !== "metric");
  const { by: _by, ...rest } = setup;
  return (
    <>
      <FieldChoice
        label="Value"
        value={setup.field}
        fields={numericFields(fields)}
        onChange={(field) => onSetup({ ...setup, field: field! })}
      />
      <FieldChoice
        label="By"
        value={setup.by}
        fields={groups}
        onChange={(by) => onSetup({ ...rest, ...(by !== undefined && { by }) })}
      />
    </>
  );
}

export const boxKind: Kind<BoxSetup> = {
  label: "Boxes",
  lacking: "Boxes need a metric: log one with your runs.",
  resolve(setup, fields, sortedBy) {
    const field = chosen(setup.field, fields, metricsOf(fields, sortedBy));
    if (field === undefined) return null;
    const ofTable = fields.filter(({ name }) => name === groupField);
    const params = varyingParams(fields);
    const few = params.toSorted((a, b) => valuesOf(a) - valuesOf(b));
    const by = chosen(setup.by, fields, [...ofTable, ...few]);
    return { ...setup, field, ...(by !== undefined && { by }) };
  },
  title: ({ field, by }) => `${keyOf(field)}${by === undefined ? "" : ` by ${keyOf(by)}`}`,
  needed: ({ field, by }) => [field!, ...(by === undefined ? [] : [by])],
  View: BoxView,
  Controls: BoxControls,
};

/** Params with few values make boxes that say something. */
function valuesOf({ values }: { readonly values?: readonly string[] }): number {
  return values?.length ?? Infinity;
}
