/** `runs/series`: histories of metrics for line charts, in buckets that keep extremes. */
import { attributeFields, type CellValue, type Series, type SeriesAnswer } from "../../../protocol/page.js";
import { readField } from "../../../search/field.js";
import { numberCell, type Point } from "../../../store/run_columns.js";
import { type Body, oneOf, optionalNumber, texts, wholeNumber } from "./request.js";
import type { RunSource } from "./source.js";

const mostRuns = 200;
const mostKeys = 50;
const mostBuckets = 2000;

export async function runSeries(body: Body, { columns }: RunSource): Promise<SeriesAnswer> {
  const asked = [...new Set(texts(body, "runIds", mostRuns))];
  const keys = [...new Set(texts(body, "keys", mostKeys))];
  const x = oneOf(body, "x", ["step", "time", "relative"]);
  const buckets = wholeNumber(body, "buckets", 1, mostBuckets);
  const [from, to] = [optionalNumber(body, "from") ?? -Infinity, optionalNumber(body, "to") ?? Infinity];
  const runIds = await columns.match({ experimentIds: [], runIds: asked });
  const [starts] = await columns.cells(runIds, [readField("start_time", attributeFields)]);
  const series: Series[] = [];
  for (const [place, runId] of runIds.entries()) {
    const origin = x === "relative" ? Number(starts![place]) : 0;
    for (const key of keys) {
      let made: Bucketed | undefined;
      const place = ([step, timestampMs]: Point): number => (x === "step" ? step : timestampMs - origin);
      const range = [from + origin, to + origin] as const;
      await columns.points({ runId, key }, x === "step" ? "step" : "time", range, (count) => {
        made = new Bucketed(count, buckets, place);
        return (point) => made!.add(point);
      });
      if (made !== undefined && made.points > 0) series.push({ runId, key, ...made.answer() });
    }
  }
  return { series };
}

/** Points in order, put into equal shares of them. */
class Bucketed {
  readonly points: number;
  readonly #buckets: number;
  readonly #xOf: (point: Point) => number;
  readonly #x: number[] = [];
  readonly #last: CellValue[] = [];
  readonly #min: (number | null)[] = [];
  readonly #max: (number | null)[] = [];
  #seen = 0;

  constructor(points: number, buckets: number, xOf: (point: Point) => number) {
    this.points = points;
    this.#buckets = Math.min(points, buckets);
    this.#xOf = xOf;
  }

  add(point: Point): void {
    const bucket = Math.floor((this.#seen++ * this.#buckets) / this.points);
    const last = numberCell(point[2]);
    this.#x[bucket] = this.#xOf(point);
    this.#last[bucket] = last;
    const [min, max] = [this.#min[bucket] ?? null, this.#max[bucket] ?? null];
    const finite = typeof last === "number" ? last : null;
    this.#min[bucket] = min === null ? finite : finite === null ? min : Math.min(min, finite);
    this.#max[bucket] = max === null ? finite : finite === null ? max : Math.max(max, finite);
  }

  answer(): Omit<Series, "runId" | "key"> {
    return { points: this.points, x: this.#x, last: this.#last, min: this.#min, max: this.#max };
  }
}
