/** Values for a notebook's parameters, papermill's way: a cell tagged `injected-parameters` behind the one tagged `parameters`. */
import { randomBytes } from "node:crypto";
import type { ICell, INotebookContent } from "@jupyterlab/nbformat";
import ts from "typescript";
import { TrackingError } from "../errors.js";
import { parsedJson } from "../json.js";
import { sourceOf } from "./ipynb.js";

export type Parameters = Readonly<Record<string, unknown>>;

export function tagsOf(cell: ICell): readonly string[] {
  const { tags } = (cell.metadata ?? {}) as { tags?: unknown };
  return Array.isArray(tags) ? tags.map(String) : [];
}

/** A value as it was typed on a command line: JSON where the parameter's type wants it, else text. */
export class TypedText {
  constructor(readonly text: string) {}

  /** The JSON value, or the text; numbers that a double cannot hold stay text. */
  get value(): unknown {
    const value = parsedJson(this.text);
    const lossy = typeof value === "number" && Number.isInteger(value) && !Number.isSafeInteger(value);
    return value === undefined || lossy ? this.text : value;
  }
}

/** `name=value` texts as given on a command line. */
export function parseParameters(texts: readonly string[]): Parameters {
  return Object.fromEntries(texts.map(parseParameter));
}

/** What notebooks note of their parameters. */
export function plainValues(parameters: Parameters): Parameters {
  const entries = Object.entries(parameters).map(([name, value]) => [
    name,
    value instanceof TypedText ? value.value : value,
  ]);
  return Object.fromEntries(entries) as Parameters;
}

function parseParameter(text: string): [string, TypedText] {
  const at = text.indexOf("=");
  const name = text.slice(0, at);
  if (at >= 0 && isVariableName(name)) return [name, new TypedText(text.slice(at + 1))];
  throw new TrackingError(
    "INVALID_PARAMETER_VALUE",
    `parameter '${text}' is not name=value with a variable's name; write -p alpha=0.1`,
  );
}

function isVariableName(name: string): boolean {
  if (!/^[\p{ID_Start}_$][\p{ID_Continue}$]*$/u.test(name)) return false;
  const { diagnostics = [] } = ts.transpileModule(`export let ${name} = 0`, { reportDiagnostics: true });
  return diagnostics.length === 0;
}

interface Declared {
  readonly name: string;
  /** The annotation as written, or what the default value shows; null when neither tells. */
  readonly type: string | null;
}

/**
 * Returns the notebook with the values injected, in place of those of an earlier run. A parameter that the default cell
 * declares keeps its type; another one is declared as a new variable. Throws INVALID_PARAMETER_VALUE for a value that
 * the type does not allow.
 */
export function injectParameters(notebook: INotebookContent, parameters: Parameters): INotebookContent {
  const cells = notebook.cells.filter((cell) => !tagsOf(cell).includes("injected-parameters"));
  if (Object.keys(parameters).length === 0) return { ...notebook, cells };
  const at = cells.findIndex((cell) => tagsOf(cell).includes("parameters"));
  const declared = at < 0 ? [] : declarations(sourceOf(cells[at]!));
  const lines = Object.entries(parameters).map(([name, value]) => declaration(name, value, declared));
  const injected = {
    cell_type: "code",
    ...(notebook.nbformat_minor >= 5 && { id: randomBytes(4).toString("hex") }),
    metadata: { tags: ["injected-parameters"] },
    source: ["// Parameters", ...lines].join("\n"),
    outputs: [],
    execution_count: null,
  } as unknown as ICell;
  return { ...notebook, cells: [...cells.slice(0, at + 1), injected, ...cells.slice(at + 1)] };
}

function declaration(name: string, given: unknown, declared: readonly Declared[]): string {
  const known = declared.find((one) => one.name === name)?.type ?? null;
  const value = known === "string" ? asText(given) : given instanceof TypedText ? given.value : given;
  const type = known ?? typeOf(value);
  checkType(name, value, type);
  // JSON is TypeScript but for these two characters, which old parsers take for line ends.
  const text = JSON.stringify(value).replaceAll("\u2028", "\\u2028").replaceAll("\u2029", "\\u2029");
  return `let ${name}${type === null ? "" : `: ${type}`} = ${text};`;
}

/** `-p version=1.10` for a string is "1.10", quotes or not. */
function asText(given: unknown): string {
  if (!(given instanceof TypedText)) return typeof given === "string" ? given : JSON.stringify(given);
  const value = parsedJson(given.text);
  return typeof value === "string" ? value : given.text;
}

function checkType(name: string, value: unknown, type: string | null): void {
  if (type !== "number" && type !== "boolean") return;
  if (typeof value === type) return;
  throw new TrackingError(
    "INVALID_PARAMETER_VALUE",
    `parameter ${name} is a ${type} in the notebook, got ${JSON.stringify(value)}; give a ${type}`,
  );
}

function declarations(source: string): Declared[] {
  const file = ts.createSourceFile("parameters.ts", source, ts.ScriptTarget.Latest, true);
  return file.statements
    .filter(ts.isVariableStatement)
    .flatMap((statement) =>
      statement.declarationList.declarations
        .filter((one) => ts.isIdentifier(one.name))
        .map((one) => ({ name: one.name.getText(), type: one.type?.getText() ?? initialType(one.initializer) })),
    );
}

function initialType(value: ts.Expression | undefined): string | null {
  if (value === undefined) return null;
  const inner = ts.isPrefixUnaryExpression(value) ? value.operand : value;
  if (ts.isNumericLiteral(inner)) return "number";
  if (ts.isStringLiteralLike(value) || ts.isTemplateExpression(value)) return "string";
  if (value.kind === ts.SyntaxKind.TrueKeyword || value.kind === ts.SyntaxKind.FalseKeyword) return "boolean";
  return null;
}

function typeOf(value: unknown): string | null {
  return ["number", "string", "boolean"].includes(typeof value) ? typeof value : null;
}
