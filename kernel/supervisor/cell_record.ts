/** What came out of the cells: published to front ends and kept in the ledger, each with the request that caused it. */
import type { IOutput } from "@jupyterlab/nbformat";
import { withoutCredentials } from "../../src/http/address.js";
import type { Content, Message } from "../../src/jupyter/messages.js";
import type { LedgerEvent } from "../../src/notebook/ledger.js";
import { History } from "./history.js";
import type { FromSession } from "../ipc.js";
import type { Journal } from "./journal.js";
import type { Publisher } from "./publisher.js";
import { StreamBuffer, type StreamName } from "./stream_buffer.js";

/** One execution of a cell in this kernel; kept for output that comes late. */
export interface Execution {
  /** The id of its execute_request. */
  readonly id: string;
  /** Order in the ledger, from 1; 0 for silent ones, which are not in it. */
  readonly seq: number;
  readonly count: number;
  readonly silent: boolean;
  readonly code: string;
  readonly cellId: string | null;
}

export class CellRecord {
  readonly history = new History();
  readonly #publisher: Publisher;
  readonly #journal: Journal;
  readonly #streams: StreamBuffer;
  readonly #executions = new Map<string, Execution>();
  #last: Execution | null = null;
  #count = 0;
  #seq = 0;

  constructor(publisher: Publisher, journal: Journal) {
    this.#publisher = publisher;
    this.#journal = journal;
    this.#streams = new StreamBuffer((parent, name, text) => this.output(parent, "stream", { name, text }));
  }

  get executionCount(): number {
    return this.#count;
  }

  /** Counts a cell that begins, and tells all front ends. */
  begin(request: Message): Execution {
    const { content } = request;
    const code = String(content["code"] ?? "");
    const silent = content["silent"] === true;
    const stored = !silent && content["store_history"] !== false;
    if (stored) this.#count++;
    const count = Math.max(this.#count, 1);
    const seq = silent ? 0 : ++this.#seq;
    const execution = { id: request.header.msg_id, seq, count, silent, code, cellId: cellIdOf(request) };
    this.#executions.set(execution.id, execution);
    this.#last = execution;
    this.#publisher.remember(request);
    if (stored) this.history.add(count, code);
    if (!silent) {
      this.#publisher.publish(execution.id, "execute_input", { code, execution_count: count });
      this.#start(execution, count);
    }
    return execution;
  }

  end({ id, seq, silent }: Execution, status: "ok" | "error" | "interrupted" | "lost", failure: Content | null): void {
    if (silent) return;
    if (failure !== null) this.output(id, "error", failure);
    const error = failure === null ? null : { ename: String(failure["ename"]), evalue: String(failure["evalue"]) };
    this.#journal.write({ event: "end", seq, status, error, timeMs: Date.now() });
  }

  /** A cell that was queued behind a failing one. */
  aborted(request: Message): void {
    const code = String(request.content["code"] ?? "");
    const seq = ++this.#seq;
    this.#start({ id: request.header.msg_id, seq, code, cellId: cellIdOf(request) }, null);
    this.#journal.write({ event: "end", seq, status: "aborted", error: null, timeMs: Date.now() });
  }

  /** Text that is gathered before it goes out; without `parent` it belongs to the newest cell. */
  stream(parent: string | null, name: StreamName, text: string): void {
    const owner = parent ?? this.#last?.id;
    if (owner !== undefined) this.#streams.add(owner, name, text);
    else process.stderr.write(text);
  }

  flush(): void {
    this.#streams.flush();
  }

  result({ parent, data, metadata }: FromSession & { type: "result" }): void {
    const count = this.#executions.get(parent)?.count ?? this.#count;
    this.flush();
    this.output(parent, "execute_result", { execution_count: count, data, metadata });
    if (typeof data["text/plain"] === "string") this.history.setOutput(count, data["text/plain"]);
  }

  display(message: FromSession & { type: "display" }): void {
    const { parent, data, metadata, displayId } = message;
    const transient = displayId === undefined ? {} : { display_id: displayId };
    this.flush();
    if (message.update !== true) return this.output(parent, "display_data", { data, metadata, transient });
    this.#journal.write({ event: "update", displayId: displayId!, data, metadata });
    if (!this.#isSilent(parent)) {
      this.#publisher.publish(parent, "update_display_data", { data, metadata, transient });
    }
  }

  clear({ parent, wait }: FromSession & { type: "clear" }): void {
    this.flush();
    this.note(parent, (seq) => ({ event: "clear", seq }));
    if (!this.#isSilent(parent)) this.#publisher.publish(parent, "clear_output", { wait });
  }

  output(parent: string, type: "stream" | "display_data" | "execute_result" | "error", content: Content): void {
    if (this.#isSilent(parent)) return;
    const output = { output_type: type, ...content } as IOutput;
    this.note(parent, (seq) => ({ event: "output", seq, output, timeMs: Date.now() }));
    this.#publisher.publish(parent, type, content);
  }

  /** Writes an event of a cell that is in the ledger. */
  note(parent: string | null, event: (seq: number) => LedgerEvent): void {
    const seq = this.#seqOf(parent);
    if (seq !== null) this.#journal.write(event(seq));
  }

  run(parent: string | null, { runId, trackingUri }: { runId: string; trackingUri: string }, opened: boolean): void {
    const seq = this.#seqOf(parent);
    const at = withoutCredentials(trackingUri); // the journal is a file
    this.#journal.write({ event: "run", seq, runId, opened, trackingUri: at, timeMs: Date.now() });
  }

  #start({ id, seq, code, cellId }: Pick<Execution, "id" | "seq" | "code" | "cellId">, count: number | null): void {
    const started = { seq, executionId: id, cellId, executionCount: count, source: code };
    this.#journal.write({ event: "start", ...started, timeMs: Date.now() });
  }

  #seqOf(parent: string | null): number | null {
    const seq = parent === null ? 0 : (this.#executions.get(parent)?.seq ?? 0);
    return seq === 0 ? null : seq;
  }

  #isSilent(parent: string): boolean {
    return this.#executions.get(parent)?.silent === true;
  }
}

function cellIdOf(request: Message): string | null {
  const id = request.metadata["cellId"];
  return typeof id === "string" && id !== "" ? id : null;
}
