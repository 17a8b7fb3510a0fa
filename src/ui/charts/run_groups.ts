/** The groups of the runs that charts draw, as the table is grouped. Pure. */
import { byNumberThenText } from "../../plots/scale.js";
import type { CellValue, FieldName, FieldSummary } from "../../protocol/page.js";
import { groupIdOf, groupNameOf } from "../runs/group.js";
import { keyOf } from "./key.js";
import { groupColors } from "../runs/run_color.js";

export interface RunGroups {
  /** What they are grouped by: `model, max_depth`. */
  readonly label: string;
  /** Numbers in their order and before texts. */
  readonly groups: readonly {
    readonly id: string;
    readonly name: string;
    /** `#rrggbb`, as the table has it. */
    readonly color: string;
    readonly runs: number;
  }[];
  /** Of each run the place of its group. */
  readonly of: readonly number[];
}

/** The column of the groups' names, which charts may draw as any other. */
export const groupField = "group";

export function groupSummary(by: readonly FieldName[], runs: number): FieldSummary {
  const key = `group (${labelOf(by)})`;
  return { name: groupField, kind: "attribute", key, runs, varies: true, numeric: false, opening: false };
}

function labelOf(by: readonly FieldName[]): string {
  return by.map(keyOf).join(", ");
}

/** Undefined: not grouped, or the columns are on their way. */
export function runGroups(
  count: number,
  by: readonly FieldName[],
  column: (field: FieldName) => readonly CellValue[] | undefined,
): RunGroups | undefined {
  const columns = by.map(column);
  if (by.length === 0 || !columns.every((one) => one !== undefined)) return undefined;
  const found = new Map<string, { readonly name: string; runs: number }>();
  const ids = Array.from({ length: count }, (_, index) => {
    const values = columns.map((one) => one[index] ?? null);
    const id = groupIdOf(values);
    const group = found.get(id);
    if (group === undefined) found.set(id, { name: groupNameOf(values), runs: 1 });
    else group.runs++;
    return id;
  });
  const sorted = [...found].sort(([, a], [, b]) => byNumberThenText(a.name, b.name));
  const colors = groupColors(
    by,
    sorted.map(([id]) => id),
  );
  const places = new Map(sorted.map(([id], place) => [id, place]));
  return {
    label: labelOf(by),
    groups: sorted.map(([id, { name, runs }]) => ({ id, name, runs, color: colors.get(id)! })),
    of: ids.map((id) => places.get(id)!),
  };
}

/** The group of a run by its place; undefined: they are not grouped. */
export function groupOf(
  { groups }: { readonly groups?: RunGroups | undefined },
  index: number,
): RunGroups["groups"][number] | undefined {
  return groups?.groups[groups.of[index]!];
}
