/** Errors → HTTP answers, the one place where they meet. */
import { type ErrorCode, TrackingError } from "../errors.js";
import { jsonAnswer } from "./answer.js";

/** The status of each code: MLflow's, but for INVALID_STATE. */
const statuses: Readonly<Record<ErrorCode, number>> = {
  INVALID_PARAMETER_VALUE: 400,
  BAD_REQUEST: 400,
  RESOURCE_ALREADY_EXISTS: 400,
  UNAUTHENTICATED: 401,
  CUSTOMER_UNAUTHORIZED: 401,
  PERMISSION_DENIED: 403,
  RESOURCE_DOES_NOT_EXIST: 404,
  NOT_FOUND: 404,
  ENDPOINT_NOT_FOUND: 404,
  FEATURE_DISABLED: 400,
  RESOURCE_CONFLICT: 409,
  ALREADY_EXISTS: 409,
  ABORTED: 409,
  REQUEST_LIMIT_EXCEEDED: 429,
  RESOURCE_EXHAUSTED: 429,
  CANCELLED: 499,
  INTERNAL_ERROR: 500,
  INVALID_STATE: 400, // MLflow's 500 would make clients send a request again that can only fail
  DATA_LOSS: 500,
  NOT_IMPLEMENTED: 501,
  TEMPORARILY_UNAVAILABLE: 503,
  DEADLINE_EXCEEDED: 504,
};

interface ErrorClass {
  readonly sqlstate: string;
  readonly error_class: string;
}

function errorClass(name: string, sqlstate = "KAM00"): ErrorClass {
  return { sqlstate, error_class: name };
}

/** What MLflow 3.12 and later send beside the code; nothing for the codes that are not here. */
const classes: Partial<Readonly<Record<ErrorCode, ErrorClass>>> = {
  INVALID_PARAMETER_VALUE: errorClass("INVALID_PARAMETER_VALUE"),
  BAD_REQUEST: errorClass("INVALID_PARAMETER_VALUE"),
  RESOURCE_DOES_NOT_EXIST: errorClass("RESOURCE_NOT_FOUND"),
  NOT_FOUND: errorClass("RESOURCE_NOT_FOUND"),
  ENDPOINT_NOT_FOUND: errorClass("RESOURCE_NOT_FOUND"),
  RESOURCE_ALREADY_EXISTS: errorClass("RESOURCE_ALREADY_EXISTS"),
  PERMISSION_DENIED: errorClass("PERMISSION_DENIED"),
  CUSTOMER_UNAUTHORIZED: errorClass("PERMISSION_DENIED"),
  FEATURE_DISABLED: errorClass("FEATURE_DISABLED"),
  INTERNAL_ERROR: errorClass("CLIENT_INTERNAL_ERROR", "XXM00"),
  INVALID_STATE: errorClass("CLIENT_INTERNAL_ERROR", "XXM00"),
  TEMPORARILY_UNAVAILABLE: errorClass("CLIENT_INTERNAL_ERROR", "XXM00"),
};

/** One message of MLflow has a class of its own. */
function classOf(error: TrackingError): ErrorClass | undefined {
  if (error.bare.startsWith("Invalid order by field name")) return errorClass("ATTRIBUTE_NOT_FOUND", "KAM04");
  return classes[error.code];
}

/** MLflow's JSON of an error. What is no `TrackingError` is a bug: it goes to the server's log, not to the client. */
export function errorAnswer(error: unknown): Response {
  if (error instanceof TrackingError) {
    const body = { error_code: error.code, message: error.bare, ...classOf(error) };
    return jsonAnswer(JSON.stringify(body), statuses[error.code]);
  }
  console.error(error);
  const body = {
    error_code: "INTERNAL_ERROR",
    message: "internal error of the server; its log says more",
    ...classes.INTERNAL_ERROR,
  };
  return jsonAnswer(JSON.stringify(body), 500);
}
