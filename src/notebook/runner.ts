/** Runs a notebook from its first cell to its last on a kernel of its own, and writes what came out after every cell. */
import { mkdirSync, statSync } from "node:fs";
import { basename, dirname, extname, join, resolve } from "node:path";
import type { ICell, INotebookContent } from "@jupyterlab/nbformat";
import { TrackingError } from "../errors.js";
import { KernelClient } from "../jupyter/client.js";
import {
  findKernelspec,
  kernelDisplayName,
  kernelName,
  kernelspecNames,
  ownKernelspec,
} from "../jupyter/kernelspec.js";
import type { Content } from "../jupyter/messages.js";
import { CellOutputs } from "./cell_outputs.js";
import { readNotebook, writeNotebook } from "./file.js";
import { sourceOf } from "./ipynb.js";
import { injectParameters, type Parameters, plainValues, tagsOf } from "./parameters.js";

export interface RunOptions {
  /** Default: `<name>.out.ipynb` beside the notebook. */
  readonly output?: string;
  readonly parameters?: Parameters;
  /** Working directory of the kernel. Default: the notebook's folder. */
  readonly cwd?: string;
  readonly trackingUri?: string;
  readonly experiment?: string;
  /** For each cell, in seconds; default: none. */
  readonly timeoutSeconds?: number;
  /** Go on behind a cell that fails. */
  readonly allowErrors?: boolean;
  /** Default: our own kernel for TypeScript notebooks, the one that the notebook names for other languages. */
  readonly kernelName?: string;
  /** Interrupts the running cell when it is aborted; the notebook so far is kept. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

export interface Progress {
  readonly event: "start" | "end" | "skipped";
  /** From 1 to `count`, of the code cells. */
  readonly index: number;
  readonly count: number;
  readonly source: string;
  readonly durationMs: number;
  readonly failed: boolean;
}

export interface CellFailure {
  /** Number of the code cell, from 1. */
  readonly index: number;
  readonly ename: string;
  readonly evalue: string;
  readonly traceback: readonly string[];
}

export interface RunResult {
  readonly output: string;
  /** Every cell was executed, and none failed that may not. */
  readonly ok: boolean;
  /** `signal` ended it early. */
  readonly interrupted: boolean;
  readonly executed: number;
  readonly skipped: number;
  readonly failures: readonly CellFailure[];
  readonly durationMs: number;
}

/** How long an interrupted cell may take to stop. */
const stopMs = 5000;

/** Rejects with a `TrackingError` for what keeps the notebook from running at all; a failing cell is in the result. */
export async function runNotebook(path: string, options: RunOptions = {}): Promise<RunResult> {
  const input = resolve(path);
  const notebook = injectParameters(readNotebook(input), options.parameters ?? {});
  const output = resolve(options.output ?? defaultOutput(input));
  makeFolder(dirname(output));
  checkFolder(resolve(options.cwd ?? dirname(input)));
  const run = new NotebookRun(input, output, notebook, options);
  return await run.all();
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw new TrackingError(
      "PERMISSION_DENIED",
      `cannot make the folder '${folder}': ${message}; choose another --output`,
    );
  }
}

function checkFolder(folder: string): void {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true) return;
  throw new TrackingError(
    "INVALID_PARAMETER_VALUE",
    `there is no folder '${folder}' to run in; make it, or choose another --cwd`,
  );
}

function defaultOutput(input: string): string {
  return join(dirname(input), `${basename(input, extname(input))}.out.ipynb`);
}

class NotebookRun {
  readonly #notebook: INotebookContent;
  readonly #input: string;
  readonly #output: string;
  readonly #options: RunOptions;
  readonly #codeCells: ICell[];
  readonly #outputs: CellOutputs[] = [];
  readonly #failures: CellFailure[] = [];
  readonly #startTimeMs = Date.now();
  #executed = 0;
  #skipped = 0;

