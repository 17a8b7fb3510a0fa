/** Where output of user code goes: to the request that was running when it was made, also from timers and late promises. */
import { AsyncLocalStorage } from "node:async_hooks";
import { StringDecoder } from "node:string_decoder";
import type { OutputCapture } from "../../magics/index.js";
import { escapeHtml } from "../../src/html.js";
import type { MimeBundle } from "../../src/index.js";
import { bundleOf } from "./bundle.js";
import type { CellExecution } from "../../src/notebook/host.js";
import { send } from "./up_channel.js";

export interface Running {
  /** Id of the execute request. */
  readonly id: string;
  readonly execution: CellExecution;
  readonly allowStdin: boolean;
  /** Pages for the reply's payload. */
  readonly payload: unknown[];
  /** Bundles that are still being made. */
  readonly pending: Set<Promise<void>>;
  capture: OutputCapture | null;
}

const running = new AsyncLocalStorage<Running>();
let last: Running | null = null;

/** Runs `work` so that all it prints, now or later, belongs to `request`. */
export async function during<T>(request: Running, work: () => Promise<T>): Promise<T> {
  last = request;
  return await running.run(request, work);
}

/** The request that this code belongs to; null before the first one. */
export function current(): Running | null {
  return running.getStore() ?? last;
}

/** Sends what is written to stdout and stderr to the front end. */
export function takeOverStreams(): void {
  for (const name of ["stdout", "stderr"] as const) {
    const decoder = new StringDecoder("utf8");
    const write = (chunk: string | Uint8Array, encoding?: unknown, done?: unknown): boolean => {
      const text = typeof chunk === "string" ? chunk : decoder.write(Buffer.from(chunk));
      if (text !== "") print(text, name);
      const callback = typeof encoding === "function" ? encoding : done;
      if (typeof callback === "function") process.nextTick(callback as () => void);
      return true;
    };
    process[name].write = write as typeof process.stdout.write;
  }
}

export function print(text: string, name: "stdout" | "stderr" = "stdout"): void {
  const request = current();
  if (request === null) return;
  if (request.capture !== null) request.capture.stream(name, text);
  else send({ type: "stream", parent: request.id, name, text });
}

export function show(bundle: MimeBundle, options: { displayId?: string; update?: boolean } = {}): void {
  const request = current();
  if (request === null) return;
  if (request.capture !== null) return request.capture.display(bundle);
  send({ type: "display", parent: request.id, data: bundle.data, metadata: bundle.metadata ?? {}, ...options });
}

/** `display(value)` of a cell; a value that makes its bundle asynchronously is shown before the reply. */
export function display(value: unknown, options: { displayId?: string; update?: boolean } = {}): void {
  const request = current();
  if (request === null) return;
  const shown = bundleOf(value).then((bundle) => show(bundle, options));
  request.pending.add(shown);
  void shown
    .finally(() => request.pending.delete(shown))
    .catch((error: unknown) => print(`display failed: ${String(error)}\n`, "stderr"));
}

/** One grey line. */
export function notice(text: string): void {
  show({ data: { "text/html": `<span style="color:#808080">${escapeHtml(text)}</span>`, "text/plain": text } });
}

export function clearOutput(wait = false): void {
  const request = current();
  if (request !== null) send({ type: "clear", parent: request.id, wait });
}
