/** One axis over the lines: its ticks, and the brushes that are drawn, moved and resized on it by pointer and keyboard. */
import { type PointerEvent, memo, useRef } from "react";
import { readable } from "../../../plots/run_fields.js";
import { shortenedApart } from "../../../plots/short_text.js";
import type { Brush } from "../../runs/brush.js";
import { type ParallelAxis, readableOn } from "./axes.js";
import { BrushHandle } from "./brush_handle.js";
import {
  categoryToggled,
  edited,
  isPlaceChosen,
  numberAt,
  placeToggled,
  type Segment,
  segmentsOf,
} from "./brushing.js";
import { type Layout, placeStep, placeY, shareAt, yOf } from "./layout.js";

export interface AxisViewProps {
  readonly axis: ParallelAxis;
  readonly x: number;
  readonly layout: Layout;
  readonly brush: Brush | undefined;
  /** `done`: the gesture is over. */
  readonly onBrush: (axis: ParallelAxis, brush: Brush | undefined, done: boolean) => void;
}

/** What a pointer does that is down: draws a stretch from `fixed`, or moves one that it holds at `grip`. */
interface Gesture {
  readonly base: Brush | undefined;
  readonly at?: number;
  readonly fixed?: number;
  readonly held?: { readonly segment: Segment; readonly grip: number };
  readonly startY: number;
  moved: boolean;
}

const bandPx = 26;
const edgePx = 6;
const clickPx = 3;

