/** A metric as a surface over two params, with the runs as dots. */
import { useMemo } from "react";
import { counted } from "../parts/counted.js";
import { contourData, contourFigure } from "../../plots/contour.js";
import { numbersOf, observationsOf } from "../../plots/observations.js";
import { Empty } from "../parts/empty.js";
import { chosen, metricsOf, numericFields } from "./choices.js";
import { FieldChoice } from "./field_choice.js";
import { FigureView } from "./figure_view.js";
import { keyOf } from "./key.js";
import { type ControlsProps, type Kind, type ViewProps, useShown } from "./kind.js";
import type { ContourSetup } from "./setup.js";

function ContourView({ data, setup, onOpenRun, picture }: ViewProps<ContourSetup>) {
  const shown = useShown(data);
  const plot = useMemo(() => {
    const contour = contourData(shown.data, { x: setup.x!, y: setup.y!, z: setup.z! });
    const heights = numbersOf(observationsOf(shown.data).column(setup.z!));
    const places = shown.places.filter((_, index) => !Number.isNaN(heights[index]!));
    return { contour, figure: contourFigure(contour), runs: contour.grid.length === 0 ? [places] : [[], places] };
  }, [shown, setup]);
  if (plot.contour.points.length === 0) return <Empty title={`No run has a ${keyOf(setup.z)}`} />;
  return (
    <FigureView
      figure={plot.figure}
      data={data}
      runs={plot.runs}
      label={`Contour plot of ${keyOf(setup.z)} over ${keyOf(setup.x)} and ${keyOf(setup.y)}, ${counted(plot.contour.points.length, "run")}`}
      picture={picture}
      onOpenRun={onOpenRun}
    />
  );
}

function ContourControls({ setup, fields, onSetup }: ControlsProps<ContourSetup>) {
  const numeric = numericFields(fields);
  return (
    <>
      <FieldChoice label="Across" value={setup.x} fields={fields} onChange={(x) => onSetup({ ...setup, x: x! })} />
      <FieldChoice label="Up" value={setup.y} fields={fields} onChange={(y) => onSetup({ ...setup, y: y! })} />
      <FieldChoice label="Height" value={setup.z} fields={numeric} onChange={(z) => onSetup({ ...setup, z: z! })} />
    </>
  );
}

export const contourKind: Kind<ContourSetup> = {
  label: "Contour",
  lacking: "A contour plot needs a metric and two columns of numbers that differ between the runs.",
  resolve(setup, fields, sortedBy) {
    const z = chosen(setup.z, fields, metricsOf(fields, sortedBy));
    const numeric = numericFields(fields);
    const x = chosen(setup.x, fields, numeric, [z, setup.y]);
    const y = chosen(setup.y, fields, numeric, [z, x]);
    return x === undefined || y === undefined || z === undefined ? null : { ...setup, x, y, z };
  },
  title: ({ x, y, z }) => `${keyOf(z)} over ${keyOf(x)} and ${keyOf(y)}`,
  needed: ({ x, y, z }) => [x!, y!, z!],
  View: ContourView,
  Controls: ContourControls,
};
