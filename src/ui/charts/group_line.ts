/** Lines of runs → the mean line of each group, with how far its runs lie around it. Pure. */
import { spreadOf } from "../../plots/spread.js";
import { type Line, smoothed } from "./line.js";

export interface LineGroup {
  readonly id: string;
  readonly name: string;
  readonly color: string;
}

export type Band = "range" | "deviation";

/** More than a screen has pixels say nothing more. */
const mostX = 1000;

/** A line per group and metric. A run counts between its first and its last point; where it has none at an x, between its neighbours. */
export function groupLines(
  lines: readonly Line[],
  groupOf: (runId: string) => LineGroup | undefined,
  { band, smoothing }: { readonly band: Band; readonly smoothing: number },
): readonly Line[] {
  const gathered = new Map<string, { readonly group: LineGroup; readonly own: Line[] }>();
  for (const line of lines) {
    const group = groupOf(line.runId);
    if (group === undefined) continue;
    const key = `${line.key} ${group.id}`;
    const found = gathered.get(key);
    if (found === undefined) gathered.set(key, { group, own: [line] });
    else found.own.push(line);
  }
  return [...gathered.values()].map(({ group, own }) => meanOf(group, own, band, smoothing));
}

function meanOf(group: LineGroup, lines: readonly Line[], band: Band, smoothing: number): Line {
  const x = thinned([...new Set(lines.flatMap((line) => line.x))].sort((a, b) => a - b));
  const values = lines.map((line) => resampled(line, line.raw, x));
  const lows = band === "range" ? lines.map((line) => resampled(line, line.min, x)) : [];
  const highs = band === "range" ? lines.map((line) => resampled(line, line.max, x)) : [];
  const raw: (number | null)[] = [];
  const [min, max]: [(number | null)[], (number | null)[]] = [[], []];
  for (let at = 0; at < x.length; at++) {
    const here = numbersAt(values, at);
    const spread = here.length === 0 ? null : spreadOf(here);
    raw.push(spread?.mean ?? null);
    if (spread === null || band === "range") {
      min.push(extreme(numbersAt(lows, at), Math.min));
      max.push(extreme(numbersAt(highs, at), Math.max));
      continue;
    }
    const deviation = spread.deviation ?? 0;
    min.push(spread.mean - deviation);
    max.push(spread.mean + deviation);
  }
  const { key, dash } = lines[0]!;
  const points = lines.reduce((sum, line) => sum + line.points, 0);
  const lost = [...new Set(lines.flatMap((line) => line.lost))].sort((a, b) => a - b);
  const { id, name, color } = group;
  return {
    runId: id,
    key,
    name,
    color,
    dash,
    points,
    x,
    raw,
    shown: smoothed(raw, smoothing),
    min,
    max,
    lost,
    runs: lines.length,
  };
}

function numbersAt(lists: readonly (readonly (number | null)[])[], at: number): number[] {
  return lists.flatMap((list) => list[at] ?? []);
}

function extreme(values: readonly number[], better: (a: number, b: number) => number): number | null {
  return values.length === 0 ? null : values.reduce((a, b) => better(a, b));
}

function thinned(x: readonly number[]): readonly number[] {
  if (x.length <= mostX) return x;
  return Array.from({ length: mostX }, (_, index) => x[Math.round((index * (x.length - 1)) / (mostX - 1))]!);
}

/** `values` at each of `wanted`, which ascends; null outside of the line and in its gaps. */
function resampled({ x }: Line, values: readonly (number | null)[], wanted: readonly number[]): (number | null)[] {
  let next = 0;
  return wanted.map((at) => {
    while (next < x.length && x[next]! < at) next++;
    if (next === x.length) return null;
    const right = values[next] ?? null;
    if (x[next] === at) return lastAt(x, values, next);
    const left = values[next - 1] ?? null;
    if (next === 0 || left === null || right === null) return null;
    const share = (at - x[next - 1]!) / (x[next]! - x[next - 1]!);
    return left + (right - left) * share;
  });
}

/** Of several points at one x the last. */
function lastAt(x: readonly number[], values: readonly (number | null)[], from: number): number | null {
  let last = from;
  while (x[last + 1] === x[from]) last++;
  return values[last] ?? null;
}
