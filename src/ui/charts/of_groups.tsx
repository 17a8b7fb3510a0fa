/** Whether a chart draws the groups of the table or each run. */
import { Checkbox } from "react-aria-components";
import { groupField } from "./run_groups.js";

export function OfGroups(props: {
  readonly eachRun: boolean | undefined;
  readonly onChange: (eachRun: boolean) => void;
}) {
  return (
    <Checkbox isSelected={props.eachRun !== true} onChange={(on) => props.onChange(!on)}>
      <span className="charts-box" aria-hidden />
      Mean of each group
    </Checkbox>
  );
}

/** `eachRun` is false where means are drawn, and absent where the table is not grouped. */
export function eachRunOf<S extends { readonly eachRun?: boolean }>(
  { eachRun = false, ...setup }: S,
  fields: readonly { readonly name: string }[],
): Omit<S, "eachRun"> & { readonly eachRun?: boolean } {
  const isGrouped = fields.some(({ name }) => name === groupField);
  return { ...setup, ...((isGrouped || eachRun) && { eachRun }) };
}
