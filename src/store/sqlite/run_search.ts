/**
 * Search of runs. Which rows come first is asked in the cheapest of three ways: from the few runs that a condition leaves,
 * along an index that is in the order asked for, or by sorting all runs of the experiments.
 */
import type { Page, Run } from "../../entities.js";
import { type Condition, type Order, readFilter, readOrder } from "../../search/check.js";
import { pageOffset, pageToken } from "../../search/page_token.js";
import { type Clause, orderClause, whereClause } from "../../search/sql.js";
import { checkExperimentId, checkMaxResults } from "../../validate.js";
import type { SearchRunsQuery } from "../store.js";
import type { Connection } from "./connection.js";
import { stageClause } from "./experiments.js";
import { indexedLength } from "./indices.js";
import { wholeRuns } from "./run_data.js";
import { runColumns, type RunRow } from "./run_rows.js";

export function searchRuns(connection: Connection, query: SearchRunsQuery): Page<Run> {
  const limit = checkMaxResults(query.maxResults, 1000, 50_000);
  for (const id of query.experimentIds) checkExperimentId(id);
  const offset = pageOffset(query.pageToken);
  const search = runSearch(query);
  const rows = pageOf(connection, plan(connection, search, offset + limit), offset, limit + 1);
  const items = wholeRuns(connection, rows.slice(0, limit));
  return { items, nextPageToken: rows.length > limit ? pageToken(offset + limit) : undefined };
}

export interface RunSearch {
  readonly experiments: Clause;
  readonly stage: string;
  readonly conditions: readonly Condition[];
  readonly orders: readonly Order[];
}

export function runSearch(query: SearchRunsQuery): RunSearch {
  const [only, ...more] = new Set(query.experimentIds.map(Number));
  const experiments: Clause =
    only !== undefined && more.length === 0
      ? { sql: "runs.experiment_id = ?", parameters: [only] }
      : {
          sql: "runs.experiment_id IN (SELECT value FROM json_each(?))",
          parameters: [JSON.stringify(query.experimentIds.map(Number))],
        };
  return {
    experiments,
    stage: stageClause("runs", query.viewType),
    conditions: readFilter("runs", query.filter),
    orders: readOrder("runs", query.orderBy),
  };
}

/** Parts of the answer, each in order, to be read one after the other; without LIMIT and OFFSET. */
export type Phases = readonly Clause[];

/** A condition that leaves fewer runs than this is where a search starts. */
const few = 2000;
/** How many runs are looked at to guess how many of all belong to the experiments. */
const guesses = 64;

function plan(connection: Connection, search: RunSearch, wanted: number): Phases {
  if (!connection.layout.indices) return [sorted(search)];
  const narrowest = narrowestOf(connection, search.conditions);
  if (narrowest !== undefined) return [fromFew(search, narrowest)];
  const [first] = search.orders;
  if (first?.entity === "metric" && spread(connection, search, wanted)) return alongMetric(search, first);
  return [sorted(search)];
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

/** Along the values of a metric; then the runs where it is NaN, then those without it. */
export function alongMetric(search: RunSearch, { key, descending }: Order): Phases {
  const orders = search.orders.slice(1);
  const rest = { ...search, orders };
  const from = "latest_metrics m CROSS JOIN runs ON runs.run_uuid = m.run_uuid";
  const having = (isNan: 0 | 1): Clause => ({ sql: ` AND m.key = ? AND m.is_nan = ${isNan}`, parameters: [key] });
  const without: Clause = {
    sql: " AND NOT EXISTS (SELECT 1 FROM latest_metrics m WHERE m.run_uuid = runs.run_uuid AND m.key = ?)",
    parameters: [key],
  };
  return [
    select(rest, from, { and: having(0), before: `m.value ${descending ? "DESC" : "ASC"}` }),
    select(rest, from, { and: having(1) }),
    select(rest, "runs", { and: without }),
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

/** The ids of the runs that the condition with the fewest leaves; undefined when none leaves but few, or no index tells. */
function narrowestOf(connection: Connection, conditions: readonly Condition[]): Clause | undefined {
  let best: Clause | undefined;
  let fewest = few;
  for (const condition of conditions) {
    const chosen = indexed(condition);
    if (chosen === undefined) continue;
    const { count } = connection.get<{ count: number }>(
      `SELECT count(*) AS count FROM (${chosen.sql} LIMIT ?)`,
      ...chosen.parameters,
      fewest,
    )!;
    if (count < fewest) [best, fewest] = [chosen, count];
  }
  return best;
}

/** The runs that fulfil a condition, where an index of ours has them beside each other. */
export function indexed({ entity, key, operator, value }: Condition): Clause | undefined {
  if (entity === "metric" && operator !== "!=") {
    return {
      sql: `SELECT run_uuid FROM latest_metrics WHERE key = ? AND is_nan = 0 AND value ${operator} ?`,
      parameters: [key, value],
    };
  }
  const name = entity === "attribute" && key === "run_name";
  if (operator !== "=" || typeof value !== "string" || [...value].length > indexedLength) return undefined;
  if (entity !== "param" && entity !== "tag" && !name) return undefined;
  return {
    sql:
      `SELECT run_uuid FROM ${entity === "param" ? "params" : "tags"}` +
      ` WHERE key = ? AND value = ? AND length(value) <= ${indexedLength}`,
    parameters: [name ? "mlflow.runName" : key, value],
  };
}

/**
 * Whether the experiments' runs lie so close along a metric that walking it beats sorting them. The share of the
 * experiments is guessed from some runs by chance, as counting them would take as long as a small search.
 */
function spread(connection: Connection, search: RunSearch, wanted: number): boolean {
  const total = connection.get<{ total: number | null }>("SELECT max(rowid) AS total FROM runs")!.total ?? 0;
  if (total < few) return false;
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
