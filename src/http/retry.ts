/** When a request is sent again, and after what pause. */
import { setTimeout as pause } from "node:timers/promises";
import type { Answer } from "./connection.js";
import { ServerAwayError } from "./server_away.js";
import type { HttpSettings } from "./settings.js";

/**
 * `safe`: sending it twice does what sending it once does. `once`: a second one would do more, so it is sent again only
 * when the first did not arrive or was turned away (MLflow 3.18's rule). `never`: whoever sends it knows what to do.
 */
export type Repeatable = "safe" | "once" | "never";

const turnedAway = [408, 429];
const absences = [502, 503, 504];
/** A server that is not there is asked for this long before a call fails; a restart takes a few seconds. */
const patienceMs = 5000;

/** `hasty`: a server that is not there is not waited for. */
export async function sendWithRetries<T extends Answer>(
  send: () => Promise<T>,
  repeatable: Repeatable,
  settings: HttpSettings,
  hasty = false,
): Promise<T> {
  const startMs = Date.now();
  for (let retry = 0; ; retry++) {
    const last = repeatable === "never" || retry >= settings.maxRetries;
    let answer: T;
    try {
      answer = await send();
    } catch (error) {
      const again = error instanceof ServerAwayError && (repeatable === "safe" || !error.mayHaveArrived);
      if (last || !again || hasty || Date.now() - startMs > patienceMs) throw error;
      await pause(Math.min(100 * 2 ** retry, 1000));
      continue;
    }
    if (last || !isPassing(answer, repeatable)) return answer;
    await pause(retryAfterMs(answer) ?? backoffMs(retry, settings));
  }
}

/** Whether the next attempt may fare better. */
export function isPassing(answer: Answer, repeatable: Repeatable): boolean {
  if (turnedAway.includes(answer.status)) return true;
  if (repeatable !== "safe") return false;
  if (answer.status === 500) return !isOwnError(answer); // MLflow's own 500 says what it will always say
  return absences.includes(answer.status);
}

/** Whether it says that the server cannot take anything just now, whatever was asked. */
export function isAbsence({ status }: Answer): boolean {
  return turnedAway.includes(status) || absences.includes(status);
}

/** An error in MLflow's form, and not a page of a proxy. */
function isOwnError(answer: Answer): boolean {
  return answer.body.length < 1e6 && answer.body.includes('"error_code"');
}

/** urllib3's rule: none before the first repetition, then factor × 2, 4, 8 … seconds, at most two minutes; and jitter. */
function backoffMs(retry: number, { backoffFactor, backoffJitter }: HttpSettings): number {
  const seconds = retry === 0 ? 0 : Math.min(backoffFactor * 2 ** retry, 120);
  return (seconds + Math.random() * backoffJitter) * 1000;
}

/** `Retry-After` in seconds or as a date, at most two minutes. */
function retryAfterMs(answer: Answer): number | null {
  const text = answer.headers["retry-after"];
  if (text === undefined) return null;
  const ms = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - Date.now();
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 0), 120_000) : null;
}
