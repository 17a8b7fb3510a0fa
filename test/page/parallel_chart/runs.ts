/** Made-up runs of the taxi course, the same at each call. Pure. */
import type { CellValue, FieldSummary } from "../../../src/protocol/page.js";

export interface MadeRuns {
  readonly count: number;
  readonly columns: ReadonlyMap<string, readonly CellValue[]>;
  readonly fields: readonly FieldSummary[];
}

/** Ten columns: numbers even and by powers of ten, missing ones, texts that begin alike, numbers beside `None`, NaN and infinity. */
export function makeRuns(count: number): MadeRuns {
  const random = randomNumbers(7);
  const list = (make: (index: number) => CellValue): readonly CellValue[] =>
    Array.from({ length: count }, (_, index) => make(index));
  const depth = list(() => String(Math.floor(4 + 96 * random())));
  const rate = list((index) => (index % 40 === 3 ? null : String(Number((10 ** (-3 + 3 * random())).toPrecision(5)))));
  const rmse = list((index) =>
    index % 97 === 5 ? "NaN" : 5.9 + Math.abs(Math.log10(Number(rate[index] ?? 0.01)) + 1.4) * 0.9 + random() * 0.6,
  );
  const columns = new Map<string, readonly CellValue[]>([
    ["params.max_depth", depth],
    ["params.learning_rate", rate],
    ["params.reg_alpha", list(() => String(Math.exp(-5 + 4 * random())))],
    ["params.min_child_weight", list(() => String(Math.exp(-1 + 4 * random())))],
    [
      "params.objective",
      list(() => ["regression-squared-error", "regression-squared-log-error", "poisson"][Math.floor(3 * random())]!),
    ],
    ["params.max_bin", list(() => ["None", "64", "128", "256"][Math.floor(4 * random())]!)],
    ["params.subsample", list(() => String(Number((0.5 + 0.5 * random()).toFixed(3))))],
    ["metrics.train-rmse", list((index) => (rmse[index] === "NaN" ? "NaN" : Number(rmse[index]) - 0.2 * random()))],
    ["metrics.seconds", list((index) => 2 + Number(depth[index]) * (0.2 + random()))],
    ["metrics.rmse", rmse],
  ]);
  return { count, columns, fields: [...columns].map(([name, values]) => summary(name, values)) };
}

function summary(name: string, values: readonly CellValue[]): FieldSummary {
  const [kind, key] = [
    name.startsWith("params.") ? ("param" as const) : ("metric" as const),
    name.slice(name.indexOf(".") + 1),
  ];
  const given = values.filter((value) => value !== null);
  const numeric = given.every((value) => !Number.isNaN(Number(value)) || value === "NaN");
  return { name, kind, key, runs: given.length, varies: true, numeric, opening: true };
}

function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
