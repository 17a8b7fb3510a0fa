/** One execute request in the session: magics, TypeScript, what nobody awaited, the reply. */
import {
  createMagicRuntime,
  type MagicContext,
  type MagicRuntime,
  toOriginal,
  type TransformedCell,
  transformCell,
  UsageError,
} from "../../magics/index.js";
import { endCell } from "../../src/notebook/cell.js";
import type { CellCode } from "./cell_code.js";
import { plainCode } from "./cell_code.js";
import { bundleOf, textOf } from "./bundle.js";
import { current, during, notice, print, type Running, show } from "./cell_output.js";
import { filesRead, startNoting } from "./files_read.js";
import type { CellOutcome, Interpreter } from "./interpreter.js";
import { Interrupted, type InterruptChannel } from "./interrupt.js";
import type { ErrorContent, ExecuteReply, ExecuteRequest } from "../ipc.js";
import { excerpt, positionAt } from "./text_position.js";
import { problemsContent, thrownContent } from "./traceback.js";
import { send } from "./up_channel.js";

/** What ended a cell early. */
interface Failure extends ErrorContent {
  readonly interrupted: boolean;
}

export class CellRunner {
  readonly #interpreter: Interpreter;
  readonly #interrupts: InterruptChannel;
  #abort = new AbortController();
  readonly magics: MagicRuntime;
  readonly magicContext: MagicContext;

  constructor(interpreter: Interpreter, interrupts: InterruptChannel) {
    this.#interpreter = interpreter;
    this.#interrupts = interrupts;
    this.magicContext = this.#context();
    this.magics = createMagicRuntime(this.magicContext);
  }

  /** Ends waiting: of the cell for a promise, of magics for a command. */
  interrupt(): void {
    this.#abort.abort(new Interrupted());
    this.#interpreter.interrupt();
  }

  async execute(request: ExecuteRequest): Promise<ExecuteReply> {
    const { id, code: source, cellId, executionCount } = request;
    const execution = { executionId: id, cellId, executionCount, source };
    const running: Running = {
      id,
      execution,
      allowStdin: request.allowStdin,
      payload: [],
      pending: new Set(),
      capture: null,
    };
    this.#interrupts.begin();
    this.#abort = new AbortController();
    startNoting();
    return await during(running, async () => {
      let failure = await this.#run(request).catch((error: unknown) => this.#failureOf(error, request.code));
      const outcome = failure === null ? "ok" : failure.interrupted ? "interrupted" : "error";
      const late = [...(await this.magics.flush()), ...(await endCell(id, outcome))];
      if (failure === null && late[0] !== undefined) failure = this.#failureOf(late[0], request.code);
      await Promise.allSettled(running.pending);
      const reply = await this.#reply(failure, request, running);
      this.#interrupts.end(failure?.interrupted === true);
      return reply;
    });
  }

