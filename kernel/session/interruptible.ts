/**
 * `if (flag[0] !== 0) throw stop;` at each loop head, and at the head of functions that can keep the microtask queue full,
 * so that an interrupt stops whatever loops. A plain read, as an atomic one would cost more than most loops' work; and a
 * plain `throw`, as a call, though never made, would keep V8 from holding a loop's numbers in registers.
 */
import ts from "typescript";
import { chunked } from "./counted_loop.js";

/** What stands in the code, as `toString` of a function shows it. */
const checkText = /\s*if \(__labbookFlag\[0\] !== 0\)\s*throw __labbookStop;/g;

/**
 * Functions that go elsewhere as text, into a worker or a page of a browser, must not take the checks with them: there
 * is no flag.
 */
export function hideChecks(): void {
  const original = Function.prototype.toString;
  const toString = function toString(this: unknown): string {
    const text = original.call(this);
    return text.includes("__labbookFlag") ? text.replace(checkText, "") : text;
  };
  Object.defineProperty(Function.prototype, "toString", { value: toString, writable: true, configurable: true });
}

export const interruptible: ts.TransformerFactory<ts.SourceFile> = (context) => {
  const { factory } = context;
  const visit = (node: ts.Node): ts.Node => {
    const inside = ts.visitEachChild(node, visit, context);
    return withCheckedLoop(inside, factory) ?? withCheckedBody(inside, factory) ?? inside;
  };
  return (file) => ts.visitEachChild(file, visit, context);
};

function check(factory: ts.NodeFactory): ts.Statement {
  const flag = factory.createElementAccessExpression(factory.createIdentifier("__labbookFlag"), 0);
  return factory.createIfStatement(
    factory.createBinaryExpression(flag, ts.SyntaxKind.ExclamationEqualsEqualsToken, factory.createNumericLiteral(0)),
    factory.createThrowStatement(factory.createIdentifier("__labbookStop")),
  );
}

function withCheckedLoop(node: ts.Node, factory: ts.NodeFactory): ts.Node | null {
  if (!ts.isIterationStatement(node, false)) return null;
  const counted = ts.isForStatement(node) ? chunked(node, factory, () => check(factory)) : null;
  if (counted !== null) return counted;
  const { statement } = node;
  const body = factory.createBlock(
    [check(factory), ...(ts.isBlock(statement) ? statement.statements : [statement])],
    true,
  );
  if (ts.isForStatement(node)) {
    return factory.updateForStatement(node, node.initializer, node.condition, node.incrementor, body);
  }
  if (ts.isWhileStatement(node)) return factory.updateWhileStatement(node, node.expression, body);
  if (ts.isDoStatement(node)) return factory.updateDoStatement(node, body, node.expression);
  if (ts.isForInStatement(node)) return factory.updateForInStatement(node, node.initializer, node.expression, body);
  if (ts.isForOfStatement(node)) {
    return factory.updateForOfStatement(node, node.awaitModifier, node.initializer, node.expression, body);
  }
  return null;
}

function withCheckedBody(node: ts.Node, factory: ts.NodeFactory): ts.Node | null {
  if (!isFunction(node) || node.body === undefined || !rekindles(node, node.body)) return null;
  const statements = ts.isBlock(node.body) ? node.body.statements : [factory.createReturnStatement(node.body)];
  const directives = statements.filter(
    (statement) => ts.isExpressionStatement(statement) && ts.isStringLiteral(statement.expression),
  );
  const rest = statements.filter((statement) => !directives.includes(statement));
  const body = factory.createBlock([...directives, check(factory), ...rest], true);
  const { typeParameters, parameters, type } = node;
  const modifiers = ts.getModifiers(node);
  if (ts.isArrowFunction(node)) {
    const arrow = node.equalsGreaterThanToken;
    return factory.updateArrowFunction(node, modifiers, typeParameters, parameters, type, arrow, body);
  }
  const { asteriskToken: star } = node;
  if (ts.isFunctionDeclaration(node)) {
    return factory.updateFunctionDeclaration(node, modifiers, star, node.name, typeParameters, parameters, type, body);
  }
  if (ts.isFunctionExpression(node)) {
    return factory.updateFunctionExpression(node, modifiers, star, node.name, typeParameters, parameters, type, body);
  }
  const { name, questionToken: question } = node;
  return factory.updateMethodDeclaration(
    node,
    node.modifiers,
    star,
    name,
    question,
    typeParameters,
    parameters,
    type,
    body,
  );
}

type CheckedFunction = ts.ArrowFunction | ts.FunctionDeclaration | ts.FunctionExpression | ts.MethodDeclaration;

function isFunction(node: ts.Node): node is CheckedFunction {
  return (
    ts.isArrowFunction(node) ||
    ts.isFunctionDeclaration(node) ||
    ts.isFunctionExpression(node) ||
    ts.isMethodDeclaration(node)
  );
}

const rekindling = new Set(["then", "catch", "finally", "queueMicrotask", "nextTick"]);

/** Whether the function's own code schedules a microtask that may call it again. */
function rekindles(node: CheckedFunction, body: ts.Node): boolean {
  if (node.modifiers?.some((modifier) => modifier.kind === ts.SyntaxKind.AsyncKeyword) === true) return true;
  let found = false;
  const visit = (part: ts.Node): void => {
    if (found || ts.isFunctionLike(part)) return;
    if (ts.isCallExpression(part)) {
      const called = ts.isPropertyAccessExpression(part.expression) ? part.expression.name : part.expression;
      if (ts.isIdentifier(called) && rekindling.has(called.text)) found = true;
    }
    ts.forEachChild(part, visit);
  };
  visit(body);
  return found;
}
