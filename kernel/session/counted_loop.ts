/**
 * Tight counting loops are checked once in 4096 rounds, since a check in every round would cost a good part of their time:
 *
 *     for (let i = 0; i < n; i++) body
 *     → for (let i = 0; ; ) { check; const end = i + 4096; for (; i < end && i < n; i++) body; if (i < end) break; }
 *
 * Condition, body and increment run in the same order and as often as before. Only where a round is short and the counter
 * is a number: neither condition nor body calls, waits, loops or makes a function, and the body leaves the counter alone.
 */
import ts from "typescript";

const chunkLength = 4096;
const largestStep = 1_000_000;

/** null for any other loop. */
export function chunked(
  loop: ts.ForStatement,
  factory: ts.NodeFactory,
  check: () => ts.Statement,
): ts.Statement | null {
  const { initializer, condition, incrementor, statement } = loop;
  const counter = counterOf(initializer, incrementor);
  if (counter === null || condition === undefined) return null;
  if (!isPlain(condition, counter) || !isPlain(statement, counter)) return null;
  const name = factory.createIdentifier;
  const end = factory.createVariableDeclaration(
    "__labbookEnd",
    undefined,
    undefined,
    factory.createAdd(name(counter), factory.createNumericLiteral(chunkLength)),
  );
  const beforeEnd = () => factory.createLessThan(name(counter), name("__labbookEnd"));
  const body = [
    check(),
    factory.createVariableStatement(undefined, factory.createVariableDeclarationList([end], ts.NodeFlags.Const)),
    factory.createForStatement(
      undefined,
      factory.createLogicalAnd(beforeEnd(), factory.createParenthesizedExpression(condition)),
      incrementor,
      statement,
    ),
    factory.createIfStatement(beforeEnd(), factory.createBreakStatement()),
  ];
  return factory.updateForStatement(loop, initializer, undefined, undefined, factory.createBlock(body, true));
}

/** `i` of `let i = 0; …; i++` or `i += 2`; null where it may not be a number. */
function counterOf(start: ts.ForInitializer | undefined, step: ts.Expression | undefined): string | null {
  const counter = step === undefined ? null : steppedName(step);
  if (counter === null || start === undefined || !ts.isVariableDeclarationList(start)) return null;
  if ((start.flags & ts.NodeFlags.Let) === 0) return null;
  const isNumber = start.declarations.some(
    ({ name, initializer }) =>
      ts.isIdentifier(name) &&
      name.text === counter &&
      initializer !== undefined &&
      ts.isNumericLiteral(initializer) &&
      Number(initializer.text) < largestStep,
  );
  return isNumber ? counter : null;
}

function steppedName(step: ts.Expression): string | null {
  if (ts.isPostfixUnaryExpression(step) || ts.isPrefixUnaryExpression(step)) {
    const isPlusPlus = step.operator === ts.SyntaxKind.PlusPlusToken;
    return isPlusPlus && ts.isIdentifier(step.operand) ? step.operand.text : null;
  }
  if (!ts.isBinaryExpression(step) || step.operatorToken.kind !== ts.SyntaxKind.PlusEqualsToken) return null;
  const { left, right } = step;
  if (!ts.isIdentifier(left) || !ts.isNumericLiteral(right)) return null;
  return Number(right.text) >= 1 && Number(right.text) <= largestStep ? left.text : null;
}

/** Whether one round of it is short, and leaves the counter alone. */
function isPlain(part: ts.Node, counter: string): boolean {
  let plain = true;
  const visit = (node: ts.Node): void => {
    if (!plain || isRestless(node) || mayAssign(node, counter)) plain = false;
    else ts.forEachChild(node, visit);
  };
  visit(part);
  return plain;
}

function isRestless(node: ts.Node): boolean {
  return (
    ts.isCallExpression(node) ||
    ts.isNewExpression(node) ||
    ts.isTaggedTemplateExpression(node) ||
    ts.isAwaitExpression(node) ||
    ts.isYieldExpression(node) ||
    ts.isFunctionLike(node) ||
    ts.isClassLike(node) ||
    ts.isIterationStatement(node, true) ||
    (ts.isContinueStatement(node) && node.label !== undefined)
  );
}

/** A declaration of the same name hides the counter, and a pattern may hold it. */
function mayAssign(node: ts.Node, counter: string): boolean {
  if (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) {
    const steps = [ts.SyntaxKind.PlusPlusToken, ts.SyntaxKind.MinusMinusToken].includes(node.operator);
    return steps && ts.isIdentifier(node.operand) && node.operand.text === counter;
  }
  if (ts.isVariableDeclaration(node)) return !ts.isIdentifier(node.name) || node.name.text === counter;
  if (!ts.isBinaryExpression(node)) return false;
  const { kind } = node.operatorToken;
  if (kind < ts.SyntaxKind.FirstAssignment || kind > ts.SyntaxKind.LastAssignment) return false;
  const isPattern = ts.isArrayLiteralExpression(node.left) || ts.isObjectLiteralExpression(node.left);
  return isPattern || (ts.isIdentifier(node.left) && node.left.text === counter);
}
