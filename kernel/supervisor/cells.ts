/** Executes cells in the session, one at a time, and keeps the runs that they track. */
import type { RunStatus } from "../../src/entities.js";
import type { Content, Message } from "../../src/jupyter/messages.js";
import { CellRecord, type Execution } from "./cell_record.js";
import type { ErrorContent, ExecuteReply, FromSession, ToSession } from "../ipc.js";
import type { Journal } from "./journal.js";
import type { KeeperThread } from "./keeper_thread.js";
import type { Notebook } from "./notebook.js";
import type { Publisher } from "./publisher.js";
import type { KernelState } from "./run_keeper.js";
import { SessionProcess } from "./session_process.js";

/** How long an interrupted cell may take to stop before its process is signalled, and before the user is told. */
const signalAfterMs = 150;
const adviseAfterMs = 2000;
/** A second interrupt that comes sooner is taken for the same. */
const secondAfterMs = 500;
/** Runs touched by timers and late promises are settled when they have been quiet this long. */
const lateSettleMs = 200;
/** How long a session may take to end its runs when the kernel is shut down. */
const shutdownMs = 3000;

type Outcome = ExecuteReply | { readonly status: "ended"; readonly reason: string };

interface RunningCell {
  readonly execution: Execution;
  readonly request: Message;
  readonly finish: (outcome: Outcome) => void;
  /** It has reached the session. */
  sent: boolean;
  interruptedAtMs: number | null;
  awaitsInput: boolean;
}

export interface Surroundings {
  readonly publisher: Publisher;
  readonly journal: Journal;
  readonly keeper: KeeperThread;
  readonly notebook: Notebook;
  /** Asks the client that sent `request` for a line. */
  readonly askInput: (request: Message, prompt: string, password: boolean) => void;
}

export class Cells {
  readonly record: CellRecord;
  readonly #around: Surroundings;
  readonly #questions = new Map<string, (reply: unknown) => void>();
  readonly #filesRead = new Set<string>();
  #session: SessionProcess;
  #running: RunningCell | null = null;
  #about: FromSession & { type: "ready" } = { type: "ready", versions: {}, typescriptOptions: {} };
  #lateSettle: NodeJS.Timeout | null = null;
  /** Set when the kernel goes down; called when the session is gone. */
  #whenGone: (() => void) | null = null;
  #shutDown: Promise<void> | null = null;
  /** Settles with the reply of the newest cell. */
  #executing: Promise<unknown> = Promise.resolve();

  constructor(around: Surroundings) {
    this.#around = around;
    this.record = new CellRecord(around.publisher, around.journal);
    this.#session = this.#startSession();
  }

  /** Runs the code of an execute_request and returns the content of its reply. */
  async execute(request: Message): Promise<Content> {
    const reply = this.#execute(request);
    this.#executing = reply.catch(() => undefined);
    return await reply;
  }

