/**
 * Gives tslab stock TypeScript instead of its fork of 5.0.4: a module with the fork's additions, put into the require
 * cache before tslab asks for it. Also sets the compiler up for notebooks: newest library, `@types/node` and `labbook`
 * found wherever the notebook is, files re-read when they change.
 */
import { existsSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { toCommonJs } from "./emit.js";
import type { Emitted } from "./emit.js";
import { watchDirectory, watchFile } from "./watched_files.js";

/** What TypeScript exports at run time and does not declare. */
interface Internals {
  findPrecedingToken(position: number, file: ts.SourceFile): ts.Node | undefined;
  getTouchingPropertyName(file: ts.SourceFile, position: number): ts.Node;
  nullTransformationContext: ts.TransformationContext;
  getContainerNode(node: ts.Node): ts.Node | undefined;
  typeToDisplayParts(checker: ts.TypeChecker, type: ts.Type, within?: ts.Node): ts.SymbolDisplayPart[];
  SymbolDisplay: {
    getSymbolDisplayPartsDocumentationAndSymbolKind(
      checker: ts.TypeChecker,
      symbol: ts.Symbol,
      file: ts.SourceFile,
      container: ts.Node | undefined,
      node: ts.Node,
    ): Pick<ts.QuickInfo, "displayParts" | "documentation" | "tags"> & { symbolKind: ts.ScriptElementKind };
  };
  Completions: { getCompletionsAtPosition(...args: unknown[]): ts.CompletionInfo | undefined };
}

const internals = ts as unknown as Internals & typeof ts;
const here = dirname(fileURLToPath(import.meta.url));
const packageRoot = resolve(here, "../../..");
const requireHere = createRequire(import.meta.url);

/** The name that tslab gives the source of a cell. */
export const cellFileName = "__tslab__.ts";

/** Settings that runs record in their environment. */
export const compilerOptions: ts.CompilerOptions = {
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  target: ts.ScriptTarget.ES2023,
  lib: ["lib.esnext.d.ts"],
  esModuleInterop: true,
  experimentalDecorators: true,
  resolveJsonModule: true,
  rewriteRelativeImportExtensions: true,
  allowJs: true,
  checkJs: true,
  skipLibCheck: true,
  jsx: ts.JsxEmit.React,
};

/** Installs the module; `emitted` is told each compiled file. Call before tslab is loaded. */
export function installTypeScript(emitted: (file: Emitted) => void): void {
  const requireFromTslab = createRequire(requireHere.resolve("tslab/package.json"));
  const id = requireFromTslab.resolve("@tslab/typescript-for-tslab");
  const exports = {
    ...ts,
    ...additions,
    sys,
    transpileModule: (js: string, options: ts.TranspileOptions) => transpile(js, options, emitted),
  };
  requireHere.cache[id] = {
    id,
    filename: id,
    loaded: true,
    exports,
    children: [],
    paths: [],
    path: dirname(id),
    require: requireHere,
    isPreloading: false,
    parent: null,
  } as NodeJS.Module;
}

function transpile(js: string, options: ts.TranspileOptions, emitted: (file: Emitted) => void): ts.TranspileOutput {
  const isCell = new RegExp(`/?${cellFileName}$`).test(sourceOf(js) ?? "");
  const file = toCommonJs(js, options.compilerOptions?.target ?? ts.ScriptTarget.ES2022, isCell);
  emitted(file);
  return { outputText: file.code };
}

function sourceOf(js: string): string | null {
  const found = /sourceMappingURL=data:application\/json;(?:charset=utf-8;)?base64,([A-Za-z0-9+/=]+)\s*$/.exec(js);
  if (found === null) return null;
  return (JSON.parse(Buffer.from(found[1]!, "base64").toString("utf8")) as { sources: string[] }).sources[0] ?? null;
}

const sys: ts.System = { ...ts.sys, watchFile, watchDirectory: (path, changed) => watchDirectory(path, changed) };

const additions = {
  findNextToken: (ts as unknown as Record<string, unknown>)["findNextToken"],
  getNullTransformationContext: () => internals.nullTransformationContext,
  getDefaultTypeRoots: typeRoots,
  getPreEmitDiagnosticsOfFiles,
  getQuickInfoAtPosition,
  createWatchCompilerHost,
  createWatchProgram,
  visitEachChild,
  Completions: {
    ...internals.Completions,
    getCompletionsAtPositionForTslab: (...args: unknown[]) => {
      const [host, program, log, file, position, preferences, trigger, kind, token] = args;
      return internals.Completions.getCompletionsAtPosition(
        host,
        program,
        log,
        file,
        position,
        preferences,
        trigger,
        kind,
        token,
      );
    },
  },
};

/** Folders of `@types` above the notebook, then ours, so that `console` is known where nothing is installed. */
function typeRoots(cwd: string): string[] {
  const own = dirname(dirname(requireHere.resolve("@types/node/package.json")));
  const roots: string[] = [];
  for (let at = cwd; ; at = dirname(at)) {
    const root = join(at, "node_modules/@types");
    if (existsSync(root) && root !== own) roots.push(root);
    if (at === dirname(at)) return [...roots, own];
  }
}

/** `@types` packages beside the notebook, and node's; not all that happen to lie beside ours. */
function typePackages(cwd: string): string[] {
  const found = typeRoots(cwd)
    .slice(0, -1)
    .flatMap((root) => readdirSync(root));
  return [...new Set(["node", ...found.filter((name) => !name.startsWith("."))])];
}

function createWatchCompilerHost(
  roots: string[],
  given: ts.CompilerOptions,
  system: ts.System,
  ...rest: [null, ts.DiagnosticReporter, ts.WatchStatusReporter]
) {
  const { noImplicitUseStrict: _strict, disableTopLevelAwait: _await, ...known } = given as Record<string, unknown>;
  const cwd = system.getCurrentDirectory();
  const lib = (given.lib ?? []).filter((name) => name.startsWith("lib.dom"));
  const options: ts.CompilerOptions = {
    ...(known as ts.CompilerOptions),
    ...compilerOptions,
    lib: [...compilerOptions.lib!, ...lib],
    inlineSourceMap: true,
    types: typePackages(cwd),
    paths: {
      labbook: [join(packageRoot, "dist/src/index.d.ts")],
      "labbook/*": [join(packageRoot, "dist/src/*/index.d.ts")],
      tslab: [join(dirname(requireHere.resolve("tslab/package.json")), "dist/public.d.ts")],
    },
  };
  const host = ts.createWatchCompilerHost([...roots, globalsFile], options, system, undefined, rest[1], rest[2]);
  return withoutLookupTimer(host);
}

/**
 * When a folder that was missed in a search for a module appears, TypeScript sets a second timer, where tslab has room for one.
 * It need not run: the update for the next cell looks at what it would.
 */
function withoutLookupTimer<Host extends ts.WatchHost>(host: Host): Host {
  const lookup = {};
  const { setTimeout, clearTimeout } = host;
  return Object.assign(host, {
    setTimeout: (callback: (...args: unknown[]) => void, ms: number, ...args: unknown[]): unknown =>
      args[0] === "timerToInvalidateFailedLookupResolutions" ? lookup : setTimeout!(callback, ms, ...args),
    clearTimeout: (id: unknown): void => {
      if (id !== lookup) clearTimeout!(id);
    },
  });
}

/** Declares what every cell can use without an import. */
const globalsFile = join(here, "notebook_globals.d.ts");

function createWatchProgram(host: ts.WatchCompilerHostOfFilesAndCompilerOptions<ts.BuilderProgram>): unknown {
  const program = ts.createWatchProgram(host);
  return { ...program, updateRootFileNames: (names: string[]) => program.updateRootFileNames([...names, globalsFile]) };
}

/** In `{ name }` the name of an earlier cell's variable must become `name: exports.name`, which tslab does not do. */
function visitEachChild<T extends ts.Node>(node: T, visitor: ts.Visitor, context: ts.TransformationContext): T {
  if (!ts.isShorthandPropertyAssignment(node)) return ts.visitEachChild(node, visitor, context);
  const value = visitor(node.name) as ts.Expression;
  if (value === node.name) return ts.visitEachChild(node, visitor, context);
  const fallback = node.objectAssignmentInitializer && ts.visitNode(node.objectAssignmentInitializer, visitor);
  const target = fallback === undefined ? value : ts.factory.createAssignment(value, fallback as ts.Expression);
  const name = ts.factory.createIdentifier(node.name.text);
  return ts.setTextRange(ts.factory.createPropertyAssignment(name, target), node) as ts.Node as T;
}

const seen = new WeakSet<ts.TypeChecker>();

/** The name in `{ name }` stands for a property and for a variable; tslab asks for the variable. */
function preferVariables(checker: ts.TypeChecker): void {
  if (seen.has(checker)) return;
  seen.add(checker);
  const find = checker.getSymbolAtLocation;
  checker.getSymbolAtLocation = (node) => {
    const { parent } = node;
    const variable =
      parent !== undefined && ts.isShorthandPropertyAssignment(parent) && parent.name === node
        ? checker.getShorthandAssignmentValueSymbol(parent)
        : undefined;
    return variable ?? find(node);
  };
}

/** Errors of the files; each top-level `await` as diagnostic 1308, by which tslab knows that a cell is asynchronous. */
function getPreEmitDiagnosticsOfFiles(program: ts.Program, files: readonly ts.SourceFile[]): readonly ts.Diagnostic[] {
  preferVariables(program.getTypeChecker());
  const all = files.flatMap((file) => [
    ...program.getSyntacticDiagnostics(file),
    ...program.getSemanticDiagnostics(file),
  ]);
  const awaits = files.filter((file) => file.fileName.endsWith(`/${cellFileName}`)).flatMap(topLevelAwaits);
  return [...ts.sortAndDeduplicateDiagnostics(all), ...awaits];
}

function topLevelAwaits(file: ts.SourceFile): ts.Diagnostic[] {
  const found: ts.Diagnostic[] = [];
  const note = (start: number) =>
    void found.push({
      file,
      start,
      length: "await".length,
      code: 1308,
      category: ts.DiagnosticCategory.Error,
      messageText: "await",
    });
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) || ts.isClassStaticBlockDeclaration(node)) return;
    if (ts.isAwaitExpression(node)) note(node.getStart(file));
    if (ts.isForOfStatement(node) && node.awaitModifier) note(node.awaitModifier.getStart(file));
    if (ts.isVariableDeclarationList(node) && (node.flags & ts.NodeFlags.AwaitUsing) === ts.NodeFlags.AwaitUsing)
      note(node.getStart(file));
    ts.forEachChild(node, visit);
  };
  ts.forEachChild(file, visit);
  return found;
}

