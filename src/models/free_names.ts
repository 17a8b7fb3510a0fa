/** Which names a module uses and does not define. */
import { runInNewContext } from "node:vm";
import type ts from "typescript";

/** What Node has besides the language. */
const ofNode =
  "console process Buffer URL URLSearchParams fetch Headers Request Response FormData Blob File setTimeout clearTimeout setInterval " +
  "clearInterval setImmediate clearImmediate queueMicrotask structuredClone TextEncoder TextDecoder performance crypto atob btoa " +
  "AbortController AbortSignal Event EventTarget WebAssembly arguments undefined globalThis";

export interface FreeNames {
  /** In the order of their first use. A name that is defined anywhere in the module counts as defined. */
  readonly free: readonly string[];
  /** Fields named `#x`. */
  readonly privateFields: readonly string[];
}

export async function freeNames(text: string): Promise<FreeNames> {
  const { default: ts } = await import("typescript");
  const file = ts.createSourceFile("model.mjs", text, ts.ScriptTarget.Latest, true, ts.ScriptKind.JS);
  const names = { used: new Set<string>(), defined: new Set<string>(), privateFields: new Set<string>() };
  const waiting: ts.Node[] = [file];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    note(ts, node, names);
    const inside: ts.Node[] = [];
    ts.forEachChild(node, (child) => void inside.push(child));
    waiting.push(...inside.reverse());
  }
  const known = new Set([...names.defined, ...globals()]);
  return { free: [...names.used].filter((name) => !known.has(name)), privateFields: [...names.privateFields] };
}

interface Names {
  readonly used: Set<string>;
  readonly defined: Set<string>;
  readonly privateFields: Set<string>;
}

function note(api: typeof ts, node: ts.Node, { used, defined, privateFields }: Names): void {
  if (api.isPropertyDeclaration(node) && api.isPrivateIdentifier(node.name)) privateFields.add(node.name.text);
  if (!api.isIdentifier(node)) return;
  const { parent } = node;
  if (defines(api, parent, node)) defined.add(node.text);
  else if (!isLabel(api, parent, node)) used.add(node.text);
}

function defines(api: typeof ts, parent: ts.Node, node: ts.Identifier): boolean {
  return (
    (api.isVariableDeclaration(parent) ||
      api.isParameter(parent) ||
      api.isBindingElement(parent) ||
      api.isFunctionLike(parent) ||
      api.isClassLike(parent) ||
      api.isImportSpecifier(parent) ||
      api.isImportClause(parent) ||
      api.isNamespaceImport(parent)) &&
    parent.name === node &&
    !isMember(api, parent)
  );
}

function isMember(api: typeof ts, node: ts.Node): boolean {
  return (
    api.isMethodDeclaration(node) ||
    api.isGetAccessorDeclaration(node) ||
    api.isSetAccessorDeclaration(node) ||
    api.isPropertyDeclaration(node) ||
    api.isPropertyAssignment(node)
  );
}

/** Names of properties, labels and of what is imported: no variables. */
function isLabel(api: typeof ts, parent: ts.Node, node: ts.Identifier): boolean {
  if (isMember(api, parent)) return (parent as ts.MethodDeclaration).name === node;
  if (api.isPropertyAccessExpression(parent)) return parent.name === node;
  if (api.isBindingElement(parent) || api.isImportSpecifier(parent)) return parent.propertyName === node;
  return (
    api.isLabeledStatement(parent) ||
    api.isBreakOrContinueStatement(parent) ||
    api.isMetaProperty(parent) ||
    api.isExportSpecifier(parent)
  );
}

let known: readonly string[] | null = null;

function globals(): readonly string[] {
  known ??= [...(runInNewContext("Object.getOwnPropertyNames(globalThis)") as string[]), ...ofNode.split(" ")];
  return known;
}
