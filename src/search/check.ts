/** Comparisons and order terms → conditions that SQL can be made from, checked against the table of rules. Pure. */
import { FilterError, TrackingError } from "../errors.js";
import { clauseFault, isKeyword } from "./clauses.js";
import * as faults from "./faults.js";
import { type Comparison, type Operator, parseFilter, parseOrder, type Value } from "./parser.js";
import {
  datasetKeys,
  datasetRule,
  type Entity,
  type FieldRule,
  metricRule,
  type SearchKind,
  searches,
  type SearchRules,
} from "./rules.js";

export type { Entity, SearchKind };

export interface Condition {
  readonly entity: Entity;
  readonly key: string;
  readonly operator: Operator;
  /** null for IS NULL and IS NOT NULL; a list for IN and NOT IN. */
  readonly value: string | number | readonly (string | number)[] | null;
}

export interface Order {
  readonly entity: Entity;
  readonly key: string;
  readonly descending: boolean;
}

/** Beyond what SQLite takes at once; reading a text of many megabytes would exhaust the memory of a server. */
const longestText = 2_000_000;
const mostTerms = 2000;
const mostValues = 32_766;

function checkSize(what: string, size: number, most: number): void {
  if (size <= most) return;
  throw new TrackingError("INVALID_PARAMETER_VALUE", `${what}; at most ${most} are read`);
}

export function checkFilterSize(text: string): void {
  checkSize(`The filter has ${text.length} characters`, text.length, longestText);
}

/** Reads and checks a filter. Throws FilterError with the place of the fault. */
export function readFilter(kind: SearchKind, filter: string | undefined): readonly Condition[] {
  const text = filter ?? "";
  checkFilterSize(text);
  const conditions = comparisons(kind, text).map((comparison) => checkComparison(kind, comparison, text));
  const values = conditions.reduce((sum, { value }) => sum + (Array.isArray(value) ? value.length : 1), 0);
  checkSize(`The filter has ${values} values`, values, mostValues);
  return conditions;
}

/** Whether `readFilter` reads it. */
export function isReadable(kind: SearchKind, filter: string): boolean {
  try {
    readFilter(kind, filter);
    return true;
  } catch (error) {
    if (error instanceof TrackingError) return false;
    throw error;
  }
}

