/** The run under the pointer, or with the keyboard's focus: one for table and charts. Outside React's state, as it changes with each move. */
import { useSyncExternalStore } from "react";

let hovered: string | null = null;
const listeners = new Set<() => void>();

export function hover(runId: string | null): void {
  if (runId === hovered) return;
  hovered = runId;
  for (const listener of listeners) listener();
}

export function hoveredRun(): string | null {
  return hovered;
}

/** Calls `listener` at each change; returns how to end that. For canvases, which draw by themselves. */
export function onHover(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** For parts that must be drawn anew at each change. */
export function useHovered(): string | null {
  return useSyncExternalStore(onHover, hoveredRun);
}
