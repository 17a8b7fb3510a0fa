/** Two columns against each other: a dot per run, coloured and sized by others. A box or lasso brushes both. */
import { useMemo } from "react";
import { Checkbox } from "react-aria-components";
import { counted } from "../parts/counted.js";
import { scatterData, scatterFigure } from "../../plots/scatter.js";
import { brushesOf } from "./brushes_of.js";
import { chosen, metricsOf, numericFields } from "./choices.js";
import { FieldChoice } from "./field_choice.js";
import { FigureView } from "./figure_view.js";
import { keyOf } from "./key.js";
import { type ControlsProps, type Kind, type ViewProps, useShown } from "./kind.js";
import { groupField } from "./run_groups.js";
import type { ScatterSetup } from "./setup.js";

/** The colour that each run has in the table, instead of a column's. */
const ownColors = "run";

function ScatterView({ data, setup, brushes, onBrushes, onOpenRun, picture }: ViewProps<ScatterSetup>) {
  const shown = useShown(data);
  const plot = useMemo(() => {
    const { color, size, logX, logY } = setup;
    const scatter = scatterData(shown.data, {
      x: setup.x!,
      y: setup.y!,
      ...(color !== undefined && color !== ownColors && { color }),
      ...(size !== undefined && { size }),
      ...(logX !== undefined && { logX }),
      ...(logY !== undefined && { logY }),
    });
    return { scatter, runs: [shown.places], colors: shown.data.colors };
  }, [shown, setup]);
  const figure = useMemo(() => {
    const own = setup.color === ownColors || plot.scatter.color === null;
    const made = scatterFigure(own ? { ...plot.scatter, color: null } : plot.scatter);
    if (!own) return made;
    const marker = { ...(made.data[0]!["marker"] as object), color: plot.colors };
    return { ...made, data: [{ ...made.data[0], marker }] };
  }, [plot, setup.color]);
  const axes = [setup.x!, setup.y!];
  return (
    <FigureView
      figure={figure}
      data={data}
      runs={plot.runs}
      label={`Scatter plot of ${keyOf(setup.y)} against ${keyOf(setup.x)}, ${counted(shown.places.length, "run")}`}
      picture={picture}
      onOpenRun={onOpenRun}
      onSelect={(indices) =>
        onBrushes([
          ...brushes.filter(({ field }) => !axes.includes(field)),
          ...(indices === null || indices.length === 0 ? [] : brushesOf(axes, indices, data)),
        ])
      }
    />
  );
}

function ScatterControls({ setup, fields, data, onSetup }: ControlsProps<ScatterSetup>) {
  const { color: _color, size: _size, ...rest } = setup;
  const change = (key: "color" | "size", value: string | undefined): void => {
    const others = key === "color" ? setup.size : setup.color;
    const other = key === "color" ? "size" : "color";
    onSetup({
      ...rest,
      ...(others !== undefined && { [other]: others }),
      ...(value !== undefined && { [key]: value }),
    });
  };
  const ownColor = { name: ownColors, kind: "attribute", key: ownColors } as (typeof fields)[number];
  return (
    <>
      <FieldChoice label="Across" value={setup.x} fields={fields} onChange={(x) => onSetup({ ...setup, x: x! })} />
      <FieldChoice label="Up" value={setup.y} fields={fields} onChange={(y) => onSetup({ ...setup, y: y! })} />
      <FieldChoice
        label="Colour"
        value={setup.color}
        fields={[...fields.filter(({ name }) => name !== groupField), ownColor]}
        none="What tells most"
        names={{ [ownColors]: data.groups === undefined ? "Run" : "Group" }}
        onChange={(field) => change("color", field)}
      />
      <FieldChoice
        label="Size"
        value={setup.size}
        fields={fields.filter(({ numeric }) => numeric)}
        none="All alike"
        onChange={(field) => change("size", field)}
      />
      <LogChoice label="Logarithms across" value={setup.logX} onChange={(logX) => onSetup({ ...setup, logX })} />
      <LogChoice label="Logarithms up" value={setup.logY} onChange={(logY) => onSetup({ ...setup, logY })} />
    </>
  );
}

/** Neither yes nor no: as fits the values. */
function LogChoice(props: {
  readonly label: string;
  readonly value: boolean | undefined;
  readonly onChange: (log: boolean) => void;
}) {
  return (
    <Checkbox isSelected={props.value === true} isIndeterminate={props.value === undefined} onChange={props.onChange}>
      <span className="charts-box" aria-hidden />
      {props.label}
    </Checkbox>
  );
}

export const scatterKind: Kind<ScatterSetup> = {
  label: "Scatter",
  lacking: "A scatter plot needs two columns: log params and metrics with your runs.",
  resolve({ color: askedColor, size: askedSize, ...setup }, fields, sortedBy) {
    const metrics = metricsOf(fields, sortedBy);
    const y = chosen(setup.y, fields, metrics, [setup.x]);
    const x = chosen(setup.x, fields, [...numericFields(fields), ...fields], [y]);
    if (x === undefined || y === undefined) return null;
    const most = fields.reduce((sum, { runs }) => Math.max(sum, runs), 0);
    const telling = metrics.filter(({ min, max, runs }) => min !== max && runs >= most / 2);
    const isGrouped = fields.some(({ name }) => name === groupField);
    const own = askedColor === ownColors || (isGrouped && (askedColor ?? groupField) === groupField);
    const color = own ? ownColors : (chosen(askedColor, fields, telling, [x, y]) ?? ownColors);
    const size = chosen(askedSize, fields, []);
    return { ...setup, x, y, color, ...(size !== undefined && { size }) };
  },
  title: ({ x, y }) => `${keyOf(y)} against ${keyOf(x)}`,
  needed: ({ x, y, color, size }) =>
    [x, y, color, size].filter((field) => field !== undefined && field !== ownColors) as string[],
  View: ScatterView,
  Controls: ScatterControls,
};
