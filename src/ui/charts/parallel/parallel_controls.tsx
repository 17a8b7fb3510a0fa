/** Which axes there are, and what colours the lines. */
import { Checkbox } from "react-aria-components";
import { FieldChoice } from "../field_choice.js";
import type { ControlsProps } from "../kind.js";
import type { ParallelSetup } from "../setup.js";
import { axisSetupsOf } from "./axes.js";
import { ownColors } from "./line_colors.js";

export function ParallelControls({ setup, fields, onSetup }: ControlsProps<ParallelSetup>) {
  const setups = axisSetupsOf(setup, fields);
  const { color: _, ...rest } = setup;
  const runColor = { name: ownColors, kind: "attribute", key: ownColors } as (typeof fields)[number];
  const columns = fields.filter(({ kind, varies }) => varies && (kind === "param" || kind === "metric"));
  const toggle = (field: string, on: boolean): void =>
    onSetup({ ...setup, axes: on ? [...setups, { field }] : setups.filter((one) => one.field !== field) });
  return (
    <>
      <FieldChoice
        label="Colour"
        value={setup.color}
        fields={[...fields, runColor]}
        none="Last metric"
        onChange={(color) => onSetup(color === undefined ? rest : { ...rest, color })}
      />
      <Checkbox
        isSelected={setup.colorReversed ?? false}
        onChange={(colorReversed) => onSetup({ ...setup, colorReversed })}
      >
        <Box on={setup.colorReversed ?? false} /> Reverse colours
      </Checkbox>
      <div className="parallel-values" role="group" aria-label="Axes">
        {columns.slice(0, mostListed).map(({ name }) => {
          const on = setups.some(({ field }) => field === name);
          return (
            <Checkbox key={name} isSelected={on} onChange={(next) => toggle(name, next)}>
              <Box on={on} /> {name}
            </Checkbox>
          );
        })}
      </div>
    </>
  );
}

/** Others are found by the button that adds an axis. */
const mostListed = 200;

function Box({ on }: { readonly on: boolean }) {
  return (
    <span className="parallel-box" aria-hidden>
      {on ? "✓" : ""}
    </span>
  );
}
