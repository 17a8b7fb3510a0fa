/** Comparisons and order terms → conditions that SQL can be made from. One table says what each search allows. Pure. */
import { FilterError, TrackingError } from "../errors.js";
import { type Comparison, type Operator, parseFilter, parseOrder } from "./parser.js";

export type Entity = "attribute" | "metric" | "param" | "tag" | "dataset";

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

interface FieldRule {
  readonly type: "text" | "number" | "integer";
  readonly operators: readonly Operator[];
  /** A text that stands for a number in the table; `what` is its name in messages. */
  readonly values?: { readonly what: string; readonly numbers: Readonly<Record<string, number>> };
}

interface SearchRules {
  /** How a user may write each entity before the dot. */
  readonly prefixes: Readonly<Record<string, Entity>>;
  readonly attributes: Readonly<Record<string, FieldRule>>;
  readonly aliases: Readonly<Record<string, string>>;
  readonly orderKeys: readonly string[];
  readonly tags: readonly Operator[];
}

const numeric: readonly Operator[] = [">", ">=", "=", "!=", "<", "<="];
const textual: readonly Operator[] = ["=", "!=", "LIKE", "ILIKE"];
const listed: readonly Operator[] = ["IN", "NOT IN"];
const nullable: readonly Operator[] = ["IS NULL", "IS NOT NULL"];

const text: FieldRule = { type: "text", operators: textual };
const anyText: FieldRule = { type: "text", operators: [...textual, ...listed] };
const time: FieldRule = { type: "number", operators: numeric };

/** What may be searched by what, in which words: MLflow 3.18. */
const searches = {
  runs: {
    prefixes: {
      ...words("metric", "metric", "metrics"),
      ...words("param", "param", "params", "parameter", "parameters"),
      ...words("tag", "tag", "tags"),
      ...words("attribute", "attribute", "attributes", "attr", "run"),
      ...words("dataset", "dataset", "datasets"),
    },
    attributes: {
      run_id: { type: "text", operators: [...textual, ...listed] },
      run_name: text,
      user_id: text,
      status: text,
      artifact_uri: text,
      start_time: time,
      end_time: time,
    },
    aliases: {
      created: "start_time",
      Created: "start_time",
      "run name": "run_name",
      "Run name": "run_name",
      "Run Name": "run_name",
    },
    orderKeys: ["run_id", "run_name", "user_id", "status", "artifact_uri", "start_time", "end_time"],
    tags: [...textual, ...nullable],
  },
  experiments: {
    prefixes: { ...words("tag", "tag", "tags"), ...words("attribute", "attribute", "attributes", "attr") },
    attributes: {
      name: text,
      experiment_id: { type: "text", operators: ["=", "!=", ...listed] },
      creation_time: { type: "integer", operators: numeric },
      last_update_time: { type: "integer", operators: numeric },
    },
    aliases: {},
    orderKeys: ["name", "experiment_id", "creation_time", "last_update_time"],
    tags: [...textual, ...nullable],
  },
  logged_models: {
    prefixes: {
      ...words("metric", "metrics"),
      ...words("param", "params"),
      ...words("tag", "tags"),
      ...words("attribute", "attributes"),
    },
    attributes: {
      name: anyText,
      model_id: anyText,
      model_type: anyText,
      source_run_id: anyText,
      status: {
        type: "text",
        operators: ["=", "!=", ...listed],
        values: { what: "model status", numbers: { UNSPECIFIED: 0, PENDING: 1, READY: 2, FAILED: 3 } },
      },
      creation_timestamp_ms: time,
      last_updated_timestamp_ms: time,
    },
    aliases: {
      creation_time: "creation_timestamp_ms",
      creation_timestamp: "creation_timestamp_ms",
      last_updated_timestamp: "last_updated_timestamp_ms",
    },
    orderKeys: [
      "name",
      "model_id",
      "model_type",
      "source_run_id",
      "status",
      "experiment_id",
      "creation_timestamp_ms",
      "last_updated_timestamp_ms",
    ],
    tags: [...textual, ...listed],
  },
} satisfies Record<string, SearchRules>;

export type SearchKind = keyof typeof searches;

const datasetKeys: readonly string[] = ["name", "digest", "context"];
const datasetRule: FieldRule = { type: "text", operators: [...textual, ...listed] };
const metricRule: FieldRule = { type: "number", operators: numeric };

/** Reads and checks a filter. Throws FilterError with the place of the fault. */
export function readFilter(kind: SearchKind, filter: string | undefined): readonly Condition[] {
  return parseFilter(filter ?? "").map((comparison) => checkComparison(kind, comparison, filter ?? ""));
}

