/** Why a run ended as it did, from what labbook has noted on it. Pure. */
import type { Run } from "../../entities.js";

/** "kernel lost in cell 7 after 41 min · all 7 cells ok"; "" where nothing is known. */
export function endReason({ data: { tags } }: Pick<Run, "data">): string {
  const cells = /^(\d+) executed, (\d+) failed$/.exec(tags["labbook.cells"] ?? "");
  return [tags["labbook.endReason"], cells === null ? undefined : cellsText(Number(cells[1]), Number(cells[2]))]
    .filter((text) => text !== undefined && text !== "")
    .join(" · ");
}

function cellsText(executed: number, failed: number): string {
  if (executed === 0) return "no cell ran";
  if (failed > 0) return `${failed} of ${executed} ${executed === 1 ? "cell" : "cells"} failed`;
  return executed === 1 ? "its cell is ok" : `all ${executed} cells ok`;
}
