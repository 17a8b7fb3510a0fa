/** A history of a search on the disk. */
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { TrackingError } from "../errors.js";
import { parsedJson } from "../json.js";
import { Trials } from "./trials.js";

/** Null where there is no such file. */
export function readTrials(path: string): Trials | null {
  if (!existsSync(path)) return null;
  const json = parsedJson(readFileSync(path, "utf8"));
  try {
    return Trials.fromJSON(json);
  } catch (error) {
    throw new TrackingError(
      "INVALID_PARAMETER_VALUE",
      `trialsSaveFile ${path} holds no trials: ${(error as Error).message}; remove it, or name another file`,
      { cause: error },
    );
  }
}

/** Whole or not at all: whoever reads it meanwhile, or after a crash, finds the trials of before. */
export function writeTrials(path: string, trials: Trials): void {
  const next = `${path}.${process.pid}.tmp`;
  writeFileSync(next, JSON.stringify(trials));
  renameSync(next, path);
}
