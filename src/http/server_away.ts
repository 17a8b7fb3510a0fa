import { TrackingError } from "../errors.js";

/** A server that could not be reached, or that did not answer to the end. */
export class ServerAwayError extends TrackingError {
  /** false when the request certainly did not reach it, e.g. because the connection was refused. */
  readonly mayHaveArrived: boolean;
  /** E.g. `connect ECONNREFUSED 127.0.0.1:5000`. */
  readonly reason: string;

  constructor(
    url: string,
    reason: string,
    mayHaveArrived: boolean,
    options: { cause?: unknown; remedy?: string | undefined } = {},
  ) {
    super("TEMPORARILY_UNAVAILABLE", `cannot reach the server at ${url} (${reason})`, {
      cause: options.cause,
      remedy: options.remedy ?? "start it, or name another with setTrackingUri or MLFLOW_TRACKING_URI",
    });
    this.name = "ServerAwayError";
    this.reason = reason;
    this.mayHaveArrived = mayHaveArrived;
  }
}
