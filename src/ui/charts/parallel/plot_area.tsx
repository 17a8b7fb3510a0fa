/** The canvases with the lines: drawn by a painter, hovered and opened by the pointer. */
import { type MouseEvent, useEffect, useLayoutEffect, useRef, useState } from "react";
import { readable, readableParam } from "../../../plots/run_fields.js";
import { hover, hoveredRun, onHover } from "../../runs/hover.js";
import type { ChartData } from "../chart_data.js";
import { type ParallelAxis, readableOn } from "./axes.js";
import type { Layout } from "./layout.js";
import { nearestLine } from "./nearest_line.js";
import { type Canvases, Painter } from "./painter.js";
import type { Picture } from "./picture.js";

export interface PlotAreaProps {
  readonly data: ChartData;
  readonly axes: readonly ParallelAxis[];
  readonly picture: Picture;
  /** What it shows, in words. */
  readonly label: string;
  /** Told the canvases, for downloads. */
  readonly onCanvases: (canvases: Canvases) => void;
  /** Told once, when a picture is complete, or has been drawn at for a while. */
  readonly onDrawn: () => void;
  readonly onOpenRun: (runId: string) => void;
}

interface Tip {
  readonly run: number;
  readonly x: number;
  readonly y: number;
}

export function PlotArea({ data, axes, picture, label, onCanvases, onDrawn, onOpenRun }: PlotAreaProps) {
  const background = useRef<HTMLCanvasElement>(null);
  const chosen = useRef<HTMLCanvasElement>(null);
  const hovered = useRef<HTMLCanvasElement>(null);
  const painter = useRef<Painter>(null);
  const [tip, setTip] = useState<Tip | null>(null);

  useLayoutEffect(() => {
    const all = { background: background.current!, chosen: chosen.current!, hovered: hovered.current! };
    const made = new Painter(all, onDrawn);
    painter.current = made;
    onCanvases(all);
    return () => made.stop();
  }, [onCanvases, onDrawn]);
  useLayoutEffect(() => painter.current!.draw(picture), [picture]);
  useEffect(() => {
    const show = (): void => {
      const runId = hoveredRun();
      painter.current!.hover(runId === null ? -1 : data.runIds.indexOf(runId));
    };
    show();
    return onHover(show);
  }, [picture, data]);

  const runAt = (event: MouseEvent): Tip | null => {
    const box = event.currentTarget.getBoundingClientRect();
    const [x, y] = [event.clientX - box.left, event.clientY - box.top];
    const { layout, lines, visible, mask } = picture;
    const run = nearestLine(layout, lines, (index) => visible[index] === 1 && mask[index] === 1, x, y);
    return run < 0 ? null : { run, x, y };
  };
  const point = (event: MouseEvent): void => {
    const next = runAt(event);
    hover(next === null ? null : data.runIds[next.run]!);
    setTip(next);
  };
  const leave = (): void => {
    hover(null);
    setTip(null);
  };
  return (
    <div
      className="parallel-area"
      style={{ cursor: tip === null ? "default" : "pointer" }}
      onPointerMove={point}
      onPointerLeave={leave}
      onClick={(event) => {
        const found = runAt(event);
        if (found !== null) onOpenRun(data.runIds[found.run]!);
      }}
    >
      <canvas ref={background} className="parallel-behind" aria-hidden />
      <canvas ref={chosen} className="parallel-chosen" role="img" aria-label={label} />
      <canvas ref={hovered} className="parallel-hovered" aria-hidden />
      {tip !== null && tip.run < data.count && <RunTip data={data} axes={axes} tip={tip} layout={picture.layout} />}
    </div>
  );
}

interface RunTipProps {
  readonly data: ChartData;
  readonly axes: readonly ParallelAxis[];
  readonly tip: Tip;
  readonly layout: Layout;
}

const mostValues = 14;

function RunTip({ data, axes, tip: { run, x, y }, layout: { width, height } }: RunTipProps) {
  const side = x > width / 2 ? { right: width - x + 16 } : { left: x + 16 };
  const end = y > height / 2 ? { bottom: height - y - 40 } : { top: Math.max(0, y - 40) };
  return (
    <div className="parallel-tip" style={{ ...side, ...end }}>
      <strong>{data.names[run]}</strong>
      <dl>
        {axes.slice(0, mostValues).map((axis) => (
          <div key={axis.field}>
            <dt>{axis.label}</dt>
            <dd>{valueText(data, axis, run)}</dd>
          </div>
        ))}
      </dl>
      {axes.length > mostValues && <p>and {axes.length - mostValues} more</p>}
    </div>
  );
}

function valueText(data: ChartData, axis: ParallelAxis, run: number): string {
  const value = data.column(axis.field)?.[run] ?? null;
  if (value === null) return "∅";
  return typeof value === "number" ? readableOn(axis, value, readable) : readableParam(value);
}