/** The left side of a comparison that MLflow's SQL parser takes for a name. */
const plainKey = /^(?:[\p{L}_][\p{L}\p{N}_$#]*|["`].*["`])(?:\.(?:[\p{L}_][\p{L}\p{N}_$#]*|["'`].*["'`]))*$/su;

/** Finding MLflow's words takes time that grows with the square of the length: a longer text is only told what is wrong. */
const longestExplained = 5000;

/** What the parser says is advice; what is wrong is said in MLflow's words. */
function comparisons(kind: SearchKind, text: string): readonly Comparison[] {
  if (kind === "runs" && text !== "" && text.trim() === "") throw new FilterError(clauseFault(text, true), text, 0);
  try {
    const comparisons = parseFilter(text);
    for (const { name, position } of comparisons) {
      if (plainKey.test(name) && !isKeyword(name)) continue;
      throw new FilterError("a key of other than letters, digits and _ is quoted: metrics.`val-loss`", text, position);
    }
    return comparisons;
  } catch (error) {
    if (!(error instanceof FilterError) || text.length > longestExplained) throw error;
    const message = kind === "logged_models" ? faults.noComparisons(text) : clauseFault(text, kind === "runs");
    throw new FilterError(message, text, error.position, error.bare);
  }
}

/** Reads and checks the terms of an order. Throws FilterError, or INVALID_PARAMETER_VALUE for a key named twice. */
export function readOrder(kind: SearchKind, orderBy: readonly string[] | undefined): readonly Order[] {
  const terms = orderBy ?? [];
  checkSize(`The order has ${terms.length} terms`, terms.length, mostTerms);
  for (const { length } of terms) checkSize(`A term of the order has ${length} characters`, length, longestText);
  const orders = terms.map((term) => {
    const parsed = parseOrder(term);
    return { ...orderTarget(kind, parsed, term), descending: parsed.descending };
  });
  const names = orders.map((order) => `${order.entity}.${order.key}`);
  if (kind !== "experiments" && new Set(names).size < names.length) {
    const list = terms.map((term) => `'${term}'`).join(", ");
    throw new TrackingError("INVALID_PARAMETER_VALUE", `\`order_by\` contains duplicate fields: [${list}]`, {
      remedy: "name each once",
    });
  }
  return orders;
}

/** What logged models are ordered by: a column, or the latest value of a metric. */
export interface LoggedModelKey {
  readonly entity: "attribute" | "metric";
  readonly name: string;
}

/** Reads `creation_timestamp` or `metrics.rmse`; what follows the dot is the key as it is. */
export function readLoggedModelOrder(fieldName: string): LoggedModelKey {
  const refuse = (rule: string) =>
    new TrackingError("INVALID_PARAMETER_VALUE", `Invalid order by field name: ${fieldName}${rule}`);
  const dot = fieldName.indexOf(".");
  if (dot >= 0) {
    if (fieldName.slice(0, dot) !== "metrics") throw refuse(". Only metrics are supported.");
    return { entity: "metric", name: fieldName.slice(dot + 1) };
  }
  const { orderKeys } = searches.logged_models as SearchRules;
  if (!Object.hasOwn(orderKeys, fieldName)) throw refuse("");
  return { entity: "attribute", name: orderKeys[fieldName]! };
}

type Side = Pick<Comparison, "entity" | "key" | "name" | "position">;
type Target = Pick<Condition, "entity" | "key">;

function orderTarget(kind: SearchKind, side: Side, term: string): Target {
  const rules: SearchRules = searches[kind];
  const entity = entityOf(rules, side, term);
  if (entity === "attribute") {
    if (Object.hasOwn(rules.orderKeys, side.key)) return { entity, key: rules.orderKeys[side.key]! };
    throw new FilterError(faults.unknownOrderKey(kind, side.key), term, side.position);
  }
  if (kind !== "runs" || entity === "dataset") {
    throw new FilterError(faults.orderEntity(kind, entity), term, side.position);
  }
  return { entity, key: side.key };
}

function entityOf(rules: SearchRules, side: Side, text: string): Entity {
  if (side.entity === null) return "attribute";
  if (side.key === "") throw new FilterError(`${side.name} names no key`, text, side.position);
  const entity = Object.hasOwn(rules.prefixes, side.entity) ? rules.prefixes[side.entity] : undefined;
  if (entity === undefined) throw new FilterError(faults.unknownEntity(rules, side.entity), text, side.position);
  return entity;
}

export function checkComparison(kind: SearchKind, comparison: Comparison, filter: string): Condition {
  const target = filterTarget(kind, comparison, filter);
  const rule = ruleOf(kind, target);
  const { operator, operatorPosition, valuePosition } = comparison;
  if (faults.testsNull(operator) && !rule.operators.includes(operator)) {
    throw new FilterError(faults.nullTest(kind, target), filter, operatorPosition);
  }
  if (comparison.value.kind === "none") return { ...target, operator, value: null };
  if (rule.values !== undefined && rule.operators.includes(operator)) {
    return { ...target, operator, value: numbersOf(comparison, rule.values, filter) };
  }
  const value = readValue(target, rule, comparison.value);
  if (value === undefined) {
    const remedy = faults.valueRemedy(rule, comparison);
    throw new FilterError(faults.wrongValue(kind, target, rule, comparison.value), filter, valuePosition, remedy);
  }
  if (!rule.operators.includes(operator)) {
    throw new FilterError(faults.wrongOperator(kind, target, operator, rule), filter, operatorPosition);
  }
  return { ...target, operator, value };
}

export function filterTarget(kind: SearchKind, side: Side, filter: string): Target {
  const rules: SearchRules = searches[kind];
  const entity = entityOf(rules, side, filter);
  if (entity === "attribute") {
    const key = Object.hasOwn(rules.aliases, side.key) ? rules.aliases[side.key]! : side.key;
    if (Object.hasOwn(rules.attributes, key)) return { entity, key };
    const remedy = kind === "runs" && side.entity === null ? faults.prefixRemedy(side.key) : undefined;
    throw new FilterError(faults.unknownAttribute(rules, side.key), filter, side.position, remedy);
  }
  if (entity === "dataset" && !datasetKeys.includes(side.key)) {
    throw new FilterError(faults.unknownKey("dataset", side.key, datasetKeys), filter, side.position);
  }
  return { entity, key: side.key };
}

function ruleOf(kind: SearchKind, target: Target): FieldRule {
  if (target.entity === "attribute") {
    return (searches[kind].attributes as Readonly<Record<string, FieldRule>>)[target.key]!;
  }
  if (target.entity === "metric") return metricRule;
  if (target.entity === "dataset") return datasetRule;
  return { type: "text", operators: searches[kind].tags };
}

/** The value, if it is of the kind that the rule asks for. */
function readValue(target: Target, rule: FieldRule, value: Value): Condition["value"] | undefined {
  if (value.kind === "list") {
    return rule.operators.includes("IN") && target.entity !== "metric" ? (value.values ?? undefined) : undefined;
  }
  if (value.kind === "string" && rule.type === "text") return value.value;
  if (value.kind === "string" && rule.type === "integer" && rule.quotable === true) return wholeNumber(value.value);
  if (value.kind !== "number" || rule.type === "text") return undefined;
  return rule.type === "integer" && !Number.isInteger(value.value) ? undefined : value.value;
}

function numbersOf(
  { value, valuePosition }: Comparison,
  { what, numbers }: NonNullable<FieldRule["values"]>,
  filter: string,
): number | number[] {
  const numberOf = (text: string) => {
    if (Object.hasOwn(numbers, text)) return numbers[text]!;
    throw new FilterError(`Unknown ${what} in filter: '${text}'`, filter, valuePosition);
  };
  if (value.kind === "list" && value.values !== null) return value.values.map(numberOf);
  return numberOf(value.kind === "string" ? value.value : value.text);
}

function wholeNumber(text: string): number | undefined {
  return /^\s*[+-]?\d+\s*$/.test(text) ? Number(text) : undefined;
}
