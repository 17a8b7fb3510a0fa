/**
 * Search of runs. Which rows come first is asked in the cheapest of three ways: from the few runs that a condition leaves,
 * along an index that is in the order asked for, or by sorting all runs of the experiments.
 */
import type { Page, Run } from "../../entities.js";
import { type Condition, type Order, readFilter, readOrder } from "../../search/check.js";
import { pageFrom, pageOffset } from "../../search/page_token.js";
import { type Clause, orderClause, whereClause } from "../../search/sql.js";
import { checkExperimentId, checkMaxResults } from "../../validate.js";
import type { SearchRunsQuery } from "../store.js";
import type { Connection } from "./connection.js";
import { idList, stageClause } from "./experiments.js";
import { indexedLength } from "./indices.js";
import { wholeRuns } from "./run_data.js";
import { runColumns, type RunRow } from "./run_rows.js";

export function searchRuns(connection: Connection, query: SearchRunsQuery): Page<Run> {
  const limit = checkMaxResults(query.maxResults, 1000, 50_000);
  for (const id of query.experimentIds) checkExperimentId(id);
  const offset = pageOffset(query.pageToken);
  const search = runSearch(query);
  return connection.snapshot(() => {
    const rows = pageOf(connection, plan(connection, search, offset + limit), offset, limit + 1);
    return pageFrom(rows, { limit, offset }, (kept) => wholeRuns(connection, kept));
  });
}

export interface RunSearch {
  readonly experiments: Clause;
  readonly stage: string;
  readonly conditions: readonly Condition[];
  readonly orders: readonly Order[];
}

export function runSearch(query: SearchRunsQuery): RunSearch {
  return {
    experiments: experimentsClause(query.experimentIds),
    stage: stageClause("runs", query.viewType),
    conditions: readFilter("runs", query.filter),
    orders: readOrder("runs", query.orderBy),
  };
}

/** The condition on `runs` that keeps those of the experiments. */
export function experimentsClause(experimentIds: readonly string[]): Clause {
  const [only, ...more] = new Set(experimentIds);
  if (only !== undefined && more.length === 0) return { sql: "runs.experiment_id = ?", parameters: [only] };
  return { sql: "runs.experiment_id IN (SELECT value FROM json_each(?))", parameters: [idList(experimentIds)] };
}

/** Parts of the answer, each in order, to be read one after the other; without LIMIT and OFFSET. */
export type Phases = readonly Clause[];

/** Fewer runs than this are sorted in no time; a condition that leaves fewer is where a search starts. */
const few = 2000;
/** How many runs are looked at to guess how many of all belong to the experiments. */
const guesses = 64;

function plan(connection: Connection, search: RunSearch, wanted: number): Phases {
  const [first] = search.orders;
  const byValue = first?.entity === "metric" || first?.entity === "param";
  if (!connection.layout.indices || (search.conditions.length === 0 && !byValue)) return [sorted(search)];
  const runs = countUpTo(connection, few, {
    sql: `SELECT 1 FROM runs WHERE ${search.experiments.sql} AND ${search.stage}`,
    parameters: search.experiments.parameters,
  });
  const narrowest = narrowestOf(connection, search.conditions, runs);
  if (narrowest !== undefined) return [fromFew(search, narrowest)];
  if (byValue && runs === few && spread(connection, search, wanted)) return alongValues(search, first);
  return [sorted(search)];
}

function countUpTo(connection: Connection, limit: number, { sql, parameters }: Clause): number {
  return connection.get<{ count: number }>(`SELECT count(*) AS count FROM (${sql} LIMIT ?)`, ...parameters, limit)!
    .count;
}

/** All runs of the experiments, sorted; in the default order the index on the start gives them so. */
export function sorted(search: RunSearch): Clause {
  return select(search, "runs");
}

/** The runs that `chosen` names, then what else is asked. */
export function fromFew(search: RunSearch, chosen: Clause): Clause {
  const from = `(${chosen.sql}) chosen CROSS JOIN runs ON runs.run_uuid = chosen.run_uuid`;
  return select(search, from, { fromParameters: chosen.parameters });
}

/** Along the values of a metric or param; then the runs where a metric is NaN, then those that have none. */
export function alongValues(search: RunSearch, { entity, key, descending }: Order): Phases {
  const rest = { ...search, orders: search.orders.slice(1) };
  const table = entity === "metric" ? "latest_metrics" : "params";
  const from = `${table} v CROSS JOIN runs ON runs.run_uuid = v.run_uuid`;
  const before = `v.value ${descending ? "DESC" : "ASC"}`;
  const having = (more: string): Clause => ({ sql: ` AND v.key = ?${more}`, parameters: [key] });
  const none: Clause = {
    sql: ` AND NOT EXISTS (SELECT 1 FROM ${table} v WHERE v.run_uuid = runs.run_uuid AND v.key = ?)`,
    parameters: [key],
  };
  const without = select(rest, "runs", { and: none });
  if (entity === "param") return [select(rest, from, { and: having(""), before }), without];
  return [
    select(rest, from, { and: having(" AND v.is_nan = 0"), before }),
    select(rest, from, { and: having(" AND v.is_nan = 1") }),
    without,
  ];
}

