/** What keys do in the grid. Pure. */
import type { GridEvent } from "./grid_event.js";

/** `row` 1 is the header; `column` 0 holds the check boxes. */
export interface CellPlace {
  readonly row: number;
  readonly column: number;
}

interface Size {
  readonly rows: number;
  readonly columns: number;
  /** Rows that Page Down goes. */
  readonly page: number;
}

interface Key {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
}

type Done = CellPlace | { readonly act: GridEvent["act"]; readonly by?: number };

/** Where the key goes, or what it does to the cell at `place`; undefined: it is not for the grid. */
export function moveInGrid(event: Key, place: CellPlace, size: Size): Done | undefined {
  const { key } = event;
  const control = event.ctrlKey || event.metaKey;
  if (place.row === 1 && (key === "ArrowLeft" || key === "ArrowRight") && (control || event.altKey))
    return { act: control ? "move" : "resize", by: key === "ArrowLeft" ? -1 : 1 };
  if (key === "ContextMenu" || (key === "F10" && event.shiftKey) || (event.altKey && key === "ArrowDown"))
    return { act: "menu" };
  if (event.altKey) return undefined;
  if (control) {
    if (key === "Home") return { row: Math.min(2, size.rows), column: 0 };
    if (key === "End") return { row: size.rows, column: size.columns - 1 };
    return undefined;
  }
  return stepped(key, place, size) ?? acted(key, place);
}

function stepped(key: string, { row, column }: CellPlace, { rows, columns, page }: Size): CellPlace | undefined {
  const to = (nextRow: number, nextColumn: number): CellPlace => ({
    row: Math.min(rows, Math.max(1, nextRow)),
    column: Math.min(columns - 1, Math.max(0, nextColumn)),
  });
  switch (key) {
    case "ArrowDown":
    case "j":
      return to(row + 1, column);
    case "ArrowUp":
    case "k":
      return to(row - 1, column);
    case "ArrowLeft":
      return to(row, column - 1);
    case "ArrowRight":
      return to(row, column + 1);
    case "PageDown":
      return to(row + page, column);
    case "PageUp":
      return to(row - page, column);
    case "Home":
      return to(row, 0);
    case "End":
      return to(row, columns - 1);
    default:
      return undefined;
  }
}

function acted(key: string, { row, column }: CellPlace): Done | undefined {
  if (row === 1) {
    if (key === "Enter" || key === " ") return { act: column === 0 ? "choose-all" : "sort" };
    return undefined;
  }
  switch (key) {
    case "Enter":
      return { act: "open" };
    case " ":
    case "x":
    case "X":
      return { act: "choose" };
    case "e":
      return { act: "hide" };
    case "p":
      return { act: "pin" };
    case "+":
    case "-":
      return { act: "expand" };
    default:
      return undefined;
  }
}
