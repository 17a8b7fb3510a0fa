import { writeFileSync } from "node:fs";
import { extname } from "node:path";
import { TrackingError } from "../errors.js";
import { runsCsv } from "../runs_csv.js";
import { searchedRuns, type SearchOptions } from "./searched_runs.js";
import { withStore } from "./with_store.js";

export interface ExportOptions extends SearchOptions {
  readonly format?: string;
  readonly output?: string;
}

/** Writes the runs that match to a file or to the standard output. */
export async function exportRuns(options: ExportOptions): Promise<void> {
  const format = formatOf(options);
  const runs = await withStore(options, "read", (store) => searchedRuns(store, options));
  const text = format === "json" ? `${JSON.stringify(runs, null, 2)}\n` : runsCsv(runs);
  if (options.output === undefined) {
    process.stdout.write(text);
    return;
  }
  try {
    writeFileSync(options.output, text);
  } catch (error) {
    throw new TrackingError("PERMISSION_DENIED", `cannot write ${options.output}: ${(error as Error).message}`, {
      cause: error,
      remedy: "-o names another file",
    });
  }
  process.stderr.write(`${runs.length} ${runs.length === 1 ? "run" : "runs"} written to ${options.output}\n`);
}

function formatOf({ format, output, json }: ExportOptions): "csv" | "json" {
  const chosen = format ?? (json === true || extname(output ?? "") === ".json" ? "json" : "csv");
  if (chosen === "csv" || chosen === "json") return chosen;
  throw new TrackingError("INVALID_PARAMETER_VALUE", `there is no format '${chosen}'`, {
    remedy: "choose csv or json",
  });
}
