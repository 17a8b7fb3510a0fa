/** The declarations (`.d.ts` text) of a notebook's names. Pure. */
import ts from "typescript";

/** The declarations of the names that `keep` wants; imports and types stay. */
export function declarationsOf(text: string, keep: (name: string) => boolean): string {
  const file = parsed(text);
  const printer = ts.createPrinter({ newLine: ts.NewLineKind.LineFeed });
  const kept = file.statements.flatMap((statement) => {
    if (ts.isVariableStatement(statement)) {
      const list = statement.declarationList;
      const declarations = list.declarations.filter((one) => ts.isIdentifier(one.name) && keep(one.name.text));
      if (declarations.length === 0) return [];
      const shorter = ts.factory.updateVariableDeclarationList(list, declarations);
      return [ts.factory.updateVariableStatement(statement, statement.modifiers, shorter)];
    }
    const name = nameOf(statement);
    return name === null || keep(name) ? [statement] : [];
  });
  return kept.map((statement) => `${printer.printNode(ts.EmitHint.Unspecified, statement, file)}\n`).join("");
}

/** Each value that is declared, with its type as text. */
export function declaredNames(text: string): readonly { name: string; type: string }[] {
  const file = parsed(text);
  return file.statements.flatMap((statement) => {
    if (ts.isVariableStatement(statement)) {
      return statement.declarationList.declarations.map((one) => ({
        name: one.name.getText(file),
        type: one.type?.getText(file) ?? one.initializer?.getText(file) ?? "any",
      }));
    }
    if (ts.isFunctionDeclaration(statement)) return [{ name: statement.name!.text, type: "function" }];
    if (ts.isClassDeclaration(statement)) return [{ name: statement.name!.text, type: "class" }];
    if (ts.isEnumDeclaration(statement)) return [{ name: statement.name.text, type: "enum" }];
    return [];
  });
}

function nameOf(statement: ts.Statement): string | null {
  if (ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)) return statement.name?.text ?? null;
  return ts.isEnumDeclaration(statement) ? statement.name.text : null;
}

function parsed(text: string): ts.SourceFile {
  return ts.createSourceFile("declarations.d.ts", text, ts.ScriptTarget.Latest, true);
}
