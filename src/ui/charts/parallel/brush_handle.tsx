/** One end of a brush as a slider: arrows move it by a hundredth of the axis (or a category), Home and End to the ends, Delete takes the brush away. */
import type { KeyboardEvent } from "react";
import type { Segment } from "./brushing.js";

export interface BrushHandleProps {
  readonly name: string;
  readonly y: number;
  readonly segment: Segment;
  readonly end: "from" | "to";
  /** false: the whole axis, which is no brush yet; to be reached from the axis's name by the arrow down. */
  readonly drawn: boolean;
  /** Share of the axis that an arrow key moves. */
  readonly step: number;
  readonly textAt: (share: number) => string;
  /** undefined: away with it. */
  readonly onChange: (segment: Segment | undefined) => void;
}

export function BrushHandle({ name, y, segment, end, drawn, step, textAt, onChange }: BrushHandleProps) {
  const press = (event: KeyboardEvent): void => {
    if (event.key === "Delete" || event.key === "Backspace" || event.key === "Escape") {
      event.preventDefault();
      if (drawn) onChange(undefined);
      return;
    }
    const share = moved(event.key, segment[end], step);
    if (share === undefined) return;
    event.preventDefault();
    const other = segment[end === "from" ? "to" : "from"];
    onChange(
      end === "from" ? { from: Math.min(share, other), to: other } : { from: other, to: Math.max(share, other) },
    );
  };
  return (
    <rect
      className="parallel-handle"
      data-drawn={drawn}
      role="slider"
      tabIndex={drawn ? 0 : -1}
      aria-label={name}
      aria-orientation="vertical"
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(Math.min(1, Math.max(0, segment[end])) * 100)}
      aria-valuetext={textAt(segment[end])}
      x={-10}
      width={20}
      y={y - 3}
      height={6}
      rx={3}
      onKeyDown={press}
    />
  );
}

function moved(key: string, share: number, step: number): number | undefined {
  const by: Readonly<Record<string, number>> = {
    ArrowUp: step,
    ArrowRight: step,
    ArrowDown: -step,
    ArrowLeft: -step,
    PageUp: Math.max(step, 0.1),
    PageDown: -Math.max(step, 0.1),
    Home: -2,
    End: 2,
  };
  const way = by[key];
  return way === undefined ? undefined : Math.min(1, Math.max(0, share + way));
}
