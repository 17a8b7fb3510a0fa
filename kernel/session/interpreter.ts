/** The only importer of tslab: compiles cells, checks their types, runs them, and completes and explains names in them. */
import { createRequire } from "node:module";
import { dirname, extname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Converter, ConvertResult, createConverter, Diagnostic } from "tslab/dist/converter.js";
import type { createExecutor, Executor } from "tslab/dist/executor.js";
import type { printQuickInfo } from "tslab/dist/inspect.js";
import type { CellCode } from "./cell_code.js";
import { withoutExports } from "./cell_source.js";
import { declarationsOf, declaredNames } from "./declarations.js";
import type { Emitted } from "./emit.js";
import { SharedNames } from "./shared_names.js";
import { SourceMaps } from "./source_maps.js";
import { installTypeScript } from "./typescript_shim.js";
import { lookForChanges } from "./watched_files.js";

/** A type or syntax error; offsets are in the generated text of the cell, or in `fileName`. */
export interface Problem {
  readonly message: string;
  readonly code: number;
  readonly start: number;
  readonly end: number;
  readonly line: number;
  readonly column: number;
  /** Relative to the working directory; undefined for the cell itself. */
  readonly fileName: string | undefined;
}

export type CellOutcome =
  | { readonly status: "ok"; readonly result: { readonly value: unknown } | null }
  | { readonly status: "problems"; readonly problems: readonly Problem[] }
  | { readonly status: "thrown"; readonly error: unknown };

export interface CompletionResult {
  readonly start: number;
  readonly end: number;
  readonly names: readonly string[];
}

const requireHere = createRequire(import.meta.url);
const packageRoot = join(dirname(fileURLToPath(import.meta.url)), "../../..");

interface Tslab {
  createConverter: typeof createConverter;
  createExecutor: typeof createExecutor;
  printQuickInfo: typeof printQuickInfo;
  jupyter: { lastWriteDisplayData: ((content: DisplayContent, update: boolean) => void) | null };
}

/** What `tslab.display.*` hands over. */
export interface DisplayContent {
  readonly data: Record<string, unknown>;
  readonly metadata: Record<string, unknown>;
  readonly transient: { readonly display_id?: string };
}

export class Interpreter {
  readonly maps = new SourceMaps();
  readonly #tslab: Tslab;
  readonly #executor: Executor;
  readonly #converter: Converter;
  readonly #names: SharedNames;
  readonly #emitted: Emitted[] = [];
  #declarations = "";
  #cell: CellCode | null = null;
  #converted: ConvertResult | null = null;
  #problems: Problem[] = [];
  #result: { value: unknown } | null = null;
  #thrown: { error: unknown } | null = null;

  /** `onDisplay` takes what `tslab.display` shows. Takes about a second: the type checker reads its library. */
  constructor(cwd: string, onDisplay: (content: DisplayContent, update: boolean) => void) {
    installTypeScript((file) => void this.#emitted.push(file));
    this.#tslab = {
      ...(requireHere("tslab/dist/converter.js") as Pick<Tslab, "createConverter">),
      ...(requireHere("tslab/dist/executor.js") as Pick<Tslab, "createExecutor">),
      ...(requireHere("tslab/dist/inspect.js") as Pick<Tslab, "printQuickInfo">),
      jupyter: requireHere("tslab/dist/jupyter.js") as Tslab["jupyter"],
    };
    this.#tslab.jupyter.lastWriteDisplayData = onDisplay;
    this.#converter = this.#tslab.createConverter();
    this.#executor = this.#createExecutor(cwd);
    this.#names = new SharedNames(this.#executor.locals);
    const global = globalThis as unknown as { __tslab__: { require: NodeJS.Require } };
    global.__tslab__.require = notebookRequire(global.__tslab__.require, cwd);
  }

  /** What generated code calls: see `emit.ts`. */
  get hooks(): Record<string, unknown> {
    return {
      bind: this.#names.bind,
      import: async (require: NodeJS.Require, specifier: string) => importFrom(require, specifier),
    };
  }

