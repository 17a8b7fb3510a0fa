/** How long something took, or has been taking. */
import { useEffect, useState } from "react";

/** `850 ms`, `4.2 s`, `3 min 12 s`, `2 h 5 min`, `3 d 4 h`. */
export function durationText(ms: number): string {
  if (ms < 1000) return `${Math.max(0, Math.round(ms))} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(ms < 10_000 ? 1 : 0)} s`;
  const seconds = Math.floor(ms / 1000);
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 1440) return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
  const hours = Math.floor(minutes / 60);
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** `endMs` null: it goes on, by this machine's clock. */
export function Duration({ startMs, endMs }: { readonly startMs: number; readonly endMs: number | null }) {
  const [nowMs, setNowMs] = useState(Date.now);
  useEffect(() => {
    if (endMs !== null) return undefined;
    const timer = setInterval(() => setNowMs(Date.now()), 1000);
    return () => clearInterval(timer);
  }, [endMs]);
  return <span className="number">{durationText((endMs ?? nowMs) - startMs)}</span>;
}
