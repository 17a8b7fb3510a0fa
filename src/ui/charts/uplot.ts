/** uPlot, loaded when the first line chart needs it: many lines on a canvas. */
import UPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import type { Line } from "./line.js";

export interface LinesLook {
  readonly lines: readonly Line[];
  readonly x: "step" | "time" | "relative";
  readonly logX: boolean;
  readonly logY: boolean;
  readonly smoothing: number;
}

export interface LinesEvents {
  /** The pointer is at this x, and at this value; null: it left. */
  readonly onPoint: (at: { readonly x: number; readonly y: number } | null) => void;
  /** A stretch was chosen by dragging; null: a double click shows all again. */
  readonly onZoom: (range: readonly [number, number] | null) => void;
}

export interface DrawnLines {
  /** This run's lines thick; null: all alike. */
  light(runId: string | null): void;
  png(): string;
  dispose(): void;
}

const dashes = [[], [8, 4], [2, 3], [10, 3, 2, 3], [4, 2]] as const;
/** With more lines, their ranges would cover each other. */
const mostBands = 20;

export function linesIn(element: HTMLElement, look: LinesLook, { onPoint, onZoom }: LinesEvents): DrawnLines {
  const style = getComputedStyle(element);
  const ratio = devicePixelRatio;
  const axis = {
    stroke: style.color,
    grid: { stroke: "rgba(128,140,152,0.22)", width: 1 },
    ticks: { stroke: "rgba(128,140,152,0.4)", width: 1 },
  };
  const smooth = look.smoothing > 0;
  const plot = new UPlot(
    {
      width: element.clientWidth,
      height: element.clientHeight,
      ms: 1,
      legend: { show: false },
      padding: [10, 24, 0, 0],
      cursor: { drag: { x: true, y: false, setScale: false }, points: { show: false } },
      scales: {
        x: { time: look.x === "time", distr: look.logX ? 3 : 1 },
        y: { distr: look.logY ? 3 : 1 },
      },
      axes: [
        look.x === "relative" ? { ...axis, values: (_, splits) => splits.map(durationOf) } : axis,
        { ...axis, size: 62 },
      ],
      series: [{}, ...look.lines.flatMap((line) => seriesOf(line, smooth))],
      hooks: {
        drawAxes: [(self) => drawBands(self, look.lines)],
        draw: [(self) => drawLost(self, look.lines, ratio)],
        setCursor: [
          (self) => {
            const { left = -1, top = -1 } = self.cursor;
            onPoint(left < 0 ? null : { x: self.posToVal(left, "x"), y: self.posToVal(top, "y") });
          },
        ],
        setSelect: [
          (self) => {
            const { left, width } = self.select;
            if (width < 4) return;
            onZoom([self.posToVal(left, "x"), self.posToVal(left + width, "x")]);
          },
        ],
      },
    },
    alignedOf(look.lines, smooth),
    element,
  );
  const onDouble = (): void => onZoom(null);
  plot.over.addEventListener("dblclick", onDouble);
  return {
    light(runId) {
      let changed = false;
      plot.series.forEach((series, index) => {
        const line = look.lines[Math.floor((index - 1) / (smooth ? 2 : 1))];
        if (index === 0 || line === undefined) return;
        const width = line.runId === runId ? 3.5 : 1.5;
        if (series.width !== width) changed = true;
        series.width = width;
      });
      if (changed) plot.redraw(false);
    },
    png: () => pngOf(plot.ctx.canvas, element),
    dispose() {
      plot.over.removeEventListener("dblclick", onDouble);
      plot.destroy();
    },
  };
}

function seriesOf({ color, dash, x }: Line, smooth: boolean): UPlot.Series[] {
  const main: UPlot.Series = {
    stroke: color,
    width: 1.5,
    dash: [...dashes[dash % dashes.length]!],
    ...(x.length < 30 && { points: { show: true, size: 5, fill: color } }),
  };
  return smooth ? [{ ...main, stroke: `${color}44`, dash: [] }, main] : [main];
}

/** All lines over one list of x. What a line has not is undefined and passed over; null stays a gap. */
function alignedOf(lines: readonly Line[], smooth: boolean): UPlot.AlignedData {
  const tables = lines.map(
    ({ x, raw, shown }) => [x, ...(smooth ? [raw, shown] : [raw])] as unknown as UPlot.AlignedData,
  );
  return tables.length === 0 ? [[]] : UPlot.join(tables);
}

function drawBands(plot: UPlot, lines: readonly Line[]): void {
  const { ctx, bbox } = plot;
  if (lines.length > mostBands) return;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  for (const { x, min, max, color } of lines) {
    if (x.length < 2) continue;
    ctx.fillStyle = `${color}26`;
    let start = 0;
    for (let end = 0; end <= x.length; end++) {
      if (end < x.length && min[end] !== null && max[end] !== null) continue;
      if (end - start > 1) fillBand(plot, x, min, max, start, end);
      start = end + 1;
    }
  }
  ctx.restore();
}

function fillBand(
  plot: UPlot,
  x: readonly number[],
  min: Line["min"],
  max: Line["max"],
  start: number,
  end: number,
): void {
  const { ctx } = plot;
  ctx.beginPath();
  for (let at = start; at < end; at++) ctx.lineTo(plot.valToPos(x[at]!, "x", true), plot.valToPos(max[at]!, "y", true));
  for (let at = end - 1; at >= start; at--)
    ctx.lineTo(plot.valToPos(x[at]!, "x", true), plot.valToPos(min[at]!, "y", true));
  ctx.fill();
}

/** A cross at the foot for each value that is NaN or infinite. */
function drawLost(plot: UPlot, lines: readonly Line[], ratio: number): void {
  const { ctx, bbox } = plot;
  const [size, y] = [3 * ratio, bbox.top + bbox.height - 6 * ratio];
  ctx.save();
  ctx.lineWidth = 1.5 * ratio;
  for (const { lost, color } of lines) {
    ctx.strokeStyle = color;
    ctx.beginPath();
    let last = -Infinity;
    for (const value of lost) {
      const x = plot.valToPos(value, "x", true);
      if (x < bbox.left || x > bbox.left + bbox.width || x - last < 2 * size) continue;
      last = x;
      ctx.moveTo(x - size, y - size);
      ctx.lineTo(x + size, y + size);
      ctx.moveTo(x - size, y + size);
      ctx.lineTo(x + size, y - size);
    }
    ctx.stroke();
  }
  ctx.restore();
}

/** Milliseconds as `1:05` or `2 h`. */
function durationOf(ms: number): string {
  const seconds = ms / 1000;
  if (seconds < 60) return `${Number(seconds.toPrecision(3))} s`;
  if (seconds < 3600) return `${Number((seconds / 60).toPrecision(3))} min`;
  return `${Number((seconds / 3600).toPrecision(3))} h`;
}

function pngOf(canvas: HTMLCanvasElement, element: HTMLElement): string {
  const copy = document.createElement("canvas");
  [copy.width, copy.height] = [canvas.width, canvas.height];
  const ctx = copy.getContext("2d")!;
  ctx.fillStyle = getComputedStyle(element.closest(".panel") ?? document.body).backgroundColor;
  ctx.fillRect(0, 0, copy.width, copy.height);
  ctx.drawImage(canvas, 0, 0);
  return copy.toDataURL("image/png");
}
