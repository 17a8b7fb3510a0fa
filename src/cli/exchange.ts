import { Command } from "commander";
import { type Endpoint, openSource, openTarget } from "../exchange/endpoint.js";
import type { TransferOptions } from "../exchange/journey.js";
import type { Summary } from "../exchange/summary.js";
import { transfer } from "../exchange/transfer.js";
import { TrackingError } from "../errors.js";
import { trackingUriIn } from "./tracking.js";
import { collect, print } from "./with_store.js";

interface Options {
  readonly from?: string;
  readonly to?: string;
  readonly experiment?: string[];
  readonly all?: boolean;
  readonly models?: boolean;
  readonly artifacts: boolean;
  readonly rename?: string[];
  readonly into?: string;
  readonly artifactRoot?: string;
  readonly json?: boolean;
}

const places = "a SQLite file, a server (http://…) or a folder";

/** Two names of one thing: `export` brings the store at hand elsewhere, `import` brings something here. */
export function exportCommand(): Command {
  return exchanging(new Command("export"))
    .usage("--to PLACE [--from PLACE] [--experiment E] [--models] [--no-artifacts]")
    .description(`Copy experiments, runs, files and models to ${places}; called again, it goes on.`);
}

export function importCommand(): Command {
  return exchanging(new Command("import"))
    .usage("--from PLACE [--to PLACE] [--experiment E] [--models] [--no-artifacts]")
    .description(`Copy experiments, runs, files and models from ${places}; called again, it goes on.`);
}

function exchanging(command: Command): Command {
  const here = "default: MLFLOW_TRACKING_URI, else sqlite:///mlflow.db";
  const isExport = command.name() === "export";
  return command
    .option("--from <place>", `${places}${isExport ? ` (${here})` : ""}`)
    .option("--to <place>", `${places}${isExport ? "" : ` (${here})`}; made when it is not there`)
    .option("--experiment <name>", "only this experiment, by name or id (repeatable)", collect)
    .option("--all", "all experiments and registered models; so it is without --experiment")
    .option("--models", "with --experiment: also the registered models with versions of its runs")
    .option("--no-models", "no registered models")
    .option("--no-artifacts", "leave the files of runs and models behind; a later call without this brings them")
    .option(
      "--rename <old=new>",
      "bring an experiment or registered model over under another name (repeatable)",
      collect,
    )
    .option("--into <experiment>", "add all runs to this experiment")
    .option("--artifact-root <folder>", "where a SQLite file keeps artifacts of what comes (default: beside it)")
    .option("--json", "print what was done as JSON")
    .action(async (options: Options) => await exchange(options));
}

async function exchange(options: Options): Promise<void> {
  const { from, to } = placesOf(options);
  const chosen = optionsOf(options);
  const source = await openSource(from);
  const shown = new ProgressLine();
  const summary = await closing(source, async () => {
    const target = await openTarget(to, options.artifactRoot);
    return await closing(target, () =>
      transfer(source, target, { ...chosen, onProgress: (...step) => shown.show(...step) }),
    );
  }).finally(() => shown.end());
  for (const note of summary.notes) process.stderr.write(`labbook: ${note}\n`);
  for (const { what, message } of summary.failures) process.stderr.write(`labbook: ${what}: ${message}\n`);
  print(options, summary, readable);
  if (summary.failures.length > 0) process.exitCode = 1;
}

async function closing<T>(place: Endpoint, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } finally {
    await place.close();
  }
}

function placesOf({ from, to }: Options): { from: string; to: string } {
  if (from === undefined && to === undefined) {
    throw new TrackingError("INVALID_PARAMETER_VALUE", "nothing to copy from or to", {
      remedy: "labbook export --to FOLDER copies this store there, labbook import --from FOLDER brings it here",
    });
  }
  return { from: from ?? trackingUriIn(process.cwd(), undefined), to: to ?? trackingUriIn(process.cwd(), undefined) };
}

function optionsOf(options: Options): TransferOptions {
  if (options.all === true && options.experiment !== undefined) {
    throw new TrackingError("INVALID_PARAMETER_VALUE", "--all and --experiment contradict each other", {
      remedy: "give one",
    });
  }
  const all = options.experiment === undefined;
  return {
    artifacts: options.artifacts,
    models: options.models === false ? "none" : all ? "all" : options.models === true ? "ofRuns" : "none",
    rename: new Map(options.rename?.map(renaming)),
    ...(options.experiment !== undefined && { experiments: options.experiment }),
    ...(options.into !== undefined && { into: options.into }),
  };
}

function renaming(text: string): [string, string] {
  const at = text.indexOf("=");
  if (at > 0 && at < text.length - 1) return [text.slice(0, at), text.slice(at + 1)];
  throw new TrackingError("INVALID_PARAMETER_VALUE", `'${text}' renames nothing`, { remedy: "write --rename OLD=NEW" });
}

function readable(summary: Summary): string {
  const parts = [
    counted(summary.runs, "run"),
    ...(summary.unchangedRuns > 0 ? [`${summary.unchangedRuns} there already`] : []),
    counted(summary.metrics, "point"),
    `${counted(summary.artifacts, "file")} (${(summary.artifactBytes / 1e6).toFixed(1)} MB)`,
    ...(summary.loggedModels > 0 ? [counted(summary.loggedModels, "logged model")] : []),
    ...(summary.registeredModels > 0
      ? [`${counted(summary.registeredModels, "registered model")} (${counted(summary.modelVersions, "new version")})`]
      : []),
    ...(summary.failures.length > 0 ? [`${summary.failures.length} refused`] : []),
  ];
  return `${counted(summary.experiments, "experiment")}: ${parts.join(", ")}`;
}

function counted(count: number, what: string): string {
  return `${count.toLocaleString("en-US")} ${what}${count === 1 ? "" : "s"}`;
}

/** How far it is, on stderr: one line that changes on a terminal, a line now and then elsewhere. */
class ProgressLine {
  #shownMs = Date.now();
  #isOpen = false;

  show(summary: Summary, doing: string): void {
    const now = Date.now();
    if (now - this.#shownMs < (process.stderr.isTTY ? 100 : 10_000)) return;
    this.#shownMs = now;
    const line = `${summary.runs + summary.unchangedRuns} runs, ${summary.metrics} points, ${summary.artifacts} files · ${doing}`;
    process.stderr.write(process.stderr.isTTY ? `\r\x1b[K${line}` : `${line}\n`);
    this.#isOpen = process.stderr.isTTY;
  }

  end(): void {
    if (this.#isOpen) process.stderr.write("\r\x1b[K");
    this.#isOpen = false;
  }
}