export const AxisView = memo(function AxisView({ axis, x, layout, brush, onBrush }: AxisViewProps) {
  const gesture = useRef<Gesture | null>(null);
  const segments = segmentsOf(axis, brush);
  const span = (segment: Segment): readonly [number, number] => {
    const [a, b] = [yOf(layout, axis, segment.from), yOf(layout, axis, segment.to)];
    return a < b ? [a, b] : [b, a];
  };

  const begin = (event: PointerEvent<SVGRectElement>): void => {
    if (event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    const y = yIn(event);
    gesture.current = { base: brush, startY: y, moved: false, ...gripAt(y) };
  };
  const gripAt = (y: number): Pick<Gesture, "at" | "fixed" | "held"> => {
    const share = shareAt(layout, axis, y);
    for (const [at, segment] of segments.entries()) {
      const [fromY, toY] = [yOf(layout, axis, segment.from), yOf(layout, axis, segment.to)];
      if (Math.abs(y - fromY) <= edgePx) return { at, fixed: segment.to };
      if (Math.abs(y - toY) <= edgePx) return { at, fixed: segment.from };
      if ((y - fromY) * (y - toY) < 0) return { at, held: { segment, grip: share } };
    }
    return { fixed: share };
  };
  const follow = (event: PointerEvent<SVGRectElement>, done: boolean): void => {
    const now = gesture.current;
    if (now === null) return;
    const y = yIn(event);
    now.moved ||= Math.abs(y - now.startY) > clickPx;
    if (done) gesture.current = null;
    if (now.moved) {
      const segment = draggedTo(now, shareAt(layout, axis, y));
      const at = now.at === undefined ? {} : { at: now.at };
      onBrush(axis, edited(axis, now.base, { ...at, segment }), done);
    } else if (done) click(y);
  };
  const click = (y: number): void => {
    const place = axis.places[Math.round((y - layout.bottom) / placeStep) - 1];
    if (place !== undefined) return onBrush(axis, placeToggled(axis, brush, place), true);
    if (axis.scale.kind === "category") {
      const { scale } = axis;
      const text = scale.valueAt(scale.min + shareAt(layout, axis, y) * (scale.max - scale.min));
      return onBrush(axis, categoryToggled(axis, brush, String(text)), true);
    }
    if (brush !== undefined && gripAt(y).at === undefined) onBrush(axis, undefined, true);
  };
  const cancel = (): void => {
    if (gesture.current !== null) onBrush(axis, gesture.current.base, true);
    gesture.current = null;
  };
  const change = (at: number, segment: Segment | undefined): void => {
    const edit = segment === undefined ? { at } : { at, segment };
    onBrush(axis, edited(axis, brush, edit), segment === undefined);
  };

  const handled = segments.length > 0 || axis.scale.kind === "category" ? segments : [{ from: 0, to: 1 }];
  const lowest = axis.places.length === 0 ? layout.bottom : placeY(layout, axis.places.length - 1);
  return (
    <g transform={`translate(${x} 0)`} className="parallel-axis" role="group" aria-label={`Brushes on ${axis.label}`}>
      <path d={`M0 ${layout.top}V${layout.bottom}`} className="parallel-line" />
      <Ticks axis={axis} layout={layout} />
      {axis.places.map((place, index) => (
        <g
          key={place.reason}
          transform={`translate(0 ${placeY(layout, index)})`}
          className="parallel-place"
          data-chosen={isPlaceChosen(axis, brush, place)}
        >
          <rect x={-10} y={-8} width={20} height={16} rx={4} />
          <circle r={2.5} />
          <text x={14} dy="0.33em">
            {shortenedApart([place.text], 12)}{" "}
            <tspan className="parallel-count">({place.count.toLocaleString("en-US")})</tspan>
          </text>
        </g>
      ))}
      {segments.map((segment, index) => {
        const [top, bottom] = span(segment);
        return (
          <rect
            key={index}
            className="parallel-brush"
            x={-9}
            width={18}
            y={top - 1}
            height={Math.max(4, bottom - top + 2)}
            rx={3}
          />
        );
      })}
      <rect
        className="parallel-band"
        data-field={axis.field}
        x={-bandPx / 2}
        width={bandPx}
        y={layout.top - 8}
        height={lowest - layout.top + 20}
        onPointerDown={begin}
        onPointerMove={(event) => follow(event, false)}
        onPointerUp={(event) => follow(event, true)}
        onPointerCancel={cancel}
      />
      {handled.map((segment, index) =>
        (["from", "to"] as const).map((end) => (
          <BrushHandle
            key={`${index}${end}`}
            name={`${axis.label}, ${end === "from" ? "lower" : "upper"} end${segments.length > 1 ? ` of range ${index + 1}` : ""}`}
            y={yOf(layout, axis, segment[end])}
            segment={segment}
            end={end}
            drawn={segments.length > 0}
            step={axis.scale.kind === "category" ? 1 / (axis.scale.max - axis.scale.min) : 0.01}
            textAt={(share) => textAt(axis, share, end)}
            onChange={(next) => change(index, next)}
          />
        )),
      )}
    </g>
  );
});

function Ticks({ axis, layout }: { readonly axis: ParallelAxis; readonly layout: Layout }) {
  const { scale } = axis;
  const gap = (layout.xs[1] ?? Infinity) - layout.xs[0]!;
  const most = Math.max(10, Math.min(24, Math.floor((gap - 30) / 6.2)));
  const texts = shortenedApart(
    scale.ticks.map(({ text }) => text),
    most,
  );
  return scale.ticks.map(({ position, text }, index) => {
    const y = yOf(layout, axis, (position - scale.min) / (scale.max - scale.min));
    return (
      <g key={position} transform={`translate(0 ${y.toFixed(1)})`} className="parallel-tick">
        <path d="M-4 0H4" />
        <text x={8} dy="0.33em">
          {texts[index]}
          {texts[index] !== text && <title>{text}</title>}
        </text>
      </g>
    );
  });
}

function draggedTo({ fixed, held }: Gesture, share: number): Segment {
  if (held !== undefined) {
    const { from, to } = held.segment;
    const by = Math.min(Math.max(1 - to, 0), Math.max(Math.min(-from, 0), share - held.grip));
    return { from: from + by, to: to + by };
  }
  return { from: Math.min(fixed!, share), to: Math.max(fixed!, share) };
}

function textAt(axis: ParallelAxis, share: number, end: "from" | "to"): string {
  const { scale } = axis;
  if (scale.kind !== "category") return readableOn(axis, numberAt(axis, share), readable);
  const position = scale.min + share * (scale.max - scale.min);
  return String(scale.valueAt(end === "from" ? Math.ceil(position - 1e-9) : Math.floor(position + 1e-9)));
}

function yIn(event: PointerEvent<SVGRectElement>): number {
  return event.clientY - event.currentTarget.ownerSVGElement!.getBoundingClientRect().top;
}
