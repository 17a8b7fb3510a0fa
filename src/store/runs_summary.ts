/** What columns whole runs have. */
import type { Run } from "../entities.js";
import type { FieldSummary } from "../protocol/page.js";
import { type Counted, type Measured, summaries } from "./field_summary.js";

const runNameTag = "mlflow.runName";
/** Longer values of tags are counted, not listed. */
const longestListed = 250;

export function summaryOfRuns(runs: readonly Run[]): readonly FieldSummary[] {
  const metrics = new Map<string, number[]>();
  const texts = new Map<string, { values: Map<string, number>; runs: number; long: boolean }>();
  const note = (name: string, value: string): void => {
    const column = texts.get(name) ?? { values: new Map<string, number>(), runs: 0, long: false };
    texts.set(name, column);
    column.runs++;
    if (name.startsWith("tags.") && [...value].length > longestListed) column.long = true;
    else column.values.set(value, (column.values.get(value) ?? 0) + 1);
  };
  for (const name of ["status", "user_id"]) texts.set(name, { values: new Map(), runs: 0, long: false });
  for (const { info, data } of runs) {
    for (const [key, value] of Object.entries(data.metrics)) {
      const column = metrics.get(key) ?? [];
      metrics.set(key, column);
      column.push(value);
    }
    for (const [key, value] of Object.entries(data.params)) note(`params.${key}`, value);
    for (const [key, value] of Object.entries(data.tags)) if (key !== runNameTag) note(`tags.${key}`, value);
    note("status", info.status);
    if (info.userId !== "") note("user_id", info.userId);
  }
  const counted = [...texts].map(([name, { values, runs: count, long }]): Counted => ({
    name,
    values,
    ...(long && { runs: count }),
  }));
  const measured = [...metrics].map(([key, values]) => measuredOf(`metrics.${key}`, values));
  return summaries(runs.length, [...measured, ...timesOf(runs)], counted);
}

function timesOf(runs: readonly Run[]): Measured[] {
  const ended = runs.flatMap(({ info: { startTimeMs, endTimeMs } }) =>
    endTimeMs === null ? [] : [{ endTimeMs, durationMs: endTimeMs - startTimeMs }],
  );
  return [
    measuredOf(
      "start_time",
      runs.map((run) => run.info.startTimeMs),
    ),
    measuredOf(
      "end_time",
      ended.map((one) => one.endTimeMs),
    ),
    measuredOf(
      "duration",
      ended.map((one) => one.durationMs),
    ),
  ];
}

function measuredOf(name: string, values: readonly number[]): Measured {
  let [min, max]: [number | null, number | null] = [null, null];
  for (const value of values) {
    if (!(Math.abs(value) < Number.MAX_VALUE)) continue;
    min = Math.min(min ?? value, value);
    max = Math.max(max ?? value, value);
  }
  return { name, runs: values.length, varies: values.some((value) => !Object.is(value, values[0])), min, max };
}
