/**
 * Draws lines on three canvases that lie one over the other: all runs in grey, the chosen ones in colour, the one under the
 * pointer. Lines come in shuffled order, as many per frame as its budget allows, so that the picture is representative from
 * the first frame on; a new brush ends the drawing at hand.
 */
import type { Layout } from "./layout.js";
import type { Rgb } from "./line_colors.js";
import { LineImage, opacityOf } from "./line_image.js";
import type { Picture } from "./picture.js";

export interface Canvases {
  readonly background: HTMLCanvasElement;
  readonly chosen: HTMLCanvasElement;
  readonly hovered: HTMLCanvasElement;
}

/** Draws for at most this long; true: done. */
type Job = (untilMs: number) => boolean;

/** So long at once: what is drawn then is seen in the next frame. */
const firstBudgetMs = 10;
/** Stroked before all else when a chart opens: the code that gathers lines is slow until it has run for a while. */
const openingLines = 100;
/** What waits for the picture waits no longer than this. */
const mostWaitMs = 100;
/** So long in each frame after; input waits for less than 50 ms, also when an image is written after it. */
const frameBudgetMs = 24;
/** An image that takes longer to write gets a frame of its own. */
const mostShowMs = 16;
/** Writing an image takes as long as adding a thousand lines: while more are on their way it is not done more often than that. */
const showEveryMs = 80;
/** Up to so many, lines are stroked: wider than a pixel and smooth. More are gathered as an image. */
const mostStrokes = 600;
const strokesPerFrame = 200;
const mostPixels = 4e6;

export class Painter {
  #jobs: Job[] = [];
  #frame: number | undefined;
  #picture: Picture | undefined;
  /** Of lines that are not chosen, as the theme has it. */
  #color = "";
  /** What the background shows, as long as neither lines nor eyes change. */
  #behind: { readonly lines: unknown; readonly visible: unknown; readonly color: string } | undefined;
  readonly #image = new LineImage();
  readonly #canvases: Canvases;
  /** undefined: it has been told. */
  #onDrawn: (() => void) | undefined;
  #startMs = 0;
  /** When lines were last shown. */
  #shownMs = -Infinity;

  /** `onDrawn` is told once, when a picture is complete, or has been drawn at for 100 ms. */
  constructor(canvases: Canvases, onDrawn: () => void) {
    this.#canvases = canvases;
    this.#onDrawn = onDrawn;
  }

  /** Begins anew, the first lines at once; what was under way ends, unless it is the same. The canvas tells `data-lines`, and `data-state="complete"` at the end. */
  draw(picture: Picture): void {
    const { background, chosen, hovered } = this.#canvases;
    const { visible, mask, lines } = picture;
    const sized = fit([background, chosen, hovered], picture.layout);
    const color = getComputedStyle(background).color;
    const last = this.#behind;
    if (!sized && this.#color === color && this.#picture !== undefined && areSame(this.#picture, picture)) return;
    const opens = this.#picture === undefined;
    [this.#picture, this.#color] = [picture, color];
    const runs = shuffled(mask.length).filter((run) => visible[run] === 1);
    const inColor = runs.filter((run) => mask[run] === 1);
    const allInColor = inColor.length === runs.length;
    clear(chosen);
    chosen.dataset["state"] = "drawing";
    chosen.dataset["lines"] = "0";
    const stroked = inColor.length <= mostStrokes;
    this.#jobs = stroked ? [strokesJob(chosen, picture, inColor)] : this.#gathered(picture, inColor);
    if (opens && !stroked) this.#jobs.unshift(strokesJob(chosen, picture, inColor.subarray(0, openingLines)));
    this.#jobs.push(() => {
      chosen.dataset["state"] = "complete";
      this.#tell();
      return true;
    });
    background.style.visibility = allInColor ? "hidden" : "visible";
    if (sized || last?.lines !== lines || last.visible !== visible || last.color !== color) {
      this.#behind = undefined;
      clear(background);
      if (stroked || !allInColor) this.#jobs.push(...this.#gathered(picture, runs, false)); // else they are gathered already
      this.#jobs.push(() => {
        this.#image.show(background, rgbOfStyle(color));
        this.#behind = { lines, visible, color };
        return true;
      });
    }
    this.#startMs = performance.now();
    this.#shownMs = opens && !stroked ? this.#startMs : -Infinity;
    this.#work(opens ? 0 : firstBudgetMs, opens ? 2 : 1); // the first frame of a chart is for what is stroked
  }

  /** The line of one run over all others; -1: none. */
  hover(run: number): void {
    const canvas = this.#canvases.hovered;
    clear(canvas);
    const picture = this.#picture;
    const shows = picture !== undefined && run >= 0 && picture.visible[run] === 1;
    this.#canvases.chosen.style.opacity = shows ? "0.45" : "1";
    if (!shows) return;
    const context = contextOf(canvas);
    const { layout, lines, colors } = picture;
    const [color, halo] = [css(colors.colors[colors.buckets[run]!]!, 1), getComputedStyle(canvas).outlineColor];
    const path = new Path2D();
    trace(path, layout.xs, lines, run);
    context.lineJoin = "round";
    for (const [width, style] of [
      [6, halo],
      [3, color],
    ] as const) {
      context.lineWidth = width;
      context.strokeStyle = style;
      context.stroke(path);
    }
    for (const [axis, x] of layout.xs.entries()) {
      context.beginPath();
      context.arc(x, lines[axis]![run]!, 4, 0, 2 * Math.PI);
      context.fillStyle = color;
      context.fill();
      context.lineWidth = 1.5;
      context.strokeStyle = halo;
      context.stroke();
    }
  }

  stop(): void {
    this.#jobs = [];
    if (this.#frame !== undefined) cancelAnimationFrame(this.#frame);
    this.#frame = undefined;
  }

  /** Goes on in the next frame, or after as many. */
  #work(budgetMs: number, frames = 1): void {
    const untilMs = performance.now() + budgetMs;
    do {
      const job = this.#jobs[0];
      if (job === undefined || !job(untilMs)) break;
      this.#jobs.shift();
    } while (performance.now() < untilMs);
    if (performance.now() > this.#startMs + mostWaitMs) this.#tell();
    if (this.#jobs.length > 0) this.#frame ??= requestAnimationFrame(() => this.#goOn(frames - 1));
  }

  #goOn(frames: number): void {
    this.#frame = frames > 0 ? requestAnimationFrame(() => this.#goOn(frames - 1)) : undefined;
    if (frames === 0) this.#work(frameBudgetMs);
  }

  #tell(): void {
    this.#onDrawn?.();
    this.#onDrawn = undefined;
  }

  /** Lines as an image; shown at first, when their number has doubled and some time has passed, and at the end, unless they are but gathered. */
  #gathered(picture: Picture, runs: Uint32Array, shows = true): Job[] {
    const canvas = this.#canvases.chosen;
    let [shown, due, showMs] = [0, false, 0];
    const begin: Job = () => {
      this.#image.begin(picture, runs, canvas.width, canvas.height);
      return true;
    };
    const add: Job = (untilMs) => {
      if (!due) {
        this.#image.add(untilMs);
        const many = this.#image.count >= shown * 2 && performance.now() > this.#shownMs + showEveryMs;
        due = shows && (this.#image.isWhole || many);
        if (due && showMs > mostShowMs) return false;
      }
      if (due) {
        const startMs = performance.now();
        this.#image.show(canvas);
        shown = this.#image.count;
        canvas.dataset["lines"] = String(shown);
        this.#shownMs = performance.now();
        [due, showMs] = [false, this.#shownMs - startMs];
      }
      return this.#image.isWhole;
    };
    return [begin, add];
  }
}

