/** The chart as a picture for a file: an image of what is on the screen, or vectors of the chosen lines. */
import { parallelCoordinatesSvg } from "../../../plots/parallel_coordinates_svg.js";
import { shortenedApart } from "../../../plots/short_text.js";
import type { ParallelAxis } from "./axes.js";
import { type Layout, placeStep, placeY, yOf } from "./layout.js";
import type { LineColors } from "./line_colors.js";
import { type Canvases, css } from "./painter.js";
import type { Picture } from "./picture.js";

/** As many CSS pixels for names over the axes. */
const headPx = 36;

/** A `blob:` URL. */
export async function pngOf(canvases: Canvases, axes: readonly ParallelAxis[], { layout }: Picture): Promise<string> {
  const { background, chosen } = canvases;
  const scale = chosen.width / layout.width;
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [chosen.width, Math.round(chosen.height + headPx * scale)];
  const context = canvas.getContext("2d")!;
  const style = getComputedStyle(canvases.hovered);
  context.fillStyle = style.outlineColor;
  context.fillRect(0, 0, canvas.width, canvas.height);
  for (const layer of [background, chosen])
    if (layer.style.visibility !== "hidden") context.drawImage(layer, 0, headPx * scale);
  context.setTransform(scale, 0, 0, scale, 0, headPx * scale);
  drawAxes(context, axes, layout, style.color, style.outlineColor);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve));
  if (blob === null) throw new Error("The picture is too large to be saved.");
  return URL.createObjectURL(blob);
}

/** A `blob:` URL of the chosen lines, at most a thousand of them, which the picture says. */
export function svgOf(
  axes: readonly ParallelAxis[],
  picture: Picture,
  names: readonly string[],
  colors: LineColors,
  label: string,
): string {
  const { mask, visible } = picture;
  const runs = [...mask.keys()].filter((run) => mask[run] === 1 && visible[run] === 1);
  const svg = parallelCoordinatesSvg({
    axes: axes.map((axis) =>
      vectorAxis(axis, runs, belowScale(Math.max(...axes.map(({ places }) => places.length)) - 1)),
    ),
    colorAxis: 0,
    colors: runs.map((run) => css(colors.colors[colors.buckets[run]!]!, 1)),
    colorLabel: label,
    runNames: runs.map((run) => names[run]!),
    gap: gapFor(axes),
  });
  return URL.createObjectURL(new Blob([svg], { type: "image/svg+xml" }));
}

/** A file has room: what is written on the axes fits between them, up to forty characters. */
function gapFor(axes: readonly ParallelAxis[]): number {
  const texts = axes.flatMap(({ label, scale, places }) => [
    label,
    ...scale.ticks.map(({ text }) => text),
    ...places.map(({ text }) => text),
  ]);
  return Math.max(110, 24 + 7 * Math.min(40, Math.max(...texts.map(({ length }) => length))));
}

/** Heights as positions from 0 to 1, places for what is beside the scale below 0. */
function vectorAxis(axis: ParallelAxis, runs: readonly number[], min: number) {
  const { label, scale, shares, beside, places, inverted } = axis;
  const up = (share: number): number => (inverted ? 1 - share : share);
  const ticks = scale.ticks.map(({ position, text }) => ({
    position: up((position - scale.min) / (scale.max - scale.min)),
    text,
  }));
  return {
    label,
    positions: runs.map((run) => (beside[run] === 0 ? up(shares[run]!) : belowScale(beside[run]! - 1))),
    min,
    max: 1,
    ticks: [...ticks, ...places.map(({ text }, index) => ({ position: belowScale(index), text }))],
    labelled: true,
  };
}

function belowScale(place: number): number {
  return -0.06 * (place + 1);
}

function drawAxes(
  context: CanvasRenderingContext2D,
  axes: readonly ParallelAxis[],
  layout: Layout,
  ink: string,
  ground: string,
): void {
  [context.strokeStyle, context.fillStyle, context.lineWidth] = [ink, ink, 1];
  const write = (text: string, x: number, y: number): void => {
    [context.strokeStyle, context.lineWidth] = [ground, 3];
    context.strokeText(text, x, y);
    context.fillText(text, x, y);
    [context.strokeStyle, context.lineWidth] = [ink, 1];
  };
  for (const [index, axis] of axes.entries()) {
    const x = layout.xs[index]! + 0.5;
    context.beginPath();
    context.moveTo(x, layout.top);
    context.lineTo(x, layout.bottom);
    context.stroke();
    [context.font, context.textAlign, context.textBaseline] = ["600 12px system-ui, sans-serif", "center", "middle"];
    write(`${axis.label}${axis.inverted ? " ↓" : ""}`, x, layout.top - placeStep);
    [context.font, context.textAlign] = ["11px system-ui, sans-serif", "left"];
    const { scale } = axis;
    const texts = shortenedApart(
      scale.ticks.map(({ text }) => text),
      18,
    );
    for (const [tick, { position }] of scale.ticks.entries())
      write(texts[tick]!, x + 8, yOf(layout, axis, (position - scale.min) / (scale.max - scale.min)));
    axis.places.forEach(({ text }, place) => write(text, x + 8, placeY(layout, place)));
  }
}
