/** MLflow's error codes that labbook raises or passes on. */
export type ErrorCode =
  | "INVALID_PARAMETER_VALUE"
  | "BAD_REQUEST"
  | "RESOURCE_DOES_NOT_EXIST"
  | "RESOURCE_ALREADY_EXISTS"
  | "INVALID_STATE"
  | "PERMISSION_DENIED"
  | "ENDPOINT_NOT_FOUND"
  | "FEATURE_DISABLED"
  | "NOT_IMPLEMENTED"
  | "TEMPORARILY_UNAVAILABLE"
  | "INTERNAL_ERROR";

/**
 * What a user did wrong or what a store could not do.
 * The message says what is wrong, with the value, and then what to do about it.
 */
export class TrackingError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = "TrackingError";
    this.code = code;
  }
}

/** A filter or order text that cannot be read; `position` is the offset (UTF-16 units) of the offending token. */
export class FilterError extends TrackingError {
  readonly filter: string;
  readonly position: number;

  constructor(message: string, filter: string, position: number) {
    super("INVALID_PARAMETER_VALUE", `${message}\n  ${filter}\n  ${" ".repeat(position)}^`);
    this.name = "FilterError";
    this.filter = filter;
    this.position = position;
  }
}
