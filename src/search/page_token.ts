/** Pages, and MLflow's tokens for the next one: base64 of `{"offset": N}`. */
import type { Page } from "../entities.js";
import { TrackingError } from "../errors.js";

export function pageToken(offset: number): string {
  return Buffer.from(`{"offset": ${offset}}`).toString("base64");
}

/**
 * The page that `rows` make, which were asked for with one more than its `limit`: that one says that more follow. The next
 * page begins `step` (default: the limit) after this one's `offset`.
 */
export function pageFrom<Row, Item>(
  rows: readonly Row[],
  { limit, offset, step = limit }: { limit: number; offset: number; step?: number },
  itemsOf: (rows: readonly Row[]) => readonly Item[],
): Page<Item> {
  const more = rows.length > limit;
  return {
    items: itemsOf(more ? rows.slice(0, limit) : rows),
    nextPageToken: more ? pageToken(offset + step) : undefined,
  };
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
