/** What is drawn on the canvases: where the lines of all runs go, in which colours, and which of them are chosen. */
import type { Layout } from "./layout.js";
import type { LineColors } from "./line_colors.js";

export interface Picture {
  readonly layout: Layout;
  readonly lines: readonly Float32Array[];
  readonly colors: LineColors;
  /** 1: drawn. */
  readonly visible: Uint8Array;
  /** 1: in colour. */
  readonly mask: Uint8Array;
}
