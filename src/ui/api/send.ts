/** Requests to the server that the page came from, wherever a proxy has put it. */
import { ApiError, errorOf } from "./failure.js";

/** The folder that the page is in; everything of the server is below it. */
export const base = new URL(".", document.baseURI.split("#")[0]);

/** The server is silent: it takes that long to be called dead. Answers that it works on come in time. */
const patienceMs = 60_000;

export interface Sent {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: BodyInit;
  readonly signal?: AbortSignal | undefined;
  /** Takes 304 for an answer. */
  readonly conditional?: boolean;
  /** Uploads take as long as they take. */
  readonly patient?: boolean;
}

/** Rejects with an `ApiError`, or with the signal's reason when the caller gave up. */
export async function send(path: string, { signal, conditional, patient, ...init }: Sent = {}): Promise<Response> {
  const limit = patient === true ? undefined : AbortSignal.timeout(patienceMs);
  const signals = [signal, limit].filter((one) => one !== undefined);
  let answer: Response;
  try {
    answer = await fetch(new URL(path, base), {
      ...init,
      ...(signals.length > 0 && { signal: AbortSignal.any(signals) }),
    });
  } catch (cause) {
    if (signal?.aborted === true) throw cause;
    const message =
      limit?.aborted === true
        ? `The server has not answered for ${patienceMs / 1000} s.`
        : "The server cannot be reached.";
    throw new ApiError("offline", 0, message, { cause });
  }
  if (answer.ok || (conditional === true && answer.status === 304)) return answer;
  throw await errorOf(answer);
}
