/** What is wrong with a filter or an order, in the words that MLflow 3.18 has for each search. Pure. */
import { pythonRepr } from "../python_text.js";
import type { Comparison, Operator, Value } from "./parser.js";
import { type Entity, type FieldRule, nullable, type SearchKind, searches, type SearchRules } from "./rules.js";

interface Target {
  readonly entity: Entity;
  readonly key: string;
}

export function noComparisons(filter: string): string {
  return (
    `Invalid filter string: ${pythonRepr(filter)}. Expected a list of comparisons separated by 'AND' ` +
    "(e.g. 'metrics.loss > 0.1 AND params.lr = 0.01')."
  );
}

export function unknownEntity(rules: SearchRules, entity: string): string {
  return rules.noun === "run"
    ? `Invalid entity type '${entity}'. Valid values are ['metric', 'parameter', 'tag', 'attribute', 'dataset']`
    : `Invalid entity type '${entity}'. Valid entity types are (${quotedList(Object.keys(rules.prefixes))})`;
}

export function unknownAttribute(rules: SearchRules, key: string): string {
  return unknownKey("attribute", key, [...Object.keys(rules.attributes), ...Object.keys(rules.aliases)]);
}

export function unknownKey(what: string, key: string, valid: readonly string[]): string {
  return `Invalid ${what} key '${key}' specified. Valid keys are '${set(valid)}'`;
}

export function unknownOrderKey(kind: SearchKind, key: string): string {
  if (kind === "registered_models")
    return `Invalid order by key '${key}' specified. Valid keys are '${set(["name", "timestamp"])}'`;
  return unknownKey("attribute", key, Object.keys(searches[kind].orderKeys));
}

export function orderEntity(kind: SearchKind, entity: Entity): string {
  return kind === "runs" ? `Invalid identifier type '${entity}'` : `Invalid order_by entity: ${entity}`;
}

export function prefixRemedy(key: string): string {
  return `a metric is metrics.${key}, a param params.${key}`;
}

export function testsNull(operator: Operator): boolean {
  return nullable.includes(operator);
}

export function nullTest(kind: SearchKind, target: Target): string {
  return isRegistry(kind)
    ? `IS NULL / IS NOT NULL is not supported for ${searches[kind].noun} search.`
    : `IS NULL / IS NOT NULL is only supported for tags and params, not for '${entityWord(target)}' '${target.key}'`;
}

export function wrongValue(kind: SearchKind, target: Target, rule: FieldRule, value: Value): string {
  const shown = value.kind === "string" ? `'${value.value}'` : value.text;
  if (value.kind === "name" && rule.type === "text") {
    return (
      `Parameter value is either not quoted or unidentified quote types used for string value ${value.text}. ` +
      "Use either single or double quotes."
    );
  }
  if (target.entity === "metric") return `Expected numeric value type for metric. Found ${shown}`;
  if (rule.type !== "text" && isRegistry(kind)) return `Invalid value for numeric attribute '${target.key}': ${shown}`;
  if (rule.type === "integer" && value.kind === "number") {
    return `Invalid value for numeric attribute '${target.key}': ${shown}`;
  }
  if (rule.type !== "text") return `Expected numeric value type for numeric attribute: ${target.key}. Found ${shown}`;
  if (target.entity === "tag" || target.entity === "param") {
    return `Expected a quoted string value for ${entityWord(target)} (e.g. 'my-value'). Got value ${value.text}`;
  }
  if (value.kind === "list") return wrongList(kind, rule, value);
  const list = kind === "experiments" ? "" : " or a list of quoted string values";
  return `Expected a quoted string value${list} for attributes. Got value ${value.text}`;
}

function wrongList(kind: SearchKind, rule: FieldRule, value: Extract<Value, { kind: "list" }>): string {
  if (!rule.operators.includes("IN")) {
    const lists = Object.entries<FieldRule>(searches[kind].attributes)
      .filter(([, one]) => one.operators.includes("IN"))
      .map(([key]) => key);
    return `Only [${quotedList(lists)}] attributes support comparison with a list of quoted string values.`;
  }
  return /^\(\s*\)$/.test(value.text)
    ? "While parsing a list in the query, expected a non-empty list of string values, but got empty list"
    : "While parsing a list in the query, expected string value, punctuation, or whitespace, but got different type " +
        `in list: ${value.text.replace(/\s*,\s*/g, ", ")}`;
}

/** What to write instead of a value of the wrong kind. */
export function valueRemedy(rule: FieldRule, { name, value }: Comparison): string {
  if (rule.type !== "text") return `${name} is compared with a number without quotes`;
  return value.kind === "list" && rule.operators.includes("IN")
    ? `${name} is compared with a list of quoted texts: ('a', 'b')`
    : `${name} is compared with one quoted text`;
}

export function wrongOperator(kind: SearchKind, target: Target, operator: string, rule: FieldRule): string {
  if (isRegistry(kind)) {
    const key = rule.type === "text" ? "" : ` ${target.key}`;
    return `Invalid comparator for ${target.entity}${key}: ${operator}`;
  }
  // MLflow forgets the closing quote for what it compares as a number or by key, and so do its messages here.
  const open = target.entity === "metric" || target.entity === "dataset";
  const listed = target.entity === "attribute" && rule.type === "text" ? ["IN", "NOT IN"] : [];
  return `Invalid comparator '${operator}' not one of '${set([...rule.operators, ...listed])}${open ? "" : "'"}`;
}

function isRegistry(kind: SearchKind): boolean {
  return kind === "registered_models" || kind === "model_versions";
}

function entityWord(target: Target): string {
  return target.entity === "param" ? "parameter" : target.entity;
}

/** A Python set, sorted. */
function set(keys: readonly string[]): string {
  return `{${quotedList([...new Set(keys)].sort())}}`;
}

function quotedList(keys: readonly string[]): string {
  return keys.map((key) => `'${key}'`).join(", ");
}
