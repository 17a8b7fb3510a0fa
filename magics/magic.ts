/** What a magic is: a row of the table in `index.ts`. Help, completion, %lsmagic and the README table derive from it. */
import type { MimeBundle } from "../src/index.js";

export type ArgumentType = "text" | "number" | "boolean" | "value";

export interface ArgumentSpec {
  /** `key` is positional, `--order` an option, the last positional may take the `rest` of the line. */
  readonly name: string;
  readonly type: ArgumentType;
  readonly help: string;
  readonly required?: boolean;
  readonly rest?: boolean;
  /** Words that look like options are arguments too, and quotes stay where they are. */
  readonly verbatim?: boolean;
  readonly repeated?: boolean;
  /** The value of an option that is written without one: `--plot`. */
  readonly bare?: string;
  /** Words to offer when this argument is completed; may ask the store. */
  readonly complete?: (context: MagicContext) => readonly string[] | Promise<readonly string[]>;
}

export interface Magic {
  readonly name: string;
  /** `line`: `%name`; `cell`: `%%name` on the first line that is not blank. */
  readonly forms: readonly ("line" | "cell")[];
  /** How a cell form treats the rest of the cell: TypeScript that runs as usual, or text handed to the magic. */
  readonly body?: "code" | "text";
  /** `code`: the rest of a line form is TypeScript to run, handed over as a function. */
  readonly argument?: "code";
  readonly summary: string;
  readonly details?: string;
  readonly examples: readonly string[];
  readonly args: readonly ArgumentSpec[];
  /** The function a person would call instead, for the help text: `logParam("lr", 0.1)`. */
  readonly twin?: string;
  run(call: MagicCall, context: MagicContext): unknown;
}

/** A call with its arguments read, typed and checked. `values` maps argument name (no dashes) to its value. */
export interface MagicCall {
  readonly name: string;
  readonly form: "line" | "cell";
  readonly values: Readonly<Record<string, unknown>>;
  /** The code of a line form with `argument: "code"`. */
  readonly code?: () => unknown;
  /** The text below `%%name` for `body: "text"`, otherwise undefined. */
  readonly text?: string;
  /** Runs the rest of the cell for `body: "code"`, with its output going where `capture` says. */
  readonly runBody?: (capture?: OutputCapture) => Promise<BodyOutcome>;
}

export interface BodyOutcome {
  readonly ok: boolean;
  readonly error?: unknown;
  readonly durationMs: number;
}

export interface OutputCapture {
  stream(name: "stdout" | "stderr", text: string): void;
  display(bundle: MimeBundle): void;
}

export interface Variable {
  readonly name: string;
  readonly type: string;
  readonly preview: string;
}

/** What a magic may ask of the session. */
export interface MagicContext {
  print(text: string, stream?: "stdout" | "stderr"): void;
  display(bundle: MimeBundle): void;
  /** One grey line. */
  notice(text: string): void;
  /** Text for the front end's pager (a `page` payload of the reply). */
  page(text: string): void;
  /** The notebook's variables, for %who. */
  variables(): readonly Variable[];
  /** Sets a variable of the notebook, for `%%capture name`. */
  setVariable(name: string, value: unknown): void;
  /** The directory commands run in. */
  readonly cwd: string;
  /** Aborted when the cell is interrupted. */
  readonly signal: AbortSignal;
}
