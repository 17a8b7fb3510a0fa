/** Lines gathered as an image, as many at a time as there is time for, and written to a canvas when it is worth seeing. */
import type { Rgb } from "./line_colors.js";
import type { Picture } from "./picture.js";
import { addLines, type Drawing, inksOf, paint, type Raster, rasterOf, wipe } from "./raster.js";

/** So many lines are added between two looks at the clock. */
const linesPerLook = 250;

export class LineImage {
  #raster: Raster = rasterOf(0, 0);
  #image: ImageData | undefined;
  #drawing: Drawing | undefined;
  #runs: Uint32Array = new Uint32Array();
  #opacity = 1;
  #count = 0;

  /** How many lines are in it. */
  get count(): number {
    return this.#count;
  }

  /** Empty again, for these lines of a picture that is shown on a canvas of `width` × `height` pixels. */
  begin({ layout, lines, colors }: Picture, runs: Uint32Array, width: number, height: number): void {
    if (this.#raster.width === width && this.#raster.height === height) wipe(this.#raster);
    else {
      this.#raster = rasterOf(width, height);
      this.#image = undefined;
    }
    this.#image?.data.fill(0);
    const scale = width / layout.width;
    const xs = layout.xs.map((x) => Math.round(x * scale));
    const { buckets } = colors;
    this.#drawing = { raster: this.#raster, xs, lines, scale, buckets, inks: inksOf(colors.colors) };
    this.#runs = runs;
    this.#opacity = opacityOf(runs.length) * Math.min(1.5, scale);
    this.#count = 0;
  }

  get isWhole(): boolean {
    return this.#count === this.#runs.length;
  }

  /** More lines, until that time. */
  add(untilMs: number): void {
    do {
      const end = Math.min(this.#runs.length, this.#count + linesPerLook);
      addLines(this.#drawing!, this.#runs, this.#count, end);
      this.#count = end;
    } while (!this.isWhole && performance.now() < untilMs);
  }

  /** In place of what the canvas showed; `one`: in one colour. */
  show(canvas: HTMLCanvasElement, one?: Rgb): void {
    const context = canvas.getContext("2d")!;
    const { width, height } = this.#raster;
    this.#image ??= context.createImageData(width, height);
    paint(this.#raster, this.#image.data, this.#opacity, one);
    context.putImageData(this.#image, 0, 0);
  }
}

/** Of one line among `count`. */
export function opacityOf(count: number): number {
  return Math.min(0.9, Math.max(0.012, 2.6 / Math.max(1, count) ** 0.36));
}
