/** Models in files and bytes: XGBoost's JSON and UBJ. */
import { readFileSync, writeFileSync } from "node:fs";
import { extname } from "node:path";
import { TrackingError } from "../errors.js";
import { fromDocument } from "./from_document.js";
import { readJson } from "./read_json.js";
import { readUbjson } from "./read_ubjson.js";
import { toDocument } from "./to_document.js";
import type { BoosterModel } from "./tree.js";
import { writeJson } from "./write_json.js";
import { writeUbjson } from "./write_ubjson.js";

export type ModelFormat = "json" | "ubj";

export function modelBytes(model: BoosterModel, format: ModelFormat): Uint8Array {
  if (format !== "json" && format !== "ubj") {
    const remedy = `take "json" or "ubj"`;
    throw new TrackingError("INVALID_PARAMETER_VALUE", `there is no model format ${JSON.stringify(format)}; ${remedy}`);
  }
  const document = toDocument(model);
  return format === "json" ? writeJson(document) : writeUbjson(document);
}

/** `.json` and `.ubj`; other names are written as UBJ with a warning, as XGBoost does. */
export function saveModelFile(model: BoosterModel, path: string): void {
  const extension = extname(path).slice(1);
  if (extension !== "json" && extension !== "ubj") {
    console.warn(`saveModel: ${path} ends neither in .json nor in .ubj; written as UBJ`);
  }
  writeFileSync(path, modelBytes(model, extension === "json" ? "json" : "ubj"));
}

/** The bytes tell the format. Errors name `path`. */
export function loadModelFile(path: string): BoosterModel {
  return modelOf(contentOf(path), path);
}

function contentOf(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== "ENOENT" && code !== "EISDIR") throw error;
    const what = code === "ENOENT" ? "there is no model file" : "not a model file but a folder:";
    throw new TrackingError(
      "RESOURCE_DOES_NOT_EXIST",
      `${what} ${path}; give the path of a file that saveModel wrote`,
      {
        cause: error,
      },
    );
  }
}

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
