/**
 * The only file that imports arquero, whose verbs group, join, sort and summarise frames. It is loaded when the first of
 * them is called: it takes a quarter of a second and 30 MB, and reading, filtering and training do without it.
 */
import { createRequire } from "node:module";
import type * as Arquero from "arquero";

/** A table of arquero. */
export type ColumnTable = Arquero.ColumnTable;

let loaded: typeof Arquero | null = null;

export function arquero(): typeof Arquero {
  loaded ??= createRequire(import.meta.url)("arquero") as typeof Arquero;
  return loaded;
}