/** Reads and checks the terms of an order. Throws FilterError, or INVALID_PARAMETER_VALUE for a key named twice. */
export function readOrder(kind: SearchKind, orderBy: readonly string[] | undefined): readonly Order[] {
  const orders = (orderBy ?? []).map((term) => {
    const parsed = parseOrder(term);
    const target = resolve(kind, parsed, term);
    if (
      target.entity === "dataset" ||
      (target.entity === "attribute" && !searches[kind].orderKeys.includes(target.key))
    ) {
      throw new FilterError(`runs cannot be ordered by ${parsed.name}`, term, parsed.position);
    }
    return { ...target, descending: parsed.descending };
  });
  const names = orders.map((order) => `${order.entity}.${order.key}`);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) {
    throw new TrackingError(
      "INVALID_PARAMETER_VALUE",
      `\`order_by\` contains duplicate fields: ['${twice}']; name each once`,
    );
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
  const { aliases, orderKeys } = searches.logged_models as SearchRules;
  const name = Object.hasOwn(aliases, fieldName) ? aliases[fieldName]! : fieldName;
  if (!orderKeys.includes(name)) throw refuse("");
  return { entity: "attribute", name };
}

type Side = Pick<Comparison, "entity" | "key" | "name" | "position">;

function resolve(kind: SearchKind, side: Side, filter: string): { entity: Entity; key: string } {
  const rules: SearchRules = searches[kind];
  const entity =
    side.entity === null
      ? "attribute"
      : Object.hasOwn(rules.prefixes, side.entity)
        ? rules.prefixes[side.entity]
        : undefined;
  if (entity === undefined) {
    const valid = [...new Set(Object.values(rules.prefixes))].map((name) => `'${name}'`).join(", ");
    throw new FilterError(`Invalid entity type '${side.entity}'. Valid values are [${valid}]`, filter, side.position);
  }
  if (side.key === "") throw new FilterError(`${side.name} names no key`, filter, side.position);
  if (entity === "attribute") {
    const key = Object.hasOwn(rules.aliases, side.key) ? rules.aliases[side.key]! : side.key;
    if (!Object.hasOwn(rules.attributes, key))
      throw unknownKey("attribute", side, Object.keys(rules.attributes), filter);
    return { entity, key };
  }
  if (entity === "dataset" && !datasetKeys.includes(side.key)) throw unknownKey("dataset", side, datasetKeys, filter);
  return { entity, key: side.key };
}

function unknownKey(what: string, side: Side, valid: readonly string[], filter: string): FilterError {
  const keys = valid.map((key) => `'${key}'`).join(", ");
  const hint =
    what === "attribute" && side.entity === null ? `; a metric is metrics.${side.key}, a param params.${side.key}` : "";
  return new FilterError(
    `Invalid ${what} key '${side.key}' specified. Valid keys are {${keys}}${hint}`,
    filter,
    side.position,
  );
}

function checkComparison(kind: SearchKind, comparison: Comparison, filter: string): Condition {
  const target = resolve(kind, comparison, filter);
  const rule = ruleOf(kind, target);
  const { operator, value, name } = comparison;
  if (!rule.operators.includes(operator)) {
    throw new FilterError(operatorFault(target, operator, name, rule), filter, comparison.operatorPosition);
  }
  if (rule.values !== undefined) return { ...target, operator, value: numbersOf(comparison, rule.values, filter) };
  if (rule.type !== "text") {
    if (value.kind !== "number") {
      throw new FilterError(`${name} is compared with a number, got ${value.text}`, filter, comparison.valuePosition);
    }
    if (rule.type === "integer" && !Number.isInteger(value.value)) {
      throw new FilterError(`${name} is compared with an integer, got ${value.text}`, filter, comparison.valuePosition);
    }
    return { ...target, operator, value: value.value };
  }
  if (value.kind === "number") {
    throw new FilterError(
      `${name} is compared with a quoted text (e.g. 'my-value'), got ${value.text}`,
      filter,
      comparison.valuePosition,
    );
  }
  return {
    ...target,
    operator,
    value: value.kind === "none" ? null : value.kind === "list" ? value.values : value.value,
  };
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
  return value.kind === "list"
    ? value.values.map(numberOf)
    : numberOf(value.kind === "string" ? value.value : value.text);
}

function ruleOf(kind: SearchKind, target: { entity: Entity; key: string }): FieldRule {
  if (target.entity === "attribute")
    return (searches[kind].attributes as Readonly<Record<string, FieldRule>>)[target.key]!;
  if (target.entity === "metric") return metricRule;
  if (target.entity === "dataset") return datasetRule;
  return { type: "text", operators: searches[kind].tags };
}

function operatorFault(target: { entity: Entity }, operator: Operator, name: string, rule: FieldRule): string {
  if (nullable.includes(operator)) {
    return `IS NULL / IS NOT NULL is only supported for tags and params, not for '${target.entity}' '${name}'`;
  }
  if (listed.includes(operator) && target.entity === "attribute") {
    return `Only ['run_id'] attributes support comparison with a list of quoted string values, not ${name}`;
  }
  return `${name} cannot be compared by ${operator}; it takes ${rule.operators.join(" ")}`;
}

function words<E extends Entity>(entity: E, ...written: string[]): Record<string, E> {
  return Object.fromEntries(written.map((word) => [word, entity]));
}
