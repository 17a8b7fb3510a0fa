/** Models in files and bytes: XGBoost's JSON and UBJ. */
import { readFileSync, writeFileSync } from "node:fs";
import { extname } from "node:path";
import { TrackingError } from "../errors.js";
import { modelOf } from "./model_bytes.js";
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
