/** Checked conditions and orders → SQL text with `?` and its parameters. Pure. */
import type { Condition, Entity, Order, SearchKind } from "./check.js";
import type { Expression } from "./expression.js";

export interface Clause {
  readonly sql: string;
  readonly parameters: readonly unknown[];
}

/** A table of keys and values that belong to the rows searched. */
interface Kept {
  readonly table: string;
  readonly key: string;
  readonly value: string;
  /** Whether a column `is_nan` tells NaN from 0. */
  readonly nan?: true;
}

interface Target {
  readonly table: string;
  /** What its rows are known by, here and in tables that belong to it. */
  readonly ids: readonly string[];
  readonly kept: Partial<Readonly<Record<Entity, Kept>>>;
  /** Where an attribute is kept, if not in the column of its name. */
  readonly columns: Readonly<Record<string, string>>;
  readonly tieBreak: readonly string[];
}

const pair = { key: "key", value: "value" };

const targets: Readonly<Record<SearchKind, Target>> = {
  runs: {
    table: "runs",
    ids: ["run_uuid"],
    kept: {
      metric: { table: "latest_metrics", ...pair, nan: true },
      param: { table: "params", ...pair },
      tag: { table: "tags", ...pair },
    },
    columns: { run_id: "run_uuid", run_name: "name" },
    tieBreak: ["runs.start_time DESC", "runs.run_uuid"],
  },
  experiments: {
    table: "experiments",
    ids: ["experiment_id"],
    kept: { tag: { table: "experiment_tags", ...pair } },
    columns: {},
    tieBreak: ["experiments.creation_time DESC", "experiments.experiment_id"],
  },
  registered_models: {
    table: "registered_models",
    ids: ["name"],
    kept: { tag: { table: "registered_model_tags", ...pair } },
    columns: { last_updated_timestamp: "last_updated_time" },
    tieBreak: ["registered_models.name"],
  },
  model_versions: {
    table: "model_versions",
    ids: ["name", "version"],
    kept: { tag: { table: "model_version_tags", ...pair } },
    columns: {
      version_number: "version",
      source_path: "source",
      creation_timestamp: "creation_time",
      last_updated_timestamp: "last_updated_time",
    },
    tieBreak: ["model_versions.name", "model_versions.version DESC"],
  },
  logged_models: {
    table: "logged_models",
    ids: ["model_id"],
    kept: {
      metric: { table: "logged_model_metrics", key: "metric_name", value: "metric_value" },
      param: { table: "logged_model_params", key: "param_key", value: "param_value" },
      tag: { table: "logged_model_tags", key: "tag_key", value: "tag_value" },
    },
    columns: {},
    tieBreak: ["logged_models.creation_timestamp_ms DESC", "logged_models.model_id"],
  },
};

/** What else is to be known of a search. */
export interface Scope {
  /** Which points `r` of a metric count. */
  readonly ofMetric?: Clause | undefined;
  /** Rows of the tables searched belong to workspaces, and so do their tags. */
  readonly workspaces?: boolean;
}

/** `AND …` for each condition; the conditions of one search all hold. */
export function whereClause(kind: SearchKind, conditions: readonly Condition[], scope: Scope = {}): Clause {
  const ids = [...targets[kind].ids, ...(scope.workspaces === true ? ["workspace"] : [])];
  const target = { ...targets[kind], ids };
  const clauses = conditions.map((condition) => conditionClause(target, condition, scope.ofMetric));
  return {
    sql: clauses.map((clause) => ` AND ${clause.sql}`).join(""),
    parameters: clauses.flatMap((clause) => clause.parameters),
  };
}

/** A condition that is never NULL, so that NOT holds where it does not. */
export function expressionClause(kind: SearchKind, expression: Expression): Clause {
  if (expression.kind === "condition") {
    const { sql, parameters } = conditionClause(targets[kind], expression.condition);
    return { sql: `coalesce(${sql}, 0)`, parameters };
  }
  if (expression.kind === "not") {
    const { sql, parameters } = expressionClause(kind, expression.part);
    return { sql: `NOT ${sql}`, parameters };
  }
  const parts = expression.parts.map((part) => expressionClause(kind, part));
  const sql = parts.map((part) => part.sql).join(expression.kind === "and" ? " AND " : " OR ");
  return { sql: parts.length === 0 ? "1" : `(${sql})`, parameters: parts.flatMap((part) => part.parameters) };
}

/**
 * `ORDER BY …`: values, then NaN, then what has no value, in both directions; ties newest first. `before`: a term of the
 * caller's that comes before all.
 */
export function orderClause(kind: SearchKind, orders: readonly Order[], before?: string): Clause {
  const target = targets[kind];
  const parameters: unknown[] = [];
  const terms = orders.flatMap((order) => {
    const direction = order.descending ? "DESC" : "ASC";
    if (order.entity === "attribute") {
      const column = columnOf(target, order.key);
      return [`${column} ${order.descending ? "DESC" : "ASC NULLS LAST"}`]; // NULL counts as the least
    }
    const value = valueOf(target, order);
    if (order.entity === "metric") {
      parameters.push(order.key, order.key);
      return [`coalesce(${value("is_nan")}, 2)`, `${value("value")} ${direction}`];
    }
    parameters.push(order.key, order.key);
    return [`${value("value")} IS NULL`, `${value("value")} ${direction}`];
  });
  const first = before === undefined ? [] : [before];
  return { sql: ` ORDER BY ${[...first, ...terms, ...tieBreak(target, orders)].join(", ")}`, parameters };
}

