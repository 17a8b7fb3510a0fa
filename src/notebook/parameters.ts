/** Values for a notebook's parameters, papermill's way: a cell tagged `injected-parameters` behind the one tagged `parameters`. */
import { randomBytes } from "node:crypto";
import type { ICell, INotebookContent } from "@jupyterlab/nbformat";
import ts from "typescript";
import { TrackingError } from "../errors.js";
import { sourceOf } from "./ipynb.js";

export type Parameters = Readonly<Record<string, unknown>>;

export function tagsOf(cell: ICell): readonly string[] {
  const { tags } = cell.metadata as { tags?: unknown };
  return Array.isArray(tags) ? tags.map(String) : [];
}

/** `name=value` texts as given on a command line; a value is JSON where it can be, else text. */
export function parseParameters(texts: readonly string[]): Parameters {
  return Object.fromEntries(texts.map(parseParameter));
}

function parseParameter(text: string): [string, unknown] {
  const at = text.indexOf("=");
  const name = text.slice(0, at);
  if (at < 0 || !/^[A-Za-z_$][\w$]*$/.test(name)) {
    throw new TrackingError("INVALID_PARAMETER_VALUE", `parameter '${text}' is not name=value; write -p alpha=0.1`);
  }
  const value = text.slice(at + 1);
  try {
    return [name, JSON.parse(value) as unknown];
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return [name, value];
  }
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

function declaration(name: string, value: unknown, declared: readonly Declared[]): string {
  const type = declared.find((one) => one.name === name)?.type ?? typeOf(value);
  const fitting = fitted(name, value, type);
  // JSON is TypeScript but for these two characters, which old parsers take for line ends.
  const text = JSON.stringify(fitting).replaceAll("\u2028", "\\u2028").replaceAll("\u2029", "\\u2029");
  return `let ${name}${type === null ? "" : `: ${type}`} = ${text};`;
}

/** The value as its type wants it: `-p name=5` for a string is "5". */
function fitted(name: string, value: unknown, type: string | null): unknown {
  if (type === "string") return typeof value === "string" ? value : JSON.stringify(value);
  const fits = { number: typeof value === "number", boolean: typeof value === "boolean" }[type ?? ""] ?? true;
  if (fits) return value;
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
