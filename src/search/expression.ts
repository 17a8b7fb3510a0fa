/**
 * The web page's filters: MLflow's comparisons, and beyond them OR, NOT, parentheses, and numbers for params. MLflow's own
 * searches do not read them. Pure.
 */
import { FilterError } from "../errors.js";
import { checkFilterSize, checkComparison, type Condition, filterTarget } from "./check.js";
import { readComparison, Reader } from "./parser.js";
import { numeric } from "./rules.js";

export type Expression =
  | { readonly kind: "condition"; readonly condition: Condition }
  | { readonly kind: "and" | "or"; readonly parts: readonly Expression[] }
  /** Holds for all runs of which the part does not hold, those without the key among them. */
  | { readonly kind: "not"; readonly part: Expression };

const deepest = 100;

/** Reads and checks a filter of runs; an empty one holds for all. Throws FilterError with the place of the fault. */
export function readExpression(text: string): Expression {
  checkFilterSize(text);
  const reader = new Reader(text);
  if (reader.atEnd()) return { kind: "and", parts: [] };
  const expression = either(reader, text, 0);
  if (reader.atEnd()) return expression;
  const token = reader.peek();
  throw reader.fail(
    token.text === ")" ? "this ) closes nothing" : `AND or OR is expected instead of ${token.text}`,
    token,
  );
}

/** The conditions of it, wherever they stand. */
export function conditionsIn(expression: Expression): readonly Condition[] {
  if (expression.kind === "condition") return [expression.condition];
  return expression.kind === "not" ? conditionsIn(expression.part) : expression.parts.flatMap(conditionsIn);
}

function either(reader: Reader, text: string, depth: number): Expression {
  const parts = [both(reader, text, depth)];
  while (reader.takeWord("OR")) parts.push(both(reader, text, depth));
  return parts.length === 1 ? parts[0]! : { kind: "or", parts };
}

function both(reader: Reader, text: string, depth: number): Expression {
  const parts = [one(reader, text, depth)];
  while (reader.takeWord("AND")) parts.push(one(reader, text, depth));
  return parts.length === 1 ? parts[0]! : { kind: "and", parts };
}

function one(reader: Reader, text: string, depth: number): Expression {
  const token = reader.peek();
  if (depth > deepest) throw reader.fail(`parentheses and NOTs are nested more than ${deepest} deep`, token);
  if (reader.takeWord("NOT")) return { kind: "not", part: one(reader, text, depth + 1) };
  if (!reader.takeText("(")) return { kind: "condition", condition: condition(reader, text) };
  const inside = either(reader, text, depth + 1);
  if (!reader.takeText(")")) throw reader.fail("a ) is missing here, for the ( before", reader.peek());
  return inside;
}

function condition(reader: Reader, text: string): Condition {
  const comparison = readComparison(reader);
  const { value, operator } = comparison;
  const target = filterTarget("runs", comparison, text);
  if (target.entity !== "param" || value.kind !== "number") return checkComparison("runs", comparison, text);
  if (numeric.includes(operator)) return { ...target, operator, value: value.value };
  throw new FilterError(`${operator} compares texts: write '${value.text}'`, text, comparison.valuePosition);
}