function getQuickInfoAtPosition(
  file: ts.SourceFile,
  checker: ts.TypeChecker,
  _token: unknown,
  position: number,
): ts.QuickInfo | undefined {
  const node = internals.getTouchingPropertyName(file, position);
  if (node === file) return undefined;
  const symbol = checker.getSymbolAtLocation(node);
  const textSpan = ts.createTextSpanFromBounds(node.getStart(file), node.getEnd());
  if (symbol === undefined) {
    const type = ts.isExpression(node) && !ts.isLiteralExpression(node) ? checker.getTypeAtLocation(node) : undefined;
    if (type === undefined) return undefined;
    const displayParts = internals.typeToDisplayParts(checker, type, internals.getContainerNode(node));
    return { kind: ts.ScriptElementKind.unknown, kindModifiers: "", textSpan, displayParts };
  }
  const container = internals.getContainerNode(node);
  const info = internals.SymbolDisplay.getSymbolDisplayPartsDocumentationAndSymbolKind(
    checker,
    symbol,
    file,
    container,
    node,
  );
  return {
    kind: info.symbolKind,
    kindModifiers: "",
    textSpan,
    ...(info.displayParts && { displayParts: info.displayParts }),
    ...(info.documentation && { documentation: info.documentation }),
    ...(info.tags && { tags: info.tags }),
  };
}