  constructor(input: string, output: string, notebook: INotebookContent, options: RunOptions) {
    this.#input = input;
    this.#output = output;
    this.#options = options;
    const cells = notebook.cells.map((cell) => (cell.cell_type === "code" ? emptied(cell) : cell));
    this.#notebook = { ...notebook, cells, metadata: { ...notebook.metadata } };
    this.#codeCells = cells.filter((cell) => cell.cell_type === "code");
    for (const _ of this.#codeCells) this.#outputs.push(new CellOutputs(this.#outputs));
  }

  async all(): Promise<RunResult> {
    const kernel = await this.#startKernel();
    const { signal } = this.#options;
    signal?.addEventListener("abort", () => kernel.interrupt());
    try {
      this.#write();
      await kernel.warm();
      for (const [position, cell] of this.#codeCells.entries()) {
        if (signal?.aborted === true) break;
        const done = await this.#cell(kernel, cell, position);
        this.#write();
        if (!done) break;
      }
    } catch (error) {
      this.#write(error as Error);
      throw error;
    } finally {
      await kernel.shutdown();
    }
    const durationMs = Date.now() - this.#startTimeMs;
    const interrupted = signal?.aborted === true;
    const result = { output: this.#output, executed: this.#executed, skipped: this.#skipped, durationMs, interrupted };
    return { ...result, ok: this.#failures.length === 0 && !interrupted, failures: this.#failures };
  }

  async #startKernel(): Promise<KernelClient> {
    const { trackingUri, experiment, cwd } = this.#options;
    const { name, folder, spec } = this.#kernelspec();
    const kernel = await KernelClient.start({
      name,
      folder,
      spec,
      cwd: resolve(cwd ?? dirname(this.#input)),
      env: {
        JPY_SESSION_NAME: this.#input,
        ...(trackingUri !== undefined && { MLFLOW_TRACKING_URI: trackingUri }),
        ...(experiment !== undefined && { MLFLOW_EXPERIMENT_NAME: experiment, MLFLOW_EXPERIMENT_ID: undefined }),
      },
    });
    this.#notebook.metadata.kernelspec = { name, display_name: spec.display_name, language: spec.language };
    const about = kernel.info["language_info"];
    if (typeof about === "object" && about !== null) Object.assign(this.#notebook.metadata, { language_info: about });
    return kernel;
  }

  #kernelspec(): { name: string; folder: string; spec: ReturnType<typeof ownKernelspec> } {
    const named = this.#notebook.metadata.kernelspec as { name?: string; language?: string } | undefined;
    const foreign = named?.language !== undefined && !/^(type|java)script$/i.test(named.language);
    const name = this.#options.kernelName ?? (foreign ? named.name : undefined) ?? kernelName;
    const found = findKernelspec(name);
    if (name === kernelName) return { name, folder: found?.folder ?? "", spec: ownKernelspec() };
    if (found !== null) return { name, ...found };
    const known = [...new Set([kernelName, ...kernelspecNames()])].join(", ");
    throw new TrackingError(
      "RESOURCE_DOES_NOT_EXIST",
      `no kernel named '${name}'; there are: ${known}. --kernel-name chooses one (${kernelName}: ${kernelDisplayName})`,
    );
  }

  /** false when the notebook must not go on. */
  async #cell(kernel: KernelClient, cell: ICell, position: number): Promise<boolean> {
    const source = sourceOf(cell);
    if (source.trim() === "") return true;
    if (tagsOf(cell).includes("skip-execution")) {
      this.#skipped++;
      this.#progress("skipped", position);
      return true;
    }
    this.#progress("start", position);
    const startTimeMs = Date.now();
    const reply = await this.#execute(kernel, cell, source, position);
    const failure = this.#failureOf(reply, position);
    const durationMs = Date.now() - startTimeMs;
    this.#executed++;
    cell["execution_count"] = typeof reply["execution_count"] === "number" ? reply["execution_count"] : null;
    noteTiming(cell, startTimeMs, durationMs, failure !== null);
    this.#progress("end", position, durationMs, failure !== null);
    if (failure === null || tagsOf(cell).includes("raises-exception")) return true;
    this.#failures.push(failure);
    return this.#options.allowErrors === true;
  }

  async #execute(kernel: KernelClient, cell: ICell, source: string, position: number): Promise<Content> {
    const metadata = typeof cell["id"] === "string" ? { cellId: cell["id"] } : {};
    const work = kernel.execute(source, (message) => this.#outputs[position]!.take(message), metadata);
    const { timeoutSeconds } = this.#options;
    if (timeoutSeconds === undefined) return await work;
    const stopped = await within(work, timeoutSeconds * 1000);
    if (stopped !== null) return stopped;
    kernel.interrupt();
    const reply = await within(work, stopMs);
    if (reply !== null) return this.#timedOut(reply, position);
    kernel.interrupt(); // our kernel then ends the session that cannot be stopped, and with it its runs
    const last = await within(work, stopMs);
    if (last !== null) return this.#timedOut(last, position);
    work.catch(() => undefined);
    throw new TrackingError("INVALID_STATE", `${this.#tooLong(position)} and did not stop when it was interrupted`);
  }

  /** An interrupted cell's error, with the reason why it was interrupted. */
  #timedOut(reply: Content, position: number): Content {
    if (reply["ename"] !== "KeyboardInterrupt" && reply["ename"] !== "SessionEnded") return reply;
    const evalue = `${this.#tooLong(position)} and was interrupted`;
    return { ...reply, ename: "TimeoutError", evalue, traceback: [`TimeoutError: ${evalue}`] };
  }

  #tooLong(position: number): string {
    return `cell ${position + 1} ran longer than --timeout ${this.#options.timeoutSeconds}`;
  }

  /** Anything but `ok` means that the cell was not executed, or not to its end. */
  #failureOf(reply: Content, position: number): CellFailure | null {
    if (reply["status"] === "ok") return null;
    const { ename, evalue, traceback } = reply;
    return {
      index: position + 1,
      ename: typeof ename === "string" ? ename : `Reply '${String(reply["status"])}'`,
      evalue: typeof evalue === "string" ? evalue : "the kernel did not run this cell",
      traceback: Array.isArray(traceback) ? traceback.map(String) : this.#errorText(position),
    };
  }

