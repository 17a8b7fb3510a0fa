/** What a model gave, as a list with one prediction per row. */
import { TrackingError } from "../errors.js";
import { hasRecords } from "./signature.js";

export async function predictions(output: unknown): Promise<readonly unknown[]> {
  const value = await output;
  if (Array.isArray(value)) return value;
  if (ArrayBuffer.isView(value) && !(value instanceof DataView))
    return Array.from(value as unknown as ArrayLike<unknown>);
  if (hasRecords(value)) return value.records();
  throw new TrackingError(
    "INVALID_STATE",
    `the model's predict gave ${value === null ? "null" : typeof value}, not a list`,
    {
      remedy: "let predict give one prediction per row",
    },
  );
}
