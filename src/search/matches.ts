/** Whether a run fulfils an expression, as SQL would have it. Pure. */
import type { Run } from "../entities.js";
import type { Condition } from "./check.js";
import type { Expression } from "./expression.js";
import { numberIn } from "./field.js";

type Value = string | number;

export function matches(expression: Expression, run: Run): boolean {
  switch (expression.kind) {
    case "condition":
      return fulfils(expression.condition, run);
    case "not":
      return !matches(expression.part, run);
    case "and":
      return expression.parts.every((part) => matches(part, run));
    case "or":
      return expression.parts.some((part) => matches(part, run));
  }
}

function fulfils(condition: Condition, run: Run): boolean {
  const values = valuesOf(condition, run);
  if (condition.operator === "IS NULL") return values.length === 0;
  if (condition.operator === "IS NOT NULL") return values.length > 0;
  const numbers = condition.entity === "param" && typeof condition.value === "number";
  return values.some((value) => {
    const compared = numbers ? numberIn(String(value)) : value;
    return compared !== null && compares(compared, condition);
  });
}

/** None: the run has no such thing. */
function valuesOf({ entity, key }: Condition, { info, data, inputs }: Run): readonly Value[] {
  const own = (record: Readonly<Record<string, Value>>): readonly Value[] =>
    Object.hasOwn(record, key) ? [record[key]!] : [];
  switch (entity) {
    case "metric":
      return own(data.metrics);
    case "param":
      return own(data.params);
    case "tag":
      return own(data.tags);
    case "dataset":
      return inputs.datasets.flatMap(({ dataset, tags }) => {
        const value = key === "context" ? tags["mlflow.data.context"] : key === "name" ? dataset.name : dataset.digest;
        return value === undefined ? [] : [value];
      });
    case "attribute":
      return attribute(key, info);
  }
}

function attribute(key: string, info: Run["info"]): readonly Value[] {
  const values: Readonly<Record<string, Value | null>> = {
    run_id: info.runId,
    run_name: info.runName,
    user_id: info.userId,
    status: info.status,
    artifact_uri: info.artifactUri,
    start_time: info.startTimeMs,
    end_time: info.endTimeMs,
  };
  const value = values[key];
  return value === null || value === undefined ? [] : [value];
}

function compares(value: Value, { operator, value: other }: Condition): boolean {
  if (Array.isArray(other)) return other.includes(value) === (operator === "IN");
  const wanted = other as Value;
  if (Number.isNaN(value)) return operator === "!=";
  switch (operator) {
    case "=":
      return value === wanted;
    case "!=":
      return value !== wanted;
    case ">":
      return value > wanted;
    case ">=":
      return value >= wanted;
    case "<":
      return value < wanted;
    case "<=":
      return value <= wanted;
    case "LIKE":
      return pattern(String(wanted), "su").test(String(value));
    case "ILIKE":
      return pattern(String(wanted), "isu").test(String(value));
    default:
      return false;
  }
}

/** `%` is any text, `_` one character. */
function pattern(text: string, flags: string): RegExp {
  const literal = text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
  return new RegExp(`^${literal.replaceAll("%", ".*").replaceAll("_", ".")}$`, flags);
}
