/** Keeps what is being looked at in its place while runs arrive above it. */
import { type RefObject, useLayoutEffect, useRef, useState } from "react";
import { rowHeightPx } from "./grid_row.js";
import { type GridRows, runIdOf } from "./grid_rows.js";

/** Runs that arrive between two looks at the store, at most; more, and the place is lost. */
const mostArrivals = 200;

export interface Anchored {
  /** Runs that arrived above since the top was last in view. */
  readonly arrived: number;
  readonly toTop: () => void;
  readonly onScroll: () => void;
  /** Whether the pointer is over the rows: then they stay, also at the top. */
  readonly onPointer: (inside: boolean) => void;
}

interface Place {
  readonly key: string;
  readonly runId: string;
  readonly index: number;
}

/** `key`: another one is another table, which has nothing to keep. */
export function useAnchor(scroller: RefObject<HTMLElement | null>, rows: GridRows, key: string): Anchored {
  const anchor = useRef<Place>(null);
  const isPointed = useRef(false);
  const [arrived, setArrived] = useState({ key, count: 0 });
  useLayoutEffect(() => {
    const element = scroller.current;
    const kept = anchor.current;
    if (element === null) return;
    if (kept !== null && kept.key === key && (element.scrollTop > 0 || isPointed.current)) {
      const by = movement(rows, kept.runId, kept.index);
      if (by !== 0) void element.scrollBy({ top: by * rowHeightPx, behavior: "instant" });
      if (by > 0) setArrived((old) => ({ key, count: (old.key === key ? old.count : 0) + by }));
    }
    anchor.current = topPlace(element, rows, key) ?? anchor.current;
  }, [scroller, rows, key]);
  const clear = (): void => setArrived({ key, count: 0 });
  return {
    arrived: arrived.key === key ? arrived.count : 0,
    toTop: () => {
      void scroller.current?.scrollTo({ top: 0 });
      clear();
    },
    onScroll: () => {
      const element = scroller.current;
      if (element === null) return;
      anchor.current = topPlace(element, rows, key) ?? anchor.current;
      if (element.scrollTop === 0 && arrived.count > 0) clear();
    },
    onPointer: (inside) => {
      isPointed.current = inside;
    },
  };
}

/** The run at the top of what is seen; undefined: it is not loaded. */
function topPlace(element: HTMLElement, rows: GridRows, key: string): Place | undefined {
  const index = Math.ceil(element.scrollTop / rowHeightPx);
  const row = rows.at(index);
  return row?.kind === "run" ? { key, runId: runIdOf(row.run), index } : undefined;
}

/** How many rows a run has gone down; 0 also where it is not found. */
function movement(rows: GridRows, runId: string, index: number): number {
  const isIt = (at: number): boolean => {
    const row = rows.at(at);
    return row?.kind === "run" && runIdOf(row.run) === runId;
  };
  for (let by = 0; by <= mostArrivals; by++) {
    if (isIt(index + by)) return by;
    if (isIt(index - by)) return -by;
  }
  return 0;
}
