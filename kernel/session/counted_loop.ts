/**
 * Tight counting loops are checked once in 4096 rounds, since a check in every round would cost a good part of their time:
 *
 *     for (let i = 0; i < n; i++) body   →   for (let i = 0; i < n;) { check; for (const end = …; i < end; i++) body }
 *
 * Only where this changes nothing: the body calls and makes no function, neither waits nor loops nor breaks, and assigns
 * neither the counter nor its limit. Pure.
 */
import ts from "typescript";

const chunkLength = 4096;
const largestStep = 1_000_000;
const endName = "__labbookEnd";

/** null for any other loop. */
export function chunked(
  loop: ts.ForStatement,
  factory: ts.NodeFactory,
  check: () => ts.Statement,
): ts.Statement | null {
  const counting = countingOf(loop);
  if (counting === null || !isPlain(loop.statement, counting.fixed)) return null;
  const { counter, operator, limit } = counting;
  const inclusive = operator.kind === ts.SyntaxKind.LessThanEqualsToken;
  const reach = () =>
    factory.createAdd(
      factory.createIdentifier(counter),
      factory.createNumericLiteral(chunkLength - (inclusive ? 1 : 0)),
    );
  // Not Math.min: the limit may be anything that a number can be compared with.
  const end = factory.createConditionalExpression(
    factory.createLessThan(reach(), limit),
    undefined,
    reach(),
    undefined,
    limit,
  );
  const declared = factory.createVariableDeclarationList(
    [factory.createVariableDeclaration(endName, undefined, undefined, end)],
    ts.NodeFlags.Const,
  );
  const within = factory.createBinaryExpression(
    factory.createIdentifier(counter),
    operator.kind,
    factory.createIdentifier(endName),
  );
  const inner = factory.createForStatement(declared, within, loop.incrementor, loop.statement);
  const outer = factory.createBlock([check(), inner], true);
  return factory.updateForStatement(loop, loop.initializer, loop.condition, undefined, outer);
}

interface Counting {
  readonly counter: string;
  readonly operator: ts.BinaryOperatorToken;
  readonly limit: ts.Expression;
  /** Names that the body may not assign. */
  readonly fixed: ReadonlySet<string>;
}

/** `let i = 0; i < limit; i++`, with a limit that is a number, a name, or a name's length. */
function countingOf({ initializer, condition, incrementor }: ts.ForStatement): Counting | null {
  if (condition === undefined || !ts.isBinaryExpression(condition) || !ts.isIdentifier(condition.left)) return null;
  const { left, right: limit, operatorToken: operator } = condition;
  const counter = left.text;
  const name = limitName(limit);
  if (![ts.SyntaxKind.LessThanToken, ts.SyntaxKind.LessThanEqualsToken].includes(operator.kind)) return null;
  if (name === null || !startsAtNumber(initializer, counter) || !countsUp(incrementor, counter)) return null;
  return { counter, operator, limit, fixed: new Set([counter, name]) };
}

/** The name that the limit depends on, empty for a number; null for a limit that may change by itself. */
function limitName(limit: ts.Expression): string | null {
  if (ts.isNumericLiteral(limit)) return "";
  const isLength = ts.isPropertyAccessExpression(limit) && limit.name.text === "length";
  return variableName(limit) ?? (isLength ? variableName(limit.expression) : null);
}

/** Of a variable of this cell, or of an earlier one. */
function variableName(node: ts.Expression): string | null {
  if (ts.isIdentifier(node)) return node.text;
  if (!ts.isPropertyAccessExpression(node) || !ts.isIdentifier(node.expression)) return null;
  return node.expression.text === "exports" ? node.name.text : null;
}

function startsAtNumber(initializer: ts.ForInitializer | undefined, counter: string): boolean {
  if (initializer === undefined || !ts.isVariableDeclarationList(initializer)) return false;
  if ((initializer.flags & ts.NodeFlags.Let) === 0) return false;
  return initializer.declarations.some(
    ({ name, initializer: start }) =>
      ts.isIdentifier(name) &&
      name.text === counter &&
      start !== undefined &&
      ts.isNumericLiteral(start) &&
      Number(start.text) < largestStep,
  );
}

function countsUp(incrementor: ts.Expression | undefined, counter: string): boolean {
  if (incrementor === undefined) return false;
  const isCounter = (node: ts.Node) => ts.isIdentifier(node) && node.text === counter;
  if (ts.isPostfixUnaryExpression(incrementor) || ts.isPrefixUnaryExpression(incrementor)) {
    return incrementor.operator === ts.SyntaxKind.PlusPlusToken && isCounter(incrementor.operand);
  }
  if (!ts.isBinaryExpression(incrementor) || incrementor.operatorToken.kind !== ts.SyntaxKind.PlusEqualsToken)
    return false;
  const { left, right } = incrementor;
  if (!isCounter(left) || !ts.isNumericLiteral(right)) return false;
  return Number(right.text) >= 1 && Number(right.text) <= largestStep;
}

/** Whether one round of the body is short, and runs nothing that could see or change what the loop stands on. */
function isPlain(body: ts.Statement, fixed: ReadonlySet<string>): boolean {
  let plain = true;
  const visit = (node: ts.Node): void => {
    if (!plain || isRestless(node) || changes(node, fixed)) plain = false;
    else ts.forEachChild(node, visit);
  };
  visit(body);
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
    ts.isBreakStatement(node) ||
    (ts.isContinueStatement(node) && node.label !== undefined) ||
    ts.isWithStatement(node)
  );
}

function changes(node: ts.Node, fixed: ReadonlySet<string>): boolean {
  if (ts.isPrefixUnaryExpression(node) || ts.isPostfixUnaryExpression(node)) {
    const steps = [ts.SyntaxKind.PlusPlusToken, ts.SyntaxKind.MinusMinusToken].includes(node.operator);
    return steps && isFixed(node.operand, fixed);
  }
  if (ts.isVariableDeclaration(node)) return ts.isIdentifier(node.name) ? fixed.has(node.name.text) : true;
  if (!ts.isBinaryExpression(node) || !isAssignment(node.operatorToken.kind)) return false;
  return isFixed(node.left, fixed);
}

/** The name itself, a length, or a pattern whose names nobody looks at here. */
function isFixed(target: ts.Expression, fixed: ReadonlySet<string>): boolean {
  const name = variableName(target);
  if (name !== null) return fixed.has(name);
  if (ts.isPropertyAccessExpression(target)) return target.name.text === "length";
  return !ts.isElementAccessExpression(target);
}

function isAssignment(kind: ts.SyntaxKind): boolean {
  return kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment;
}
