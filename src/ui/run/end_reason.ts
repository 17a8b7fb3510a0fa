/** Why a run ended as it did, from what labbook has noted on it. Pure. */
import type { Run } from "../../entities.js";

/** "kernel lost in cell 7 after 41 min", "2 of 9 cells failed", "all 9 cells ok"; "" where nothing is known. */
export function endReason({ data: { tags } }: Pick<Run, "data">): string {
  const reason = tags["labbook.endReason"] ?? "";
  const cells = /^(\d+) executed, (\d+) failed$/.exec(tags["labbook.cells"] ?? "");
  const [executed, failed] = [Number(cells?.[1] ?? 0), Number(cells?.[2] ?? 0)];
  if (executed === 0) return reason;
  const count = failed > 0 ? `${failed} of ${executed} ${executed === 1 ? "cell" : "cells"} failed` : "";
  if (reason !== "") return count === "" ? reason : `${reason} · ${count}`;
  return count || (executed === 1 ? "its cell ok" : `all ${executed} cells ok`);
}
