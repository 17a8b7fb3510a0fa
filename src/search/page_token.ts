/** MLflow's page tokens: base64 of `{"offset": N}`. */
import { TrackingError } from "../errors.js";

export function pageToken(offset: number): string {
  return Buffer.from(`{"offset": ${offset}}`).toString("base64");
}

/** The offset that a token holds; 0 without a token. */
export function pageOffset(token: string | undefined): number {
  if (token === undefined || token === "") return 0;
  try {
    const { offset } = JSON.parse(Buffer.from(token, "base64").toString("utf8")) as { offset: unknown };
    if (typeof offset === "number" && Number.isSafeInteger(offset)) return offset;
  } catch (error) {
    throw invalid(token, error);
  }
  throw invalid(token, undefined);
}

function invalid(token: string, cause: unknown): TrackingError {
  return new TrackingError("INVALID_PARAMETER_VALUE", "Invalid page token, could not base64-decode", {
    cause,
    remedy: `'${token}' is no nextPageToken of the page before`,
  });
}
