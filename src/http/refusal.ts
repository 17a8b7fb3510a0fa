/** What an answer that is no success means, as an error. */
import { type ErrorCode, isErrorCode, TrackingError } from "../errors.js";
import type { Answer } from "./connection.js";

/** `what` names the request: `GET http://host/api/2.0/mlflow/runs/get`. */
export function refusal(what: string, answer: Answer): TrackingError {
  const text = answer.body.toString("utf8");
  const own = ownError(text);
  if (answer.status === 401)
    return new TrackingError("UNAUTHENTICATED", own?.message ?? `${what}: 401`, { remedy: whoAmI });
  if (answer.status === 403)
    return new TrackingError("PERMISSION_DENIED", own?.message ?? firstWords(text) ?? `${what}: 403`, {
      remedy: whoAmI,
    });
  if (own !== null) return new TrackingError(isErrorCode(own.code) ? own.code : codeOf(answer.status), own.message);
  if (answer.status === 404 || answer.status === 405) {
    return new TrackingError(
      "ENDPOINT_NOT_FOUND",
      `the server knows no ${what} (status ${answer.status}); it is older than this call, or the address lacks a path prefix`,
    );
  }
  return oddAnswer(what, answer);
}

export class OddAnswerError extends TrackingError {
  override readonly name = "OddAnswerError";
  readonly status: number;

  constructor(code: ErrorCode, status: number, message: string, remedy: string) {
    super(code, message, { remedy });
    this.status = status;
  }
}

/** An answer that no MLflow server gives: a login page, a proxy's error, another service. */
export function oddAnswer(what: string, answer: Answer): OddAnswerError {
  const words = firstWords(answer.body.toString("utf8"));
  return new OddAnswerError(
    codeOf(answer.status),
    answer.status,
    `${what} was answered with status ${answer.status} and ${words === null ? "no text" : `"${words}"`}, which is no answer of an MLflow server`,
    "check the address, and what stands between here and the server (a proxy, a login page)",
  );
}

const whoAmI =
  "set MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN, to someone who may do this";

function ownError(text: string): { code: string; message: string } | null {
  if (!text.includes('"error_code"')) return null;
  try {
    const { error_code: code, message } = JSON.parse(text) as { error_code?: unknown; message?: unknown };
    return { code: String(code), message: typeof message === "string" && message !== "" ? message : String(code) };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return null;
  }
}

function firstWords(text: string): string | null {
  const plain = text
    .replace(/<(script|style)\b[\s\S]*?<\/\1>/gi, " ")
    .replace(/<[^>]*>/g, " ")
    .replace(/\s+/g, " ")
    .trim();
  return plain === "" ? null : plain.length > 120 ? `${plain.slice(0, 120)}…` : plain;
}

function codeOf(status: number): ErrorCode {
  if (status === 429) return "REQUEST_LIMIT_EXCEEDED";
  if (status === 408 || status === 504) return "DEADLINE_EXCEEDED";
  if (status === 502 || status === 503) return "TEMPORARILY_UNAVAILABLE";
  if (status === 501) return "NOT_IMPLEMENTED";
  return status >= 400 && status < 500 ? "BAD_REQUEST" : "INTERNAL_ERROR";
}