/** A column that is ordered by already says nothing more, and would hide from SQLite that an index has the order. */
function tieBreak(target: Target, orders: readonly Order[]): readonly string[] {
  const ordered = orders.filter((order) => order.entity === "attribute").map((order) => columnOf(target, order.key));
  return target.tieBreak.filter((term) => !ordered.includes(term.replace(/ DESC$/, "")));
}

function conditionClause(target: Target, condition: Condition, ofMetric?: Clause): Clause {
  const { entity, operator } = condition;
  if (entity === "attribute" && condition.key === "run_name") {
    return related(target, keptBy(target, "tag"), "mlflow.runName", comparisonOf("r.value", condition));
  }
  if (entity === "attribute") return comparisonOf(columnOf(target, condition.key), condition);
  if (entity === "dataset") return datasetClause(target, condition);
  const kept = keptBy(target, entity);
  if (entity === "metric") return related(target, kept, condition.key, metricComparison(kept, condition), ofMetric);
  if (operator === "IS NULL") {
    const present = related(target, kept, condition.key, { sql: "1", parameters: [] });
    return { sql: `NOT ${present.sql}`, parameters: present.parameters };
  }
  const value = entity === "param" && typeof condition.value === "number" ? numberOf(kept.value) : `r.${kept.value}`;
  const comparison = operator === "IS NOT NULL" ? { sql: "1", parameters: [] } : comparisonOf(value, condition);
  return related(target, kept, condition.key, comparison);
}

/** The store gives SQLite this function: `numberIn` of a text, NULL where that is none. */
export const numberFunction = "labbook_number";

function numberOf(column: string): string {
  return `${numberFunction}(r.${column})`;
}

/** A metric that is NaN is unequal to everything and satisfies no other operator (MLflow 3.17 and later). */
function metricComparison(kept: Kept, condition: Condition): Clause {
  const plain = comparisonOf(`r.${kept.value}`, condition);
  if (kept.nan === undefined) return plain;
  return condition.operator === "!="
    ? { sql: `(r.is_nan = 1 OR ${plain.sql})`, parameters: plain.parameters }
    : { sql: `(r.is_nan = 0 AND ${plain.sql})`, parameters: plain.parameters };
}

function related(target: Target, kept: Kept, key: string, comparison: Clause, narrower?: Clause): Clause {
  return {
    sql:
      `EXISTS (SELECT 1 FROM ${kept.table} r WHERE ${sameRow(target, "r")} AND r.${kept.key} = ?` +
      ` AND ${comparison.sql}${narrower === undefined ? "" : ` AND ${narrower.sql}`})`,
    parameters: [key, ...comparison.parameters, ...(narrower?.parameters ?? [])],
  };
}

function keptBy(target: Target, entity: Entity): Kept {
  const kept = target.kept[entity];
  if (kept === undefined) throw new Error(`${target.table} have no ${entity}s`);
  return kept;
}

function datasetClause(target: Target, condition: Condition): Clause {
  const source =
    "FROM inputs i JOIN datasets d ON d.dataset_uuid = i.source_id" +
    (condition.key === "context"
      ? " JOIN input_tags t ON t.input_uuid = i.input_uuid AND t.name = 'mlflow.data.context'"
      : "");
  const comparison = comparisonOf(condition.key === "context" ? "t.value" : `d.${condition.key}`, condition);
  return {
    sql:
      `EXISTS (SELECT 1 ${source} WHERE i.source_type = 'DATASET' AND i.destination_type = 'RUN'` +
      ` AND i.destination_id = ${target.table}.${target.ids[0]} AND ${comparison.sql})`,
    parameters: comparison.parameters,
  };
}

function comparisonOf(column: string, condition: Condition): Clause {
  const { operator, value } = condition;
  if (Array.isArray(value)) {
    const places = value.map(() => "?").join(", ");
    return { sql: `${column} ${operator} (${places})`, parameters: value };
  }
  if (operator === "ILIKE") return { sql: `lower(${column}) LIKE lower(?)`, parameters: [value] };
  return { sql: `${column} ${operator} ?`, parameters: [value] };
}

function columnOf(target: Target, key: string): string {
  return `${target.table}.${target.columns[key] ?? key}`;
}

function valueOf(target: Target, order: Order): (column: "value" | "is_nan") => string {
  const kept = keptBy(target, order.entity);
  return (column) =>
    `(SELECT o.${column === "value" ? kept.value : column} FROM ${kept.table} o` +
    ` WHERE ${sameRow(target, "o")} AND o.${kept.key} = ?)`;
}

function sameRow(target: Target, alias: string): string {
  return target.ids.map((id) => `${alias}.${id} = ${target.table}.${id}`).join(" AND ");
}
