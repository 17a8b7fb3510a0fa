/** The `MLmodel` file of a local folder. */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { TrackingError } from "../errors.js";
import { mlmodelFile, mlmodelOf, unreadable } from "./mlmodel_text.js";
import type { ModelMetadata } from "./model.js";

/** A signature of 100,000 columns has 7 MB. */
const mostBytes = 64 * 2 ** 20;

/** Reads the `MLmodel` of a local folder. Rejects a folder without one, or with one that cannot be read. */
export function readMlmodel(folder: string): ModelMetadata {
  const path = join(folder, mlmodelFile);
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) throw noModel(folder);
  if (!found.isFile()) throw unreadable(path, "it is no file");
  if (found.size > mostBytes) throw unreadable(path, `it has ${found.size} bytes, at most ${mostBytes} are read`);
  return mlmodelOf(readFileSync(path, "utf8"), path);
}

function noModel(folder: string): TrackingError {
  const there = statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true ? readdirSync(folder) : null;
  const seen =
    there === null
      ? "no such folder"
      : there.length === 0
        ? "it is empty"
        : `it holds ${there.slice(0, 10).join(", ")}`;
  return new TrackingError(
    "RESOURCE_DOES_NOT_EXIST",
    `there is no MLmodel file in ${folder} (${seen}), so it holds no model`,
    { remedy: "give the folder that logModel or saveModel wrote" },
  );
}
