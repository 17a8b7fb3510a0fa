/** Bytes of XGBoost's JSON and UBJ → models. Pure. */
import { TrackingError } from "../errors.js";
import { fromDocument } from "./from_document.js";
import { readJson } from "./read_json.js";
import { readUbjson } from "./read_ubjson.js";
import type { BoosterModel } from "./tree.js";

/** The bytes tell the format. Errors name `source`. */
export function modelOf(bytes: Uint8Array, source = "the model's bytes"): BoosterModel {
  try {
    return fromDocument(isUbjson(bytes) ? readUbjson(bytes) : readJson(new TextDecoder().decode(bytes)));
  } catch (error) {
    if (!(error instanceof TrackingError)) throw error;
    throw new TrackingError(error.code, `${source}: ${error.message}`, { cause: error });
  }
}

/** In UBJ the opening brace is followed by a type of length, or by what stands for the whole object. */
function isUbjson(bytes: Uint8Array): boolean {
  const [first, second] = [bytes[0], bytes[1]].map((byte) => String.fromCharCode(byte ?? 0));
  if (first === "{") return "iUIlL$#}".includes(second!);
  if (/^\s$/.test(first!)) return false;
  if (["binf", "bs64"].includes(String.fromCharCode(...bytes.subarray(0, 4)))) {
    const what = "a model in XGBoost's old binary format";
    throw new TrackingError("NOT_IMPLEMENTED", `${what}; load it in Python and write it with save_model("model.json")`);
  }
  const what = bytes.length === 0 ? "empty" : "not an XGBoost model, neither JSON nor UBJ";
  throw new TrackingError(
    "INVALID_PARAMETER_VALUE",
    `${what}; give a file that saveModel or Python's save_model wrote`,
  );
}