  /** Kernels that send no traceback print it. */
  #errorText(position: number): string[] {
    const outputs = this.#outputs[position]!.outputs.filter((output) => output["name"] === "stderr");
    return outputs.map((output) => String(output["text"]));
  }

  #write(exception?: Error): void {
    this.#codeCells.forEach((cell, index) => (cell["outputs"] = this.#outputs[index]!.stored()));
    const { parameters = {} } = this.#options;
    this.#notebook.metadata["papermill"] = {
      default_parameters: {},
      duration: (Date.now() - this.#startTimeMs) / 1000,
      end_time: new Date().toISOString(),
      environment_variables: {},
      exception: exception?.message ?? (this.#failures.length > 0 ? true : null),
      input_path: this.#input,
      output_path: this.#output,
      parameters: plainValues(parameters) as never,
      start_time: new Date(this.#startTimeMs).toISOString(),
      version: "labbook",
    };
    writeNotebook(this.#output, this.#notebook);
  }

  #progress(event: Progress["event"], position: number, durationMs = 0, failed = false): void {
    const cell = this.#codeCells[position];
    const source = cell === undefined ? "" : sourceOf(cell);
    const count = this.#codeCells.length;
    this.#options.onProgress?.({ event, index: position + 1, count, source, durationMs, failed });
  }
}

/** null when the work is not done in time. */
async function within<T>(work: Promise<T>, timeoutMs: number): Promise<T | null> {
  const late = Promise.withResolvers<null>();
  const timer = setTimeout(() => late.resolve(null), timeoutMs);
  return await Promise.race([work, late.promise]).finally(() => clearTimeout(timer));
}

function emptied(cell: ICell): ICell {
  const { papermill: _before, ...metadata } = cell.metadata as Record<string, unknown>;
  return { ...cell, metadata, outputs: [], execution_count: null } as unknown as ICell;
}

/** As papermill writes it. */
function noteTiming(cell: ICell, startTimeMs: number, durationMs: number, failed: boolean): void {
  const papermill = {
    duration: durationMs / 1000,
    end_time: new Date(startTimeMs + durationMs).toISOString(),
    exception: failed,
    start_time: new Date(startTimeMs).toISOString(),
    status: failed ? "failed" : "completed",
  };
  cell.metadata = { ...cell.metadata, papermill } as unknown as ICell["metadata"];
}