interface Additions {
  readonly fromParameters?: readonly unknown[];
  readonly and?: Clause;
  /** What orders before all else. */
  readonly before?: string;
}

function select(search: RunSearch, from: string, { fromParameters = [], and, before }: Additions = {}): Clause {
  const where = whereClause("runs", search.conditions);
  const order = orderClause("runs", search.orders, before);
  return {
    sql:
      `SELECT ${runColumns} FROM ${from} WHERE ${search.experiments.sql} AND ${search.stage}` +
      `${and?.sql ?? ""}${where.sql}${order.sql}`,
    parameters: [
      ...fromParameters,
      ...search.experiments.parameters,
      ...(and?.parameters ?? []),
      ...where.parameters,
      ...order.parameters,
    ],
  };
}

function pageOf(connection: Connection, phases: Phases, offset: number, limit: number): RunRow[] {
  const rows: RunRow[] = [];
  let skip = offset;
  for (const [index, { sql, parameters }] of phases.entries()) {
    const wanted = limit - rows.length;
    const found = connection.all<RunRow>(`${sql} LIMIT ? OFFSET ?`, ...parameters, wanted, skip);
    rows.push(...found);
    if (found.length === wanted || index === phases.length - 1) break;
    if (found.length > 0 || skip === 0) skip = 0;
    else skip -= connection.get<{ count: number }>(`SELECT count(*) AS count FROM (${sql})`, ...parameters)!.count;
  }
  return rows;
}

/** The ids of the runs that the condition with the fewest leaves, if those are fewer than `runs` and an index tells. */
function narrowestOf(connection: Connection, conditions: readonly Condition[], runs: number): Clause | undefined {
  let best: Clause | undefined;
  let fewest = runs;
  for (const condition of conditions) {
    const chosen = indexed(condition);
    if (chosen === undefined) continue;
    const count = countUpTo(connection, fewest, chosen);
    if (count < fewest) [best, fewest] = [chosen, count];
  }
  return best;
}

/** The runs that fulfil a condition, where an index has them beside each other. */
export function indexed({ entity, key, operator, value }: Condition): Clause | undefined {
  if (entity === "metric" && operator !== "!=") {
    return {
      sql: `SELECT run_uuid FROM latest_metrics WHERE key = ? AND is_nan = 0 AND value ${operator} ?`,
      parameters: [key, value],
    };
  }
  if (entity === "attribute" && key === "run_id" && (operator === "=" || operator === "IN")) {
    const ids = Array.isArray(value) ? value : [value];
    return {
      sql: "SELECT run_uuid FROM runs WHERE run_uuid IN (SELECT value FROM json_each(?))",
      parameters: [JSON.stringify(ids)],
    };
  }
  const name = entity === "attribute" && key === "run_name";
  if (operator !== "=" || typeof value !== "string") return undefined;
  if (entity === "param") {
    return { sql: "SELECT run_uuid FROM params WHERE key = ? AND value = ?", parameters: [key, value] };
  }
  if ((entity !== "tag" && !name) || [...value].length > indexedLength) return undefined;
  return {
    sql: `SELECT run_uuid FROM tags WHERE key = ? AND value = ? AND length(value) <= ${indexedLength}`,
    parameters: [name ? "mlflow.runName" : key, value],
  };
}

/**
 * Whether the experiments' runs lie so close along a metric or param that walking it beats sorting them. The share of the
 * experiments is guessed from some runs by chance, as counting them would take as long as a small search.
 */
function spread(connection: Connection, search: RunSearch, wanted: number): boolean {
  const { total } = connection.get<{ total: number }>("SELECT max(rowid) AS total FROM runs")!;
  const places = Array.from({ length: guesses }, () => 1 + Math.floor(Math.random() * total));
  const { hits } = connection.get<{ hits: number }>(
    `SELECT count(*) AS hits FROM json_each(?) place CROSS JOIN runs ON runs.rowid = place.value
     WHERE ${search.experiments.sql} AND ${search.stage}`,
    JSON.stringify(places),
    ...search.experiments.parameters,
  )!;
  const share = hits / guesses;
  return share * share * total > wanted;
}
