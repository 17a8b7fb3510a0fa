/** Reads a model's JSON file. Pure. */
import { TrackingError } from "../errors.js";
import { parsedJson } from "../json.js";
import { type Document, type DocumentValue, isDocument } from "./document.js";

/** XGBoost writes these three bare, which JSON does not have. */
const bare = /(?<=[[,:]\s*)(NaN|-?Infinity)(?=\s*[,\]}])/g;

/** Throws DATA_LOSS for a text that is no JSON object. */
export function readJson(text: string): Document {
  const read = parsedJson(text) ?? parsedJson(text.replace(bare, '"$1"'));
  if (isDocument(read as DocumentValue)) return read as Document;
  const end = text.length > 60 ? `…${text.slice(-60)}` : text;
  throw new TrackingError(
    "DATA_LOSS",
    `not a readable JSON file: it is no JSON object (it ends with ${JSON.stringify(end)})`,
  );
}
