/** MLflow's error codes that labbook raises or passes on. */
const errorCodes = [
  "INVALID_PARAMETER_VALUE",
  "BAD_REQUEST",
  "RESOURCE_DOES_NOT_EXIST",
  "NOT_FOUND",
  "RESOURCE_ALREADY_EXISTS",
  "ALREADY_EXISTS",
  "RESOURCE_CONFLICT",
  "ABORTED",
  "INVALID_STATE",
  "PERMISSION_DENIED",
  "UNAUTHENTICATED",
  "CUSTOMER_UNAUTHORIZED",
  "ENDPOINT_NOT_FOUND",
  "FEATURE_DISABLED",
  "NOT_IMPLEMENTED",
  "REQUEST_LIMIT_EXCEEDED",
  "RESOURCE_EXHAUSTED",
  "CANCELLED",
  "DEADLINE_EXCEEDED",
  "TEMPORARILY_UNAVAILABLE",
  "DATA_LOSS",
  "INTERNAL_ERROR",
] as const;

export type ErrorCode = (typeof errorCodes)[number];

export function isErrorCode(text: string): text is ErrorCode {
  return (errorCodes as readonly string[]).includes(text);
}

export interface ErrorOptions {
  cause?: unknown;
  /** What to do about it, in the words of labbook's functions: for people here, not for clients of a server. */
  remedy?: string;
  /** What a server answers, where that is not the message: a client has no business with its paths. */
  bare?: string;
}

/**
 * What a user did wrong or what a store could not do.
 * The message says what is wrong, with the value, and then what to do about it.
 */
export class TrackingError extends Error {
  readonly code: ErrorCode;
  /** The message without the remedy: what a server answers, in MLflow's words where MLflow has some. */
  readonly bare: string;

  constructor(code: ErrorCode, message: string, options: ErrorOptions = {}) {
    const { remedy, bare, ...rest } = options;
    super(remedy === undefined ? message : `${message.replace(/\.$/, "")}; ${remedy}`, rest);
    this.name = "TrackingError";
    this.code = code;
    this.bare = bare ?? message;
  }
}

/** What is wrong with a value that a caller gave, and what to give instead. */
export function invalid(message: string): TrackingError {
  return new TrackingError("INVALID_PARAMETER_VALUE", message);
}

/** A filter or order text that cannot be read; `position` is the offset (UTF-16 units) of the offending token. */
export class FilterError extends TrackingError {
  readonly filter: string;
  readonly position: number;
  override readonly bare: string;

  constructor(message: string, filter: string, position: number, remedy?: string) {
    const advised = remedy === undefined ? message : `${message.replace(/\.$/, "")}; ${remedy}`;
    super("INVALID_PARAMETER_VALUE", `${advised}\n  ${filter}\n  ${" ".repeat(position)}^`);
    this.name = "FilterError";
    this.bare = message;
    this.filter = filter;
    this.position = position;
  }
}
