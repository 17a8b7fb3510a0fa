/** Runs magics for the session: reads their arguments, shows help, keeps what nobody awaits. */
import { type ArgumentPart, readArguments } from "./args.js";
import { helpOf } from "./help.js";
import type { BodyOutcome, Magic, MagicContext, OutputCapture } from "./magic.js";
import { unknownMagic } from "./suggest.js";
import { UsageError } from "./usage_error.js";

/** What generated code hands over for one part of the line. */
export type LinePart = ArgumentPart | { readonly f: () => unknown };

export interface CellCall {
  readonly name: string;
  readonly parts: readonly ArgumentPart[];
  readonly help: boolean;
  readonly text: string;
  runBody(capture?: OutputCapture): Promise<BodyOutcome>;
}

export interface MagicRuntime {
  /** What `%name …` became. */
  line(name: string, parts: readonly LinePart[]): Promise<unknown>;
  /** The same where `await` cannot stand: in a function that is not asynchronous. */
  later(name: string, parts: readonly LinePart[]): void;
  cell(call: CellCall): Promise<unknown>;
  /** Waits for what `later` began; returns its failures. */
  flush(): Promise<readonly Error[]>;
}

export function createRuntime(magics: ReadonlyMap<string, Magic>, context: MagicContext): MagicRuntime {
  const running = new Set<Promise<unknown>>();
  const failures: Error[] = [];

  async function runLine(name: string, parts: readonly LinePart[]): Promise<unknown> {
    if (asksForHelp(parts)) return context.page(helpOf(known(magics, name, "line")));
    const magic = find(magics, name, "line");
    const code = parts.find((part): part is { f: () => unknown } => typeof part === "object" && "f" in part);
    if (code !== undefined) return await magic.run({ name, form: "line", values: {}, code: code.f }, context);
    return await magic.run({ name, form: "line", values: readArguments(magic, parts as ArgumentPart[]) }, context);
  }

  return {
    line: runLine,
    later(name, parts) {
      const work = runLine(name, parts)
        .catch((error: unknown) => void failures.push(error as Error))
        .finally(() => running.delete(work));
      running.add(work);
    },
    async cell(call) {
      if (call.help || asksForHelp(call.parts)) return context.page(helpOf(known(magics, call.name, "cell")));
      const magic = find(magics, call.name, "cell");
      const values = readArguments(magic, call.parts);
      return await magic.run(
        { name: call.name, form: "cell", values, text: call.text, runBody: (capture) => call.runBody(capture) },
        context,
      );
    },
    async flush() {
      while (running.size > 0) await Promise.allSettled(running);
      return failures.splice(0);
    },
  };
}

function known(magics: ReadonlyMap<string, Magic>, name: string, form: "line" | "cell"): Magic {
  const magic = magics.get(name);
  if (magic === undefined) throw unknownMagic(name, form, [...magics.keys()], null);
  return magic;
}

function find(magics: ReadonlyMap<string, Magic>, name: string, form: "line" | "cell"): Magic {
  const magic = known(magics, name, form);
  if (!magic.forms.includes(form)) {
    const other = form === "line" ? `%%${name} on the first line of the cell` : `%${name} on a line of its own`;
    throw new UsageError(`${form === "line" ? "%" : "%%"}${name} does not exist; use ${other}`);
  }
  return magic;
}

function asksForHelp(parts: readonly unknown[]): boolean {
  return parts.length === 1 && typeof parts[0] === "string" && /^\s*(-h|--help)\s*$/.test(parts[0]);
}
