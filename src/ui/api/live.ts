/** Notices when something in the store has changed, and has shown what is on the page asked again. Nothing changed: no body. */
import { useEffect, useSyncExternalStore } from "react";
import type { QueryClient } from "@tanstack/react-query";
import { ApiError } from "./failure.js";
import { revision } from "./page.js";

export type LiveState = "live" | "offline" | "paused";

const everyMs = 3000;
/** Until then nobody knows what the page was loaded from: soon, but after what the page itself asks. */
const firstMs = 1000;
/** For stores that cannot tell whether something changed, and while the server is away. */
const slowMs = 15_000;

let state: LiveState = "live";
const listeners = new Set<() => void>();

function become(next: LiveState): void {
  if (next === state) return;
  state = next;
  for (const listener of listeners) listener();
}

/** What to tell about the connection. */
export function useLiveState(): LiveState {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => state,
  );
}

/** Refreshes what `client` holds while the page can be seen. To be used once. */
export function useLive(client: QueryClient): void {
  useEffect(() => follow(client), [client]);
}

function follow(client: QueryClient): () => void {
  let [known, timer]: [string | undefined, number | undefined] = [undefined, undefined];
  const stopped = new AbortController();
  const look = async (): Promise<void> => {
    let next = everyMs;
    try {
      const found = await currentRevision(known, stopped.signal);
      const changed = found === null || (known !== undefined && found !== known) || state === "offline";
      if (found === null) next = slowMs;
      known = found ?? undefined;
      become("live");
      if (changed) await client.invalidateQueries({ refetchType: "active" });
    } catch (error) {
      if (stopped.signal.aborted) return;
      if (!(error instanceof ApiError)) throw error;
      if (error.isOffline || error.status >= 500) become("offline");
      next = slowMs;
    }
    schedule(next);
  };
  const schedule = (delayMs: number): void => {
    clearTimeout(timer);
    if (!stopped.signal.aborted && document.visibilityState === "visible")
      timer = window.setTimeout(() => void look(), delayMs);
  };
  const onVisibility = (): void => schedule(0);
  document.addEventListener("visibilitychange", onVisibility);
  window.addEventListener("online", onVisibility);
  schedule(firstMs);
  return () => {
    stopped.abort();
    clearTimeout(timer);
    document.removeEventListener("visibilitychange", onVisibility);
    window.removeEventListener("online", onVisibility);
  };
}

async function currentRevision(known: string | undefined, signal: AbortSignal): Promise<string | null> {
  try {
    return await revision(known, signal);
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return null;
    throw error;
  }
}