/** Letting a brush go makes a picture that is drawn already. */
function areSame(one: Picture, other: Picture): boolean {
  return (
    one.layout === other.layout &&
    one.lines === other.lines &&
    one.colors === other.colors &&
    one.visible === other.visible &&
    one.mask.length === other.mask.length &&
    one.mask.every((chosen, run) => chosen === other.mask[run])
  );
}

/** One path per colour and frame: overlapping lines of a colour then cost one stroke. */
function strokesJob(canvas: HTMLCanvasElement, { layout, lines, colors }: Picture, runs: Uint32Array): Job {
  const context = contextOf(canvas);
  const opacity = opacityOf(runs.length);
  let next = 0;
  return () => {
    const paths = new Map<number, Path2D>();
    const end = Math.min(runs.length, next + strokesPerFrame);
    for (; next < end; next++) {
      const bucket = colors.buckets[runs[next]!]!;
      const path = paths.get(bucket) ?? new Path2D();
      paths.set(bucket, path);
      trace(path, layout.xs, lines, runs[next]!);
    }
    context.lineWidth = runs.length <= 300 ? 1.6 : 1.2;
    context.lineJoin = "round";
    for (const [bucket, path] of paths) {
      context.strokeStyle = css(colors.colors[bucket]!, opacity);
      context.stroke(path);
    }
    canvas.dataset["lines"] = String(next);
    return next === runs.length;
  };
}

function trace(path: Path2D, xs: readonly number[], lines: readonly Float32Array[], run: number): void {
  for (const [axis, x] of xs.entries())
    if (axis === 0) path.moveTo(x, lines[0]![run]!);
    else path.lineTo(x, lines[axis]![run]!);
}

/** The same order at each drawing, so that a picture does not flicker while a brush moves. */
function shuffled(count: number): Uint32Array {
  if (order.length === count) return order;
  order = new Uint32Array(count);
  let seed = 0x2f6e2b1;
  for (let index = 0; index < count; index++) {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    const other = seed % (index + 1);
    order[index] = order[other]!;
    order[other] = index;
  }
  return order;
}

/** The last one, as long as there are as many runs. */
let order = new Uint32Array();

/** Gives the canvases the size of the layout in the screen's own pixels; true: it was another. */
function fit(canvases: readonly HTMLCanvasElement[], { width, height }: Layout): boolean {
  const wanted = globalThis.devicePixelRatio || 1;
  const scale = Math.min(wanted, Math.sqrt(mostPixels / (width * height)));
  const size = [Math.round(width * scale), Math.round(height * scale)] as const;
  const other = canvases.some((canvas) => canvas.width !== size[0] || canvas.height !== size[1]);
  if (other)
    for (const canvas of canvases) {
      [canvas.width, canvas.height] = size;
      [canvas.style.width, canvas.style.height] = [`${width}px`, `${height}px`];
      contextOf(canvas).setTransform(size[0] / width, 0, 0, size[1] / height, 0, 0);
    }
  return other;
}

function clear(canvas: HTMLCanvasElement): void {
  const context = contextOf(canvas);
  context.save();
  context.resetTransform();
  context.clearRect(0, 0, canvas.width, canvas.height);
  context.restore();
}

function contextOf(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
  return canvas.getContext("2d")!;
}

export function css([red, green, blue]: Rgb, alpha: number): string {
  return `rgb(${red} ${green} ${blue} / ${alpha})`;
}

/** `rgb(1, 2, 3)`, as computed styles have it. */
function rgbOfStyle(style: string): Rgb {
  const [red = 128, green = 128, blue = 128] = (/[\d.]+[,\s]+[\d.]+[,\s]+[\d.]+/.exec(style)?.[0] ?? "")
    .split(/[,\s]+/)
    .map(Number);
  return [red, green, blue];
}