  /** Compiles and runs a cell. Variables of a cell that fails half-way are kept as far as it came. */
  async execute(cell: CellCode): Promise<CellOutcome> {
    lookForChanges();
    this.#cell = cell;
    this.#problems = [];
    this.#result = null;
    this.#thrown = null;
    this.#converted = null;
    const ok = await this.#executor.execute(withoutExports(cell.generated));
    if (this.#problems.length > 0) return { status: "problems", problems: this.#problems };
    this.#adopt(ok);
    if (this.#thrown !== null) return { status: "thrown", error: (this.#thrown as { error: unknown }).error };
    return { status: "ok", result: this.#result ?? this.#nullResult() };
  }

  /** Ends the wait for an asynchronous cell. */
  interrupt(): void {
    this.#executor.interrupt();
  }

  complete(source: string, offset: number): CompletionResult {
    lookForChanges();
    const { start, end, candidates } = this.#executor.complete(withoutExports(source), offset);
    return {
      start,
      end,
      names: candidates.filter((name) => !name.startsWith("__labbook") && !name.startsWith("__tslab")),
    };
  }

  /** The type and documentation of the name at `offset`, or null. */
  inspect(source: string, offset: number): string | null {
    lookForChanges();
    const info = this.#executor.inspect(withoutExports(source), offset) as
      Parameters<Tslab["printQuickInfo"]>[0] | undefined;
    return info === undefined ? null : this.#tslab.printQuickInfo(info) || null;
  }

  /** The notebook's variables: name and type, newest declarations last. */
  variables(): readonly { name: string; type: string; value: unknown }[] {
    return declaredNames(this.#declarations).map(({ name, type }) => ({ name, type, value: this.#names.read(name) }));
  }

  /** Sets a variable of the notebook from outside, declared as `any`. */
  setVariable(name: string, value: unknown): void {
    this.#declarations = `${declarationsOf(this.#declarations, (declared) => declared !== name)}declare let ${name}: any;\n`;
    this.#names.set(name, value);
  }

  #createExecutor(cwd: string): Executor {
    const node: Converter = {
      ...this.#converter,
      convert: (_declarations, source) => this.#convert(source),
      complete: (_declarations, source, offset) => this.#converter.complete(this.#declarations, source, offset),
      inspect: (_declarations, source, offset) => this.#converter.inspect(this.#declarations, source, offset),
      addModule: (...module) => this.#noted(this.#converter.addModule(...module)),
    };
    const browser = { get: () => this.#tslab.createConverter({ isBrowser: true }) };
    const converters = { node, close: () => this.#converter.close() };
    let browserConverter: Converter | null = null;
    Object.defineProperty(converters, "browser", { get: () => (browserConverter ??= browser.get()) });
    return this.#tslab.createExecutor(cwd, converters as Parameters<Tslab["createExecutor"]>[1], {
      log: (value: unknown) => (this.#result = { value }),
      error: (...thrown: unknown[]) => {
        if (thrown.length === 1) this.#thrown = { error: thrown[0] };
      },
    });
  }

  #convert(source: string): ConvertResult {
    this.#emitted.length = 0;
    const converted = this.#converter.convert(this.#declarations, source);
    this.#converted = converted;
    if (this.#noted(converted.diagnostics).length > 0) return converted;
    for (const side of converted.sideOutputs ?? []) {
      const file = this.#emitted.find((one) => one.code === side.data);
      if (file !== undefined) this.maps.addFile(side.path, file);
    }
    if (converted.output === undefined || converted.output === "") return converted;
    const name = this.maps.addCell(this.#cell!, this.#emitted.at(-1)!);
    return { ...converted, output: `${converted.output}\n//# sourceURL=${name}` };
  }

  #noted(diagnostics: Diagnostic[]): Diagnostic[] {
    const errors = diagnostics.filter((one) => one.category === 1);
    for (const { messageText, code, start, end, fileName } of errors) {
      const place = { start: start.offset, end: end.offset, line: start.line + 1, column: start.character + 1 };
      this.#problems.push({ message: messageText, code, ...place, fileName });
    }
    return errors;
  }

  /** Takes over the cell's declarations: all of them, or of a failed cell those that got a value. */
  #adopt(ok: boolean): void {
    const declared = this.#converted?.declOutput;
    if (declared === undefined) return;
    const unset = this.#names.commit();
    if (ok || unset.size === 0) {
      this.#declarations = declared;
      return;
    }
    const before = declarationsOf(this.#declarations, (name) => unset.has(name));
    this.#declarations = declarationsOf(declared, (name) => !unset.has(name)) + before;
  }

  /** tslab shows no `null`; a cell that ends in one has a value all the same. */
  #nullResult(): { value: unknown } | null {
    const name = this.#converted?.lastExpressionVar;
    if (name === undefined || this.#executor.locals[name] !== null) return null;
    delete this.#executor.locals[name];
    return { value: null };
  }
}

/** `require` of a cell: labbook is this very package; what only `import` may load is resolved as `import` does. */
function notebookRequire(given: NodeJS.Require, cwd: string): NodeJS.Require {
  const parent = pathToFileURL(join(cwd, "notebook.ts")).href;
  return new Proxy(given, {
    apply(target, receiver, [specifier]: [string]) {
      if (specifier === "labbook" || specifier.startsWith("labbook/"))
        return requireHere(ownModule(specifier)) as unknown;
      const wanted =
        /^\.{1,2}\//.test(specifier) && /\.[mc]?tsx?$/.test(specifier)
          ? specifier.slice(0, -extname(specifier).length)
          : specifier;
      try {
        return Reflect.apply(target as (id: string) => unknown, receiver, [wanted]);
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        if (code === "ERR_REQUIRE_ASYNC_MODULE") throw asyncModule(specifier, error);
        if (code !== "ERR_PACKAGE_PATH_NOT_EXPORTED") throw error;
        return given(fileURLToPath(import.meta.resolve(specifier, parent)));
      }
    },
  });
}

function ownModule(specifier: string): string {
  const rest = specifier.slice("labbook".length);
  return join(packageRoot, "dist/src", rest, "index.js");
}

function asyncModule(specifier: string, cause: unknown): Error {
  return new Error(
    `'${specifier}' uses a top-level await, which a static import cannot wait for; write: const module = await import("${specifier}")`,
    {
      cause,
    },
  );
}

/** `import(x)`: as `require` where that works, so that both give one instance; otherwise Node's own import. */
async function importFrom(require: NodeJS.Require, specifier: string): Promise<unknown> {
  try {
    return asNamespace(require(specifier));
  } catch (error) {
    if (!(error instanceof Error) || !error.message.includes("top-level await")) throw error;
    return await import(import.meta.resolve(specifier, pathToFileURL(join(process.cwd(), "notebook.ts")).href));
  }
}

function asNamespace(loaded: unknown): unknown {
  if (typeof loaded === "object" && loaded !== null && ("__esModule" in loaded || Symbol.toStringTag in loaded))
    return loaded;
  return { ...(loaded as object), default: loaded };
}