  async #execute(request: Message): Promise<Content> {
    const execution = this.record.begin(request);
    this.#around.keeper.cell(String(execution.count));
    const outcome = await this.#runInSession(request, execution);
    const failure =
      outcome.status === "ok" ? null : outcome.status === "error" ? contentOf(outcome) : endedContent(outcome.reason);
    this.record.end(execution, ledgerStatus(outcome), failure);
    this.#around.keeper.cell(null);
    await this.#keepRuns(execution, outcome);
    const execution_count = execution.count;
    if (outcome.status !== "ok") return { status: "error", execution_count, ...failure, payload: [] };
    const { payload, userExpressions } = outcome;
    return { status: "ok", execution_count, payload, user_expressions: userExpressions };
  }

  /** Asks the session something that is no cell; null when it ended meanwhile. */
  async ask<T>(request: ToSession & { readonly id: string }): Promise<T | null> {
    const session = this.#liveSession();
    const answer = new Promise<unknown>((resolve) => this.#questions.set(request.id, resolve));
    session.send(request);
    const reply = await answer;
    this.#questions.delete(request.id);
    return reply as T | null;
  }

  /** The line that the running cell asked for; one that comes too late is nobody's. */
  input(value: string): void {
    if (this.#running?.awaitsInput !== true) return;
    this.#running.awaitsInput = false;
    this.#session.sendDown({ type: "input", value });
  }

  /** Stops the running cell; a second interrupt of a cell that does not stop replaces the session. */
  interrupt(): void {
    const cell = this.#running;
    if (cell === null) return;
    const before = cell.interruptedAtMs;
    if (before === null) return this.#interruptFirst(cell);
    if (Date.now() - before > secondAfterMs) this.#session.kill(interruptedTwice);
  }

  /** Ends the session and every run; the kernel is going down. */
  async shutDown(): Promise<void> {
    this.#shutDown ??= this.#shutDownOnce();
    await this.#shutDown;
  }

  async #shutDownOnce(): Promise<void> {
    const session = this.#session;
    const wasRunning = this.#running !== null;
    const gone = new Promise<void>((resolve) => (this.#whenGone = resolve));
    if (wasRunning) session.sendDown({ type: "interrupt" });
    session.send({ type: "shutdown", ...(wasRunning && { status: "KILLED" as const }) });
    const impatient = setTimeout(() => session.kill(shutDown), session.isReady ? shutdownMs : 0);
    if (!session.hasEnded) await gone;
    clearTimeout(impatient);
    await this.#executing;
    this.record.flush();
    await this.#around.keeper.end(wasRunning ? "KILLED" : "FINISHED", "kernel shut down", this.#state());
    await this.#around.keeper.close();
  }

  #interruptFirst(cell: RunningCell): void {
    cell.interruptedAtMs = Date.now();
    if (!cell.sent) return cell.finish(interruptedAtStart);
    this.#session.sendDown({ type: "interrupt" });
    this.#whileRunning(cell, signalAfterMs, () => this.#session.signalInterrupt());
    this.#whileRunning(cell, adviseAfterMs, () => this.record.stream(cell.execution.id, "stderr", stillRunning));
  }

  #whileRunning(cell: RunningCell, afterMs: number, act: () => void): void {
    setTimeout(() => {
      if (this.#running === cell) act();
    }, afterMs).unref();
  }

  #startSession(): SessionProcess {
    const session: SessionProcess = new SessionProcess({
      fact: (message) => this.#fact(message),
      output: (name, text) => this.record.stream(this.#running?.execution.id ?? null, name, text),
      ended: (reason) => void this.#sessionEnded(session, reason),
    });
    return session;
  }

  #liveSession(): SessionProcess {
    if (this.#session.hasEnded && this.#whenGone === null) this.#session = this.#startSession();
    return this.#session;
  }

  async #runInSession(request: Message, execution: Execution): Promise<Outcome> {
    const done = Promise.withResolvers<Outcome>();
    const cell: RunningCell = {
      execution,
      request,
      finish: done.resolve,
      sent: false,
      interruptedAtMs: null,
      awaitsInput: false,
    };
    this.#running = cell;
    const session = this.#liveSession();
    if (session.hasEnded) cell.finish({ status: "ended", reason: shutDown });
    const { notebook } = this.#around;
    await notebook.see(execution.cellId);
    void session.ready.then((ready) => {
      if (!ready || this.#running !== cell || cell.interruptedAtMs !== null) return;
      cell.sent = true;
      session.send({ type: "notebook", path: notebook.path });
      session.send(orderOf(request, execution));
    });
    const outcome = await done.promise;
    await new Promise((resolve) => setImmediate(resolve)); // what native code wrote just before is in the other pipes
    this.record.flush();
    this.#running = null;
    return outcome;
  }

  /** Snapshots of the runs that the cell touched, before its reply: who has the reply has them too. */
  async #keepRuns({ id, count }: Execution, outcome: Outcome): Promise<void> {
    if (outcome.status !== "ended") for (const path of outcome.filesRead) this.#filesRead.add(path);
    const warnings =
      outcome.status === "ended"
        ? await this.#endRuns(outcome.reason, count)
        : await this.#around.keeper.settle(this.#state());
    this.#warn(id, warnings);
    this.record.flush();
  }

  #warn(parent: string | null, warnings: readonly string[]): void {
    for (const warning of warnings) this.record.stream(parent, "stderr", `labbook: ${warning}\n`);
  }

  async #endRuns(reason: string, count: number): Promise<readonly string[]> {
    const status: RunStatus = reason === interruptedTwice || reason === shutDown ? "KILLED" : "FAILED";
    return await this.#around.keeper.end(status, `session ended in cell ${count}: ${reason}`, this.#state());
  }

  #fact(message: FromSession): void {
    const { keeper, notebook } = this.#around;
    switch (message.type) {
      case "ready":
        this.#about = message;
        return notebook.writeKernelEvent(message.versions);
      case "stream":
        return this.record.stream(message.parent, message.name, message.text);
      case "display":
        return this.record.display(message);
      case "result":
        return this.record.result(message);
      case "clear":
        return this.record.clear(message);
      case "inputRequest":
        return this.#askInput(message);
      case "runOpened":
        keeper.opened(message.fact);
        this.record.run(message.parent, message.fact, true);
        return this.#settleLate();
      case "runClosed":
        keeper.closed(message.fact);
        this.record.run(message.parent, message.fact, false);
        return this.#settleLate();
      case "logged":
        keeper.touched(message.fact.runId);
        this.record.note(message.parent, (seq) => ({ event: "logged", seq, logged: message.fact }));
        return this.#settleLate();
      case "executeReply":
        if (this.#running?.execution.id === message.parent) this.#running.finish(message.reply);
        return;
      case "completeReply":
      case "inspectReply":
      case "isCompleteReply":
        this.#questions.get(message.parent)?.(message.reply);
    }
  }

  #askInput({ prompt, password }: FromSession & { type: "inputRequest" }): void {
    if (this.#running === null) return;
    this.record.flush();
    this.#running.awaitsInput = true;
    this.#around.askInput(this.#running.request, prompt, password);
  }

  /** What is logged while no cell runs belongs to no reply that could wait for it. */
  #settleLate(): void {
    if (this.#running !== null || this.#whenGone !== null) return;
    if (this.#lateSettle !== null) clearTimeout(this.#lateSettle);
    this.#lateSettle = setTimeout(() => {
      this.#lateSettle = null;
      void this.#around.keeper.settle(this.#state()).then((warnings) => this.#warn(null, warnings));
    }, lateSettleMs);
  }

  async #sessionEnded(session: SessionProcess, reason: string): Promise<void> {
    for (const answer of this.#questions.values()) answer(null);
    this.#questions.clear();
    this.#filesRead.clear();
    this.#running?.finish({ status: "ended", reason: this.#whenGone === null ? reason : shutDown });
    if (this.#whenGone !== null) return this.#whenGone();
    if (session.isReady) this.#session = this.#startSession(); // one that could not start is tried again by the next cell
    if (this.#running !== null) return;
    this.record.stream(
      null,
      "stderr",
      `labbook: the session ended between cells: ${reason}. Its variables are gone.\n`,
    );
    await this.#endRuns(reason, this.record.executionCount);
  }

  #state(): KernelState {
    const { notebook } = this.#around;
    return {
      cwd: process.cwd(),
      notebookPath: notebook.path,
      notebookFoundBy: notebook.foundBy,
      versions: this.#about.versions,
      typescriptOptions: this.#about.typescriptOptions,
      filesRead: [...this.#filesRead],
    };
  }
}

const shutDown = "the kernel was shut down";

const interruptedTwice = "it was interrupted twice and could not be stopped";

const stillRunning =
  "labbook: the cell does not stop; interrupt once more to end its session (its variables are lost, the kernel stays)\n";

const interruptedAtStart: Outcome = {
  status: "error",
  interrupted: true,
  ename: "KeyboardInterrupt",
  evalue: "interrupted before it began",
  traceback: ["KeyboardInterrupt: interrupted before it began"],
  filesRead: [],
};

function orderOf({ content }: Message, execution: Execution): ToSession {
  const { id, code, cellId, count, silent } = execution;
  return {
    type: "execute",
    id,
    code,
    cellId,
    executionCount: count,
    silent,
    userExpressions: (content["user_expressions"] ?? {}) as Record<string, string>,
    allowStdin: content["allow_stdin"] !== false,
  };
}

function ledgerStatus(outcome: Outcome): "ok" | "error" | "interrupted" | "lost" {
  if (outcome.status === "ended") return "lost";
  return outcome.status === "error" && outcome.interrupted ? "interrupted" : outcome.status;
}

function contentOf({ ename, evalue, traceback }: ErrorContent): Content {
  return { ename, evalue, traceback };
}

function endedContent(reason: string): Content {
  const evalue = `session ended: ${reason}. Its variables are gone; the next cell runs in a new session.`;
  return { ename: "SessionEnded", evalue, traceback: [`SessionEnded: ${evalue}`] };
}
