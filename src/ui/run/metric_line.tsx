/** The line of one metric, with the band between the extremes of each bucket; pointer and arrow keys read it. */
import { type KeyboardEvent, type PointerEvent } from "react";
import type { Series } from "../../protocol/page.js";
import { shortNumber } from "../parts/number.js";
import { exactTime } from "../parts/time.js";
import { durationText } from "../parts/duration.js";
import { type Extent, extentOf, linePath, placeOf } from "./line_path.js";

export interface MetricLineProps {
  readonly series: Series;
  readonly x: "step" | "time" | "relative";
  /** The index of the point that is read; null: none. */
  readonly at: number | null;
  readonly onAt: (at: number | null) => void;
}

const box = { width: 600, height: 180 };

export function MetricLine({ series, x, at, onAt }: MetricLineProps) {
  const extent = extentOf([...series.x, ...series.x, ...series.x], [...series.last, ...series.min, ...series.max]);
  if (extent === undefined) return <p className="muted">No finite value.</p>;
  const end = series.x.length - 1;
  const onKey = (event: KeyboardEvent): void => {
    const step = { ArrowLeft: -1, ArrowRight: 1, Home: -end, End: end }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    onAt(Math.min(end, Math.max(0, (at ?? end) + step)));
  };
  const onPointer = (event: PointerEvent<SVGSVGElement>): void => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    onAt(nearest(series.x, extent.x, (event.clientX - left) / width));
  };
  const read = at ?? end;
  return (
    <div className="run-line">
      <span className="run-line-y">
        <span>{shortNumber(extent.y[1])}</span>
        <span>{shortNumber(extent.y[0])}</span>
      </span>
      <svg
        viewBox={`0 0 ${box.width} ${box.height}`}
        preserveAspectRatio="none"
        role="slider"
        tabIndex={0}
        aria-label={`Point of ${series.key}`}
        aria-valuemin={0}
        aria-valuemax={end}
        aria-valuenow={read}
        aria-valuetext={`${String(series.last[read])} at ${xLabel(series.x[read]!, x)}`}
        onKeyDown={onKey}
        onPointerMove={onPointer}
        onPointerLeave={() => onAt(null)}
        onBlur={() => onAt(null)}
      >
        <path className="run-band" d={bandPath(series, extent)} />
        <path d={linePath(series.x, series.last, extent, box)} />
        {at !== null && <Cursor left={placeOf(series.x[at]!, 0, extent, box)[0]} />}
      </svg>
      <span className="run-line-x">
        <span>{xLabel(extent.x[0], x)}</span>
        <span>{xLabel(extent.x[1], x)}</span>
      </span>
    </div>
  );
}

function Cursor({ left }: { readonly left: number }) {
  return <line x1={left} x2={left} y1={0} y2={box.height} className="run-cursor" />;
}

function xLabel(value: number, x: MetricLineProps["x"]): string {
  if (x === "step") return value.toLocaleString("en");
  return x === "time" ? exactTime(value) : durationText(value);
}

/** Around all buckets, from left to right along the greatest and back along the least. */
function bandPath({ x, min, max }: Series, extent: Extent): string {
  const known = [...x.keys()].filter((index) => min[index] !== null && max[index] !== null);
  const place = (index: number, value: number): string =>
    placeOf(x[index]!, value, extent, box)
      .map((part) => part.toFixed(1))
      .join(",");
  const above = known.map((index) => place(index, max[index]!));
  const below = known.toReversed().map((index) => place(index, min[index]!));
  return known.length === 0 ? "" : `M${[...above, ...below].join("L")}Z`;
}

/** The index of the x that is nearest to a share of the range. */
function nearest(x: readonly number[], [low, high]: readonly [number, number], share: number): number {
  const wanted = low + share * (high - low);
  let best = 0;
  for (const [index, value] of x.entries()) {
    if (Math.abs(value - wanted) < Math.abs(x[best]! - wanted)) best = index;
  }
  return best;
}
