/** What stands over the lines: colours, more axes, what to do with brushes, downloads, how many runs are chosen. */
import { Download, Palette, Plus } from "lucide-react";
import { Button, Menu, MenuItem, MenuTrigger, Popover } from "react-aria-components";
import type { Brush } from "../../runs/brush.js";
import type { ChartProps } from "../chart_data.js";
import type { AxisSetup, ParallelSetup } from "../setup.js";
import { labelOf } from "./axes.js";
import { ColorLegend } from "./color_legend.js";
import { FieldChoice } from "./field_choice.js";
import { type Legend, ownColors } from "./line_colors.js";

export interface ParallelChartProps extends ChartProps<ParallelSetup> {
  /** Makes the brushes part of the filter. */
  readonly onKeep?: (brushes: readonly Brush[]) => void;
  /** Leaves out what the brushes choose. */
  readonly onExclude?: (brushes: readonly Brush[]) => void;
}

export interface ChartToolsProps extends ParallelChartProps {
  readonly setups: readonly AxisSetup[];
  readonly color: string;
  readonly legend: Legend;
  readonly counts: { readonly drawn: number; readonly chosen: number };
  readonly onPng: () => void;
  readonly onSvg: () => void;
}

export function ChartTools(props: ChartToolsProps) {
  const { data, setup, onSetup, setups, legend, color, onPng, onSvg } = props;
  const options = data.fields
    .filter(({ kind, name }) => kind !== "attribute" || ["duration", "start_time", "status", "user_id"].includes(name))
    .map(({ name, kind }) => ({ field: name, text: labelOf(name), kind: kind as string }));
  const used = new Set(setups.map(({ field }) => field));
  return (
    <div className="parallel-tools">
      <FieldChoice
        label={`Colour lines by; now ${color === ownColors ? "run" : labelOf(color)}`}
        options={[{ field: ownColors, text: "Run", kind: "colour of each run" }, ...options]}
        onChoose={(field) => onSetup({ ...setup, color: field })}
      >
        <Palette aria-hidden size={14} /> {color === ownColors ? "Run" : labelOf(color)}
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
      <MenuTrigger>
        <Button className="react-aria-Button icon" aria-label="Download chart">
          <Download aria-hidden size={14} />
        </Button>
        <Popover>
          <Menu onAction={(key) => (key === "png" ? onPng() : onSvg())}>
            <MenuItem id="png">PNG</MenuItem>
            <MenuItem id="svg">SVG</MenuItem>
          </Menu>
        </Popover>
      </MenuTrigger>
      <span className="spacer" />
      <BrushTools {...props} />
    </div>
  );
}

function BrushTools({ data, brushes, onBrushes, onKeep, onExclude, counts }: ChartToolsProps) {
  return (
    <>
      <span className="parallel-counts" role="status">
        {brushes.length > 0 && <strong>{counts.chosen.toLocaleString("en-US")} of </strong>}
        {counts.drawn.toLocaleString("en-US")} {counts.drawn === 1 ? "run" : "runs"}
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
