/** What a person does in the grid, by pointer or by key. */
import type { Column } from "./columns.js";
import type { GridRow } from "./grid_rows.js";

export interface GridEvent {
  readonly act:
    "choose" | "hide" | "pin" | "color" | "expand" | "sort" | "menu" | "open" | "choose-all" | "move" | "resize";
  /** undefined: the header. */
  readonly row: GridRow | undefined;
  /** Row of `rows`; below 0: one of `top`. */
  readonly index: number;
  /** undefined: the column of check boxes. */
  readonly column: Column | undefined;
  readonly element: HTMLElement;
  /** Shift: a range, or beside what orders already. */
  readonly more: boolean;
  /** -1 or 1, for `move` and `resize`. */
  readonly by?: number;
}
