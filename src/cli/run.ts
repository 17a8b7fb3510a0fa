import { existsSync } from "node:fs";
import { dirname, relative, resolve } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { Command } from "commander";
import { isServerUri, withoutCredentials } from "../http/address.js";
import type { Progress, RunResult } from "../notebook/runner.js";
import { readablePath } from "../readable_path.js";
import { readOrder } from "../search/check.js";
import { sqlitePath } from "../store/open.js";
import { runsText } from "./runs.js";
import { experimentsOf } from "./searched_runs.js";
import { absolute, existingStore, positiveNumber, trackingUriIn } from "./tracking.js";

interface Options {
  readonly output?: string;
  readonly parameter: string[];
  readonly cwd?: string;
  readonly trackingUri?: string;
  readonly experiment?: string;
  readonly timeout?: number;
  readonly allowErrors?: boolean;
  readonly kernelName?: string;
  readonly showRuns?: string | true;
  readonly json?: boolean;
}

export function runCommand(): Command {
  return new Command("run")
    .usage("NOTEBOOK [-o OUT] [-p name=value …] [--cwd D] [--tracking-uri U] [--experiment E]")
    .description("Run a notebook from top to bottom and save it with its outputs; exit code 1 when a cell fails.")
    .argument("<notebook>", "an .ipynb file")
    .option("-o, --output <file>", "the executed notebook (default: <name>.out.ipynb beside it)")
    .option("-p, --parameter <name=value>", "set a parameter; value is JSON or text (repeatable)", collect, [])
    .option("--cwd <folder>", "working directory of the kernel (default: the notebook's folder)")
    .option("--tracking-uri <uri>", "where runs go, e.g. sqlite:///mlflow.db")
    .option("--experiment <name>", "experiment of runs that choose none")
    .option("--timeout <seconds>", "interrupt a cell that runs longer", positiveNumber)
    .option("--allow-errors", "go on behind a failing cell")
    .option("--kernel-name <name>", "use this kernelspec (default: labbook's own kernel for TypeScript)")
    .option("--show-runs [order]", 'list the runs at the end, e.g. --show-runs "metrics.rmse ASC"')
    .option("--json", "print the result as JSON; progress goes to stderr")
    .action(run);
}

function collect(value: string, before: string[]): string[] {
  return [...before, value];
}

async function run(notebook: string, options: Options): Promise<void> {
  // They load the TypeScript compiler, which the other commands can do without.
  const [{ parseParameters }, { runNotebook }] = await Promise.all([
    import("../notebook/parameters.js"),
    import("../notebook/runner.js"),
  ]);
  const out = options.json === true ? process.stderr : process.stdout;
  const progress = new ProgressDisplay(out);
  readOrder("runs", orderOf(options)); // a wrong one is told before the notebook has run
  const startTimeMs = Date.now();
  const interrupted = new AbortController();
  process.once("SIGINT", () => interrupted.abort()); // a second one ends us at once
  const result = await runNotebook(notebook, {
    parameters: parseParameters(options.parameter),
    signal: interrupted.signal,
    onProgress: (step) => progress.show(step),
    ...(options.output !== undefined && { output: options.output }),
    ...(options.cwd !== undefined && { cwd: options.cwd }),
    ...(options.trackingUri !== undefined && { trackingUri: absolute(options.trackingUri) }),
    ...(options.experiment !== undefined && { experiment: options.experiment }),
    ...(options.timeout !== undefined && { timeoutSeconds: options.timeout }),
    ...(options.allowErrors !== undefined && { allowErrors: options.allowErrors }),
    ...(options.kernelName !== undefined && { kernelName: options.kernelName }),
  });
  progress.end();
  for (const failure of result.failures) {
    const traceback = failure.traceback.join("\n");
    const shown = process.stderr.isTTY ? traceback : stripVTControlCharacters(traceback); // Python's is coloured
    process.stderr.write(`\ncell ${failure.index} failed\n${shown}\n`);
  }
  if (options.json === true) process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
  if (options.showRuns !== undefined) out.write(`\n${await runsSince(startTimeMs, notebook, options)}`);
  out.write(summary(result));
  if (!result.ok) process.exitCode = result.interrupted ? 130 : 1;
}

function orderOf({ showRuns }: Options): string[] {
  return typeof showRuns === "string" ? [showRuns] : [];
}

function summary({ output, executed, skipped, durationMs, failures, interrupted }: RunResult): string {
  const path = readablePath(output);
  const counts = [
    `${executed} cell${executed === 1 ? "" : "s"}`,
    ...(skipped > 0 ? [`${skipped} skipped`] : []),
    `${failures.length} failed`,
    ...(interrupted ? ["interrupted"] : []),
  ];
  return (
    `\n${counts.join(", ")} in ${(durationMs / 1000).toFixed(1)} s. The executed notebook: ${path}\n` +
    `Look at it in JupyterLab or VS Code, or make a page of it: jupyter nbconvert --to html ${path}\n`
  );
}

async function runsSince(startTimeMs: number, notebook: string, options: Options): Promise<string> {
  const uri = trackingUriIn(options.cwd ?? dirname(resolve(notebook)), options.trackingUri);
  if (!isServerUri(uri) && !existsSync(sqlitePath(uri))) return `No runs: nothing was tracked to ${uri}\n`;
  const store = existingStore(uri);
  const orderBy = orderOf(options);
  const page = await store.searchRuns({
    experimentIds: await experimentsOf(store),
    filter: `attributes.start_time >= ${startTimeMs}`,
    orderBy,
    maxResults: 100,
  });
  await store.close();
  const place = isServerUri(uri) ? withoutCredentials(uri) : relative(process.cwd(), sqlitePath(uri));
  return `Runs in ${place}:\n\n${runsText(page.items, orderBy)}`;
}

/** One line per cell; on a terminal it is there from the start of the cell and is completed at its end. */
class ProgressDisplay {
  readonly #out: NodeJS.WriteStream;
  #open = false;

  constructor(out: NodeJS.WriteStream) {
    this.#out = out;
  }

  show(step: Progress): void {
    if (step.event === "start" && !this.#out.isTTY) return;
    const number = String(step.index).padStart(String(step.count).length);
    const line = `[${number}/${step.count}] ${this.#state(step)}  ${title(step.source)}`;
    this.#out.write(`${this.#open ? "\r\x1b[K" : ""}${line}`);
    this.#open = step.event === "start";
    if (!this.#open) this.#out.write("\n");
  }

  end(): void {
    if (this.#open) this.#out.write("\n");
  }

  #state({ event, durationMs, failed }: Progress): string {
    const text = { start: "running", skipped: "skipped", end: `${(durationMs / 1000).toFixed(1)} s` }[event];
    return `${failed ? "✗" : event === "end" ? "✓" : " "} ${text.padStart(7)}`;
  }
}

/** The first line of a cell that says something. */
function title(source: string): string {
  const lines = source.split("\n").map((line) => line.trim());
  const line = lines.find((text) => text !== "" && !text.startsWith("import ")) ?? lines[0] ?? "";
  return line.length > 70 ? `${line.slice(0, 69)}…` : line;
}
