/** What stands over the lines: colours, more axes, what to do with brushes, downloads, how many runs are chosen. */
import { Palette, Plus } from "lucide-react";
import { Button } from "react-aria-components";
import { counted } from "../../parts/counted.js";
import { labelOf } from "../../runs/field.js";
import type { ViewProps } from "../kind.js";
import type { AxisSetup, ParallelSetup } from "../setup.js";
import { ColorLegend } from "./color_legend.js";
import { FieldChoice } from "./field_choice.js";
import { type Legend, ownColors } from "./line_colors.js";

export interface ChartToolsProps extends ViewProps<ParallelSetup> {
  readonly setups: readonly AxisSetup[];
  readonly color: string;
  readonly legend: Legend;
  readonly counts: { readonly drawn: number; readonly chosen: number };
}

export function ChartTools(props: ChartToolsProps) {
  const { data, setup, onSetup, setups, legend, color } = props;
  const own = data.groups === undefined ? "Run" : "Group";
  const options = data.fields
    .filter(({ kind, name }) => kind !== "attribute" || ["start_time", "status", "user_id"].includes(name))
    .map(({ name, kind }) => ({ field: name, text: labelOf(name), kind: kind as string }));
  const used = new Set(setups.map(({ field }) => field));
  return (
    <>
      <FieldChoice
        label={`Colour lines by; now ${color === ownColors ? own.toLowerCase() : labelOf(color)}`}
        options={[{ field: ownColors, text: own, kind: `colour of each ${own.toLowerCase()}` }, ...options]}
        onChoose={(field) => onSetup({ ...setup, color: field })}
      >
        <Palette aria-hidden size={14} /> {color === ownColors ? own : labelOf(color)}
      </FieldChoice>
      <ColorLegend legend={legend} />
      {legend.kind === "scale" && (
        <Button
          className="react-aria-Button quiet"
          onPress={() => onSetup({ ...setup, colorReversed: !(setup.colorReversed ?? false) })}
        >
          Reverse colours
        </Button>
      )}
      <FieldChoice
        label="Add axis"
        options={options.filter(({ field }) => !used.has(field))}
        onChoose={(field) => onSetup({ ...setup, axes: [...setups, { field }] })}
      >
        <Plus aria-hidden size={14} /> Axis
      </FieldChoice>
      <span className="spacer" />
      <BrushTools {...props} />
    </>
  );
}

function BrushTools({ data, brushes, onBrushes, onKeep, onExclude, counts }: ChartToolsProps) {
  return (
    <>
      <span className="parallel-counts">
        {brushes.length > 0 && <strong>{counts.chosen.toLocaleString("en-US")} of </strong>}
        {counted(counts.drawn, "run")}
        {brushes.length > 0 && " chosen"}
        {counts.drawn < data.count && `, ${(data.count - counts.drawn).toLocaleString("en-US")} hidden`}
        {data.total > data.count && `, of ${data.total.toLocaleString("en-US")} that match`}
      </span>
      {onKeep !== undefined && (
        <Button isDisabled={brushes.length === 0} onPress={() => onKeep(brushes)}>
          Keep
        </Button>
      )}
      {onExclude !== undefined && (
        <Button isDisabled={brushes.length === 0} onPress={() => onExclude(brushes)}>
          Exclude
        </Button>
      )}
      <Button isDisabled={brushes.length === 0} onPress={() => onBrushes([])}>
        Reset
      </Button>
    </>
  );
}
