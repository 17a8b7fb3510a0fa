/** The child process that runs user code. It may loop, crash or be killed; its supervisor goes on. */
import { delimiter, join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import ts from "typescript";
import {
  completeMagic,
  inspectMagic,
  magicIsComplete,
  toGenerated,
  toOriginal,
  transformCell,
  UsageError,
} from "../../magics/index.js";
import { endTracking } from "../../src/notebook/cell.js";
import { attachNotebook } from "../../src/notebook/host.js";
import { closeStores } from "../../src/tracking_uri.js";
import { clearOutput, current, display, notice, print, show, takeOverStreams } from "./cell_output.js";
import { CellRunner } from "./cell_runner.js";
import { completenessOf } from "./cell_source.js";
import { watchReads } from "./files_read.js";
import { Interpreter } from "./interpreter.js";
import { Interrupted, InterruptChannel } from "./interrupt.js";
import { hideChecks } from "./interruptible.js";
import type { CompleteReply, InspectReply, IsCompleteReply, ToSession } from "../ipc.js";
import { packageVersion } from "../kernel_info.js";
import { installStackTraces, stackText } from "./traceback.js";
import { compilerOptions } from "./typescript_shim.js";
import { send } from "./up_channel.js";

const cwd = process.cwd();
let notebookPath: string | null = null;

process.once("disconnect", () => process.exit(0));
Error.stackTraceLimit = 50;
takeOverStreams();
watchReads();
// A notebook's commands find `labbook`; one that the user installed comes first.
process.env["PATH"] = [process.env["PATH"] ?? "", join(import.meta.dirname, "../../../kernel/bin")].join(delimiter);

const interrupts = new InterruptChannel();
const interpreter = new Interpreter(cwd, (content, update) => {
  const displayId = content.transient.display_id;
  show(
    { data: content.data, metadata: content.metadata },
    { ...(displayId !== undefined && { displayId }), ...(update && { update }) },
  );
});
installStackTraces(interpreter.maps);
hideChecks();
const runner = new CellRunner(interpreter, interrupts);

attachNotebook({
  currentExecution: () => current()?.execution ?? null,
  notebookPath: () => notebookPath,
  runOpened: (fact) => send({ type: "runOpened", parent: current()?.id ?? null, fact }),
  runClosed: (fact) => send({ type: "runClosed", parent: current()?.id ?? null, fact }),
  logged: (fact) => send({ type: "logged", parent: current()?.id ?? null, fact }),
  notice,
  show,
});
defineGlobals();
process.on("SIGINT", () => {
  runner.interrupt();
  for (const listener of [...interrupts.listeners]) listener();
});
process.on("uncaughtException", reportLate);
process.on("unhandledRejection", reportLate);
process.on("message", (message: ToSession) => void handle(message));
collectOnce();
send({ type: "ready", versions: versions(), typescriptOptions: readableOptions() });

async function handle(message: ToSession): Promise<void> {
  switch (message.type) {
    case "execute":
      return send({ type: "executeReply", parent: message.id, reply: await runner.execute(message) });
    case "complete":
      return send({ type: "completeReply", parent: message.id, reply: await complete(message.code, message.cursor) });
    case "inspect":
      return send({ type: "inspectReply", parent: message.id, reply: inspect(message.code, message.cursor) });
    case "isComplete":
      return send({ type: "isCompleteReply", parent: message.id, reply: isComplete(message.code) });
    case "notebook":
      return setNotebook(message.path);
    case "shutdown":
      await endTracking(message.status);
      await closeStores();
      process.exit(0);
  }
}

async function complete(code: string, cursor: number): Promise<CompleteReply> {
  const magic = await completeMagic(code, cursor, runner.magicContext);
  if (magic !== null) {
    const types = magic.matches.map((text) => ({ start: magic.start, end: magic.end, text, type: "magic" }));
    return {
      matches: magic.matches,
      cursorStart: magic.start,
      cursorEnd: magic.end,
      metadata: { _jupyter_types_experimental: types },
    };
  }
  const { generated, segments } = generatedFrom(code);
  const found = interpreter.complete(generated, toGenerated(segments, cursor));
  return {
    matches: found.names,
    cursorStart: toOriginal(segments, found.start),
    cursorEnd: toOriginal(segments, found.end),
    metadata: {},
  };
}

function inspect(code: string, cursor: number): InspectReply {
  const help = inspectMagic(code, cursor);
  const { generated, segments } = generatedFrom(code);
  const text = help ?? interpreter.inspect(generated, toGenerated(segments, cursor));
  return text === null ? { found: false, data: {} } : { found: true, data: { "text/plain": text } };
}

/** A cell that is being written may hold a magic that is not finished; it is then completed as plain TypeScript. */
function generatedFrom(code: string): { generated: string; segments: ReturnType<typeof transformCell>["segments"] } {
  try {
    const cell = transformCell(code);
    return { generated: cell.code, segments: cell.segments };
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return { generated: code, segments: [{ original: 0, generated: 0, length: code.length }] };
  }
}

function isComplete(code: string): IsCompleteReply {
  try {
    const magic = magicIsComplete(code);
    if (magic !== null) return magic === "complete" ? { status: "complete" } : { status: "incomplete", indent: "" };
    return completenessOf(transformCell(code).code);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    return { status: "invalid" };
  }
}

function setNotebook(path: string | null): void {
  notebookPath = path;
  const global = globalThis as unknown as Record<string, unknown>;
  global["__filename"] = path ?? `${cwd}/notebook.ipynb`;
  global["__dirname"] = path === null ? cwd : path.slice(0, path.lastIndexOf("/"));
}

function defineGlobals(): void {
  setNotebook(null);
  const global = globalThis as unknown as Record<string, unknown>;
  const file = () => global["__filename"] as string;
  Object.assign(global, { display, clearOutput, prompt: ask });
  Object.defineProperty(global, "__labbook", {
    enumerable: false,
    value: {
      get flag() {
        return interrupts.flag;
      },
      sharedFlag: interrupts.sharedFlag,
      stop: interrupts.stop,
      interruptListeners: interrupts.listeners,
      interrupted: new Interrupted(),
      line: runner.magics.line,
      later: runner.magics.later,
      ...interpreter.hooks,
      meta: {
        get url() {
          return `file://${encodeURI(file())}`;
        },
        get filename() {
          return file();
        },
        get dirname() {
          return global["__dirname"] as string;
        },
        resolve: (specifier: string) => import.meta.resolve(specifier, `file://${encodeURI(file())}`),
      },
    },
  });
}

function ask(message = "", defaultValue?: string): string | null {
  const request = current();
  if (request === null || !request.allowStdin) {
    print("prompt: this front end cannot ask for input\n", "stderr");
    return defaultValue ?? null;
  }
  send({ type: "inputRequest", parent: request.id, prompt: message, password: false });
  const answer = interrupts.waitForInput();
  return answer === "" && defaultValue !== undefined ? defaultValue : answer;
}

/** An error in a timer or in a promise that nobody handles: told in the output of the cell that caused it. */
function reportLate(error: unknown): void {
  if (error instanceof Interrupted) return;
  print(`Uncaught ${stackText(error, interpreter.maps)}\n`, "stderr");
}

/** With the names of what TypeScript numbers. */
function readableOptions(): Record<string, unknown> {
  const { target, module, moduleResolution, ...rest } = compilerOptions;
  return {
    ...rest,
    target: ts.ScriptTarget[target!],
    module: ts.ModuleKind[module!],
    moduleResolution: ts.ModuleResolutionKind[moduleResolution!],
  };
}

/** Loading TypeScript leaves much garbage, which V8 would keep until the user's own data makes it look. */
function collectOnce(): void {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  setTimeout(collect, 300).unref();
}

function versions(): Record<string, string> {
  return {
    node: process.versions.node,
    labbook: packageVersion("labbook"),
    typescript: ts.version,
    tslab: packageVersion("tslab"),
  };
}
