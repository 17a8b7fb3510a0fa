/** Checked conditions and orders → SQL text with `?` and its parameters. Pure. */
import type { Condition, Order, SearchKind } from "./check.js";

export interface Clause {
  readonly sql: string;
  readonly parameters: readonly unknown[];
}

interface Target {
  readonly table: string;
  readonly id: string;
  readonly tags: string;
  /** Where an attribute is kept, if not in the column of its name. */
  readonly columns: Readonly<Record<string, string>>;
  readonly tieBreak: readonly string[];
}

const targets: Readonly<Record<SearchKind, Target>> = {
  runs: {
    table: "runs",
    id: "run_uuid",
    tags: "tags",
    columns: { run_id: "run_uuid", run_name: "name" },
    tieBreak: ["runs.start_time DESC", "runs.run_uuid"],
  },
  experiments: {
    table: "experiments",
    id: "experiment_id",
    tags: "experiment_tags",
    columns: {},
    tieBreak: ["experiments.creation_time DESC", "experiments.experiment_id"],
  },
};

/** `AND …` for each condition; the conditions of one search all hold. */
export function whereClause(kind: SearchKind, conditions: readonly Condition[]): Clause {
  const clauses = conditions.map((condition) => conditionClause(targets[kind], condition));
  return {
    sql: clauses.map((clause) => ` AND ${clause.sql}`).join(""),
    parameters: clauses.flatMap((clause) => clause.parameters),
  };
}

/** `ORDER BY …`: values, then NaN, then what has no value, in both directions; ties newest first. */
export function orderClause(kind: SearchKind, orders: readonly Order[]): Clause {
  const target = targets[kind];
  const parameters: unknown[] = [];
  const terms = orders.flatMap((order) => {
    const direction = order.descending ? "DESC" : "ASC";
    if (order.entity === "attribute") {
      const column = columnOf(target, order.key);
      return [`${column} IS NULL`, `${column} ${direction}`];
    }
    const value = valueOf(target, order);
    if (order.entity === "metric") {
      parameters.push(order.key, order.key);
      return [`coalesce(${value("is_nan")}, 2)`, `${value("value")} ${direction}`];
    }
    parameters.push(order.key, order.key);
    return [`${value("value")} IS NULL`, `${value("value")} ${direction}`];
  });
  return { sql: ` ORDER BY ${[...terms, ...target.tieBreak].join(", ")}`, parameters };
}

function conditionClause(target: Target, condition: Condition): Clause {
  if (condition.entity === "attribute" && condition.key === "run_name") {
    return related(target, "tags", "mlflow.runName", comparisonOf("r.value", condition));
  }
  if (condition.entity === "attribute") return comparisonOf(columnOf(target, condition.key), condition);
  if (condition.entity === "dataset") return datasetClause(target, condition);
  if (condition.entity === "metric")
    return related(target, "latest_metrics", condition.key, metricComparison(condition));
  const table = condition.entity === "param" ? "params" : target.tags;
  if (condition.operator === "IS NULL") {
    const present = related(target, table, condition.key, { sql: "1", parameters: [] });
    return { sql: `NOT ${present.sql}`, parameters: present.parameters };
  }
  const comparison =
    condition.operator === "IS NOT NULL" ? { sql: "1", parameters: [] } : comparisonOf("r.value", condition);
  return related(target, table, condition.key, comparison);
}

/** A metric that is NaN is unequal to everything and satisfies no other operator (MLflow 3.17 and later). */
function metricComparison(condition: Condition): Clause {
  const plain = comparisonOf("r.value", condition);
  return condition.operator === "!="
    ? { sql: `(r.is_nan = 1 OR ${plain.sql})`, parameters: plain.parameters }
    : { sql: `(r.is_nan = 0 AND ${plain.sql})`, parameters: plain.parameters };
}

function related(target: Target, table: string, key: string, comparison: Clause): Clause {
  return {
    sql:
      `EXISTS (SELECT 1 FROM ${table} r WHERE r.${target.id} = ${target.table}.${target.id} AND r.key = ?` +
      ` AND ${comparison.sql})`,
    parameters: [key, ...comparison.parameters],
  };
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
      ` AND i.destination_id = ${target.table}.${target.id} AND ${comparison.sql})`,
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

function valueOf(target: Target, order: Order): (column: string) => string {
  const table = order.entity === "metric" ? "latest_metrics" : order.entity === "param" ? "params" : target.tags;
  return (column) =>
    `(SELECT o.${column} FROM ${table} o WHERE o.${target.id} = ${target.table}.${target.id} AND o.key = ?)`;
}
