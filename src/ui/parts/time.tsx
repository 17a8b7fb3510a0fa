/** Times as people say them, with the exact one on hover. */
import { useSyncExternalStore } from "react";

/** Now, to half a minute: what says "2 minutes ago" goes on with it. */
export function useNowMs(): number {
  return useSyncExternalStore(everyHalfMinute, () => nowMs);
}

const tickMs = 30_000;
let nowMs = Date.now();
const listeners = new Set<() => void>();
let timer: number | undefined;

function everyHalfMinute(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= window.setInterval(tick, tickMs);
  return () => listeners.delete(listener);
}

function tick(): void {
  nowMs = Date.now();
  for (const listener of listeners) listener();
}

const units: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ["year", 365 * 86_400_000],
  ["month", 30 * 86_400_000],
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
];
const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto" });
const exact = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "medium" });

/** `3 hours ago`. */
export function ago(timeMs: number, nowMs: number): string {
  const distance = timeMs - nowMs;
  const [unit, size] = units.find(([, length]) => Math.abs(distance) >= length) ?? ["minute", Infinity];
  return size === Infinity ? "just now" : relative.format(Math.round(distance / size), unit);
}

export function exactTime(timeMs: number): string {
  return isDate(timeMs) ? exact.format(timeMs) : `${timeMs} ms`;
}

/** For `dateTime`. */
export function isoTime(timeMs: number): string {
  return isDate(timeMs) ? new Date(timeMs).toISOString() : String(timeMs);
}

/** Whoever logs may send any number: those beyond the calendar (it ends 275,760 years after Christ) are no dates. */
function isDate(timeMs: number): boolean {
  return Math.abs(timeMs) <= 8.64e15;
}

/** `timeMs` null or 0: nobody said when. */
export function Time({ timeMs }: { readonly timeMs: number | null }) {
  const now = useNowMs();
  if (timeMs === null || timeMs === 0) return <span className="muted">–</span>;
  if (!isDate(timeMs)) return <span className="muted">{exactTime(timeMs)}</span>;
  return (
    <time dateTime={isoTime(timeMs)} title={exactTime(timeMs)}>
      {ago(timeMs, now)}
    </time>
  );
}
