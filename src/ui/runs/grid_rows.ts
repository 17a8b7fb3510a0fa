/** What stands in each row of the grid: runs, groups of runs, and the runs below either. Pure. */
import type { RunGroup } from "../../protocol/page.js";
import type { RunRow } from "./field.js";

export type GridRow =
  | {
      readonly kind: "run";
      readonly run: RunRow;
      /** 0 at the top. */
      readonly depth: number;
      /** Runs below it that can be shown; 0: none. */
      readonly children: number;
      readonly expanded: boolean;
      /** On top whatever the order. */
      readonly onTop: boolean;
      /** Of the group that it is below. */
      readonly groupId?: string;
    }
  | { readonly kind: "group"; readonly group: RunGroup; readonly id: string; readonly expanded: boolean }
  /** Said in place of runs below a run or group: that there are more, or why they are not shown. */
  | { readonly kind: "note"; readonly text: string; readonly depth: number };

export interface GridRows {
  readonly count: number;
  /** undefined: on its way. */
  at(index: number): GridRow | undefined;
}

/** What is shown below row `index` of those at the top. */
export interface Below {
  readonly index: number;
  readonly rows: readonly GridRow[];
}

/** Puts what is expanded below its row. */
export function withBelow(top: GridRows, expanded: readonly Below[]): GridRows {
  if (expanded.length === 0) return top;
  const sorted = expanded.toSorted((a, b) => a.index - b.index);
  const extra = sorted.reduce((sum, one) => sum + one.rows.length, 0);
  return {
    count: top.count + extra,
    at: (index) => {
      let rest = index;
      for (const below of sorted) {
        if (rest <= below.index) break;
        const inside = rest - below.index - 1;
        if (inside < below.rows.length) return below.rows[inside];
        rest -= below.rows.length;
      }
      return top.at(rest);
    },
  };
}

export function runIdOf({ table, index }: RunRow): string {
  return table.runs.runId[index]!;
}

/** What a row calls it; stores that were not made by MLflow's newer clients have runs without a name. */
export function runNameOf(run: RunRow): string {
  return run.table.runs.runName[run.index] || runIdOf(run).slice(0, 8);
}

/** The runs from one row to another, whichever is above; for a choice with Shift. */
export function runIdsBetween(rows: GridRows, from: number, to: number): readonly string[] {
  const ids: string[] = [];
  for (let index = Math.min(from, to); index <= Math.max(from, to); index++) {
    const row = rows.at(index);
    if (row?.kind === "run") ids.push(runIdOf(row.run));
  }
  return ids;
}
