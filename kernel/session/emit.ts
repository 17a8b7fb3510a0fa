/**
 * The last step of compilation, ES module → CommonJS, with what makes cells behave: loops that can be interrupted,
 * variables that stay one variable across cells, `import.meta`, real dynamic imports, and a source map.
 */
import remapping from "@jridgewell/remapping";
import ts from "typescript";
import { interruptible } from "./interruptible.js";

export interface Emitted {
  readonly code: string;
  /** From `code` to the TypeScript source; null where the input carried no map. */
  readonly map: string | null;
  /** File name of the TypeScript source. */
  readonly source: string | null;
}

const mapComment = /\n\/\/# sourceMappingURL=data:application\/json;(?:charset=utf-8;)?base64,([A-Za-z0-9+/=]+)\s*$/;

/** What the generated code needs at its head; `__labbook` is set up by the session. */
const head = (isCell: boolean) =>
  `const __labbook = globalThis.__labbook, __labbookFlag = __labbook.${isCell ? "flag" : "sharedFlag"}, __labbookStop = __labbook.interrupted;`;

/** `isCell`: bind its top-level names to the notebook's shared exports. */
export function toCommonJs(js: string, target: ts.ScriptTarget, isCell: boolean): Emitted {
  const inner = mapComment.exec(js);
  const innerMap =
    inner === null ? null : (JSON.parse(Buffer.from(inner[1]!, "base64").toString("utf8")) as { sources: string[] });
  const names = isCell ? topLevelNames(js) : { bound: [], imported: [] };
  const { outputText, sourceMapText } = ts.transpileModule(js.replace(mapComment, ""), {
    fileName: "cell.js",
    compilerOptions: {
      module: ts.ModuleKind.CommonJS,
      esModuleInterop: true,
      target,
      newLine: ts.NewLineKind.LineFeed,
      sourceMap: true,
      experimentalDecorators: true,
    },
    transformers: {
      before: [importMeta],
      after: [interruptible, ...(isCell ? [sharedNames(new Set([...names.bound, ...names.imported]))] : [])],
    },
  });
  const code = outputText.replace(/\n\/\/# sourceMappingURL=.*\s*$/, "\n");
  return {
    code: `${head(isCell)}${bindings(names)}\n${code}`,
    map: innerMap === null ? null : composed(sourceMapText!, innerMap),
    source: innerMap?.sources[0] ?? null,
  };
}

function composed(outer: string, inner: unknown): string {
  const outerMap = JSON.parse(outer) as { mappings: string };
  const shifted = { ...outerMap, mappings: `;${outerMap.mappings}` }; // the line that holds the head
  let first = true;
  const map = remapping(shifted as never, () => {
    if (!first) return null;
    first = false;
    return inner as never;
  });
  return map.toString();
}

interface Names {
  /** Variables, functions, classes and namespace imports. */
  readonly bound: readonly string[];
  /** Default and named imports, which have no variable of their own. */
  readonly imported: readonly string[];
}

/** The converter exports every top-level name in one last `export { … }`. */
function topLevelNames(js: string): Names {
  const file = ts.createSourceFile("cell.js", js, ts.ScriptTarget.Latest);
  const exported: string[] = [];
  const imported = new Set<string>();
  for (const statement of file.statements) {
    if (ts.isExportDeclaration(statement) && statement.exportClause && ts.isNamedExports(statement.exportClause)) {
      exported.push(...statement.exportClause.elements.map((element) => element.name.text));
    }
    if (!ts.isImportDeclaration(statement) || statement.importClause === undefined) continue;
    if (statement.importClause.name) imported.add(statement.importClause.name.text);
    const named = statement.importClause.namedBindings;
    if (named && ts.isNamedImports(named)) for (const element of named.elements) imported.add(element.name.text);
  }
  return {
    bound: exported.filter((name) => !imported.has(name)),
    imported: exported.filter((name) => imported.has(name)),
  };
}

/** Getters and setters of the cell's variables: what another cell assigns, this cell's functions see. */
function bindings({ bound, imported }: Names): string {
  if (bound.length + imported.length === 0) return "";
  const accessors = bound.map((name) => `${name}:[()=>${name},(__value)=>{${name}=__value}]`);
  return `__labbook.bind({${accessors.join(",")}},${JSON.stringify(imported)});`;
}

/** Drops `exports.x = x` and its like: the accessors already tie the name to the variable. */
function sharedNames(names: ReadonlySet<string>): ts.TransformerFactory<ts.SourceFile> {
  const isShared = (node: ts.Node): node is ts.PropertyAccessExpression =>
    ts.isPropertyAccessExpression(node) &&
    ts.isIdentifier(node.expression) &&
    node.expression.text === "exports" &&
    names.has(node.name.text);
  const isAssignment = (node: ts.Node): node is ts.BinaryExpression =>
    ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.EqualsToken && isShared(node.left);
  const isEmptyAssignment = (node: ts.Expression): boolean =>
    isAssignment(node) &&
    (ts.isVoidExpression(node.right) || ts.isIdentifier(node.right) || isEmptyAssignment(node.right));
  return (context) => {
    const visit = (node: ts.Node): ts.Node | undefined => {
      if (ts.isExpressionStatement(node) && isEmptyAssignment(node.expression)) return undefined;
      if (isAssignment(node)) return ts.visitNode(node.right, visit);
      return ts.visitEachChild(node, visit, context);
    };
    return (file) => ts.visitEachChild(file, visit, context);
  };
}

/** `import.meta` is the notebook's; `import(x)` is Node's own import, which also loads modules with top-level await. */
const importMeta: ts.TransformerFactory<ts.SourceFile> = (context) => {
  const { factory } = context;
  const ours = (name: string) => factory.createPropertyAccessExpression(factory.createIdentifier("__labbook"), name);
  const visit = (node: ts.Node): ts.Node => {
    if (ts.isMetaProperty(node) && node.keywordToken === ts.SyntaxKind.ImportKeyword) return ours("meta");
    const inside = ts.visitEachChild(node, visit, context);
    if (ts.isCallExpression(inside) && inside.expression.kind === ts.SyntaxKind.ImportKeyword) {
      const require = factory.createIdentifier("require");
      return factory.updateCallExpression(inside, ours("import"), undefined, [require, ...inside.arguments]);
    }
    return inside;
  };
  return (file) => ts.visitEachChild(file, visit, context);
};