  async #run(request: ExecuteRequest): Promise<Failure | null> {
    const cell = transformCell(request.code);
    const code: CellCode = {
      original: request.code,
      generated: cell.code,
      toOriginal: (offset) => toOriginal(cell.segments, offset),
      label: String(request.executionCount),
    };
    if (cell.cellMagic === null) return await this.#runCode(code);
    return await this.#runCellMagic(cell.cellMagic, code);
  }

  async #runCellMagic(use: NonNullable<TransformedCell["cellMagic"]>, code: CellCode): Promise<Failure | null> {
    let failure: Failure | null = null;
    const parts: (string | { v: unknown })[] = [];
    for (const part of use.parts) {
      parts.push(part.kind === "text" ? part.text : { v: await this.#valueOf(code, part.start, part.end) });
    }
    await this.magics.cell({
      name: use.name,
      parts,
      help: use.help,
      text: use.body,
      runBody: async (capture) => {
        const start = performance.now();
        const running = current();
        if (running !== null) running.capture = capture ?? null;
        failure = await this.#runCode(code).finally(() => {
          if (running !== null) running.capture = null;
        });
        const durationMs = performance.now() - start;
        return failure === null ? { ok: true, durationMs } : { ok: false, durationMs, error: failure };
      },
    });
    return failure;
  }

  /** An `{expression}` on the line of a cell magic: compiled in place, with all around it blank. */
  async #valueOf(code: CellCode, start: number, end: number): Promise<unknown> {
    const blank = code.original.replace(/[^\n]/g, " ");
    const generated = `${blank.slice(0, start - 1)}(${code.original.slice(start, end)})`;
    const outcome = await this.#interpreter.execute({ ...code, generated, toOriginal: (offset) => offset });
    if (outcome.status === "ok") return outcome.result?.value;
    throw outcome.status === "thrown" ? outcome.error : new Failed(this.#outcomeFailure(outcome, code)!);
  }

  async #runCode(code: CellCode): Promise<Failure | null> {
    const outcome = await this.#interpreter.execute(code);
    const running = current();
    if (outcome.status === "ok" && outcome.result !== null && running !== null) {
      const { data, metadata = {} } = await bundleOf(outcome.result.value);
      if (running.capture !== null) running.capture.display({ data, metadata });
      else send({ type: "result", parent: running.id, data, metadata });
    }
    return this.#outcomeFailure(outcome, code);
  }

  #outcomeFailure(outcome: CellOutcome, code: CellCode): Failure | null {
    if (outcome.status === "ok") return null;
    if (outcome.status === "problems") return { ...problemsContent(outcome.problems, code), interrupted: false };
    return this.#failureOf(outcome.error, code.original);
  }

  #failureOf(error: unknown, source: string): Failure {
    if (error instanceof Failed) return error.failure;
    if (isInterrupt(error)) {
      const { name, message } = new Interrupted();
      return { ename: name, evalue: message, traceback: [`${name}: ${message}`], interrupted: true };
    }
    if (error instanceof UsageError) return { ...usageContent(error, source), interrupted: false };
    return { ...thrownContent(error, this.#interpreter.maps), interrupted: false };
  }

  async #reply(failure: Failure | null, request: ExecuteRequest, running: Running): Promise<ExecuteReply> {
    const read = filesRead();
    if (failure !== null) return { status: "error", ...failure, filesRead: read };
    const userExpressions: Record<string, unknown> = {};
    for (const [name, expression] of Object.entries(request.userExpressions)) {
      userExpressions[name] = await this.#userExpression(expression);
    }
    return { status: "ok", userExpressions, payload: running.payload, filesRead: read };
  }

  async #userExpression(expression: string): Promise<unknown> {
    const code = plainCode(expression, "expression");
    const outcome = await this.#interpreter.execute(code);
    const failure = this.#outcomeFailure(outcome, code);
    if (failure !== null) return { status: "error", ...failure };
    const value = outcome.status === "ok" ? outcome.result?.value : undefined;
    const { data, metadata = {} } = await bundleOf(value);
    return { status: "ok", data, metadata };
  }

  #context(): MagicContext {
    const signal = () => this.#abort.signal;
    return {
      print,
      display: (bundle) => show(bundle),
      notice,
      page: (text) => void current()?.payload.push({ source: "page", data: { "text/plain": text }, start: 0 }),
      variables: () =>
        this.#interpreter.variables().map(({ name, type, value }) => {
          const preview = textOf(value).replace(/\s+/g, " ");
          return { name, type: shortened(type.replace(/\s+/g, " "), 60), preview: shortened(preview, 80) };
        }),
      setVariable: (name, value) => this.#interpreter.setVariable(name, value),
      get cwd() {
        return process.cwd();
      },
      get signal() {
        return signal();
      },
    };
  }
}

/** Carries a failure that is already described. */
class Failed extends Error {
  constructor(readonly failure: Failure) {
    super(failure.evalue);
  }
}

function shortened(text: string, limit: number): string {
  return text.length > limit ? `${text.slice(0, limit - 1)}…` : text;
}

function isInterrupt(error: unknown): boolean {
  if (error instanceof Interrupted) return true;
  const { code, message } = (typeof error === "object" && error !== null ? error : {}) as {
    code?: unknown;
    message?: unknown;
  };
  return code === "ERR_SCRIPT_EXECUTION_INTERRUPTED" || message === "Interrupted asynchronously";
}

function usageContent(error: UsageError, source: string): ErrorContent {
  const shown = error.position === null ? [] : excerpt(source, positionAt(source, error.position));
  return { ename: error.name, evalue: error.message, traceback: [`${error.name}: ${error.message}`, ...shown] };
}
