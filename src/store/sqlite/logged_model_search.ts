/** Search of logged models. Metrics are compared at any of their points, and ordered by the latest one. */
import type { LoggedModel, Page } from "../../entities.js";
import { TrackingError } from "../../errors.js";
import { type LoggedModelKey, readFilter, readLoggedModelOrder } from "../../search/check.js";
import { pageOffset } from "../../search/page_token.js";
import { pythonJson } from "../../python_text.js";
import { type Clause, whereClause } from "../../search/sql.js";
import { checkExperimentId, checkMaxResults } from "../../validate.js";
import type { SearchLoggedModelsQuery } from "../store.js";
import type { Connection } from "./connection.js";
import { idList } from "./experiments.js";
import { loggedModelColumns, type LoggedModelRow } from "./logged_model_rows.js";
import { readableTables } from "./logged_model_tables.js";
import { loggedModels } from "./logged_models.js";

export function searchLoggedModels(connection: Connection, query: SearchLoggedModelsQuery): Page<LoggedModel> {
  const limit = checkMaxResults(query.maxResults, 100, 50_000);
  for (const id of query.experimentIds) checkExperimentId(id);
  const datasets = datasetClause(query.datasets ?? []);
  const conditions = readFilter("logged_models", query.filter);
  const where = whereClause("logged_models", conditions, { ofMetric: datasets });
  const byMetric = conditions.some((condition) => condition.entity === "metric");
  const order = orderClause(query);
  const offset = pageOffset(query.pageToken);
  const tables = readableTables(connection);
  if (tables === undefined) return { items: [], nextPageToken: undefined };
  const measured = datasets === undefined || byMetric ? undefined : measuredClause(datasets);
  const rows = connection.all<LoggedModelRow>(
    `${tables}SELECT ${loggedModelColumns} FROM logged_models
     WHERE logged_models.experiment_id IN (SELECT value FROM json_each(?)) AND logged_models.lifecycle_stage != 'deleted'` +
      `${where.sql}${measured?.sql ?? ""} ORDER BY ${order.sql} LIMIT ? OFFSET ?`,
    idList(query.experimentIds),
    ...where.parameters,
    ...(measured?.parameters ?? []),
    ...order.parameters,
    limit + 1,
    offset,
  );
  return {
    items: loggedModels(connection, rows.slice(0, limit)),
    nextPageToken: rows.length > limit ? loggedModelsToken(query, offset + limit) : undefined,
  };
}

/** MLflow's token says what it belongs to. */
function loggedModelsToken(query: SearchLoggedModelsQuery, offset: number): string {
  const orders = query.orderBy?.map((order) => ({
    field_name: order.fieldName,
    ascending: order.ascending ?? true,
    dataset_name: order.datasetName ?? null,
    dataset_digest: order.datasetDigest ?? null,
  }));
  const token = {
    experiment_ids: query.experimentIds,
    filter_string: query.filter ?? null,
    order_by: orders ?? null,
    offset,
  };
  return Buffer.from(pythonJson(token)).toString("base64");
}

function datasetClause(datasets: NonNullable<SearchLoggedModelsQuery["datasets"]>): Clause | undefined {
  if (datasets.length === 0) return undefined;
  if (datasets.some((dataset) => !dataset.name)) {
    throw new TrackingError("INVALID_PARAMETER_VALUE", "`dataset_name` in the `datasets` clause must be specified.");
  }
  const parts = datasets.map(
    ({ digest }) => `(r.dataset_name = ?${digest === undefined ? "" : " AND r.dataset_digest = ?"})`,
  );
  return {
    sql: `(${parts.join(" OR ")})`,
    parameters: datasets.flatMap(({ name, digest }) => (digest === undefined ? [name] : [name, digest])),
  };
}

/** With datasets and no condition on a metric: any metric on one of them. */
function measuredClause(datasets: Clause): Clause {
  return {
    sql: ` AND EXISTS (SELECT 1 FROM logged_model_metrics r WHERE r.model_id = logged_models.model_id AND ${datasets.sql})`,
    parameters: datasets.parameters,
  };
}

/** What has no value comes last in both directions; ties newest first. */
function orderClause(query: SearchLoggedModelsQuery): Clause {
  const orders = (query.orderBy ?? []).map((order) => ({ ...order, key: readLoggedModelOrder(order.fieldName) }));
  const parameters: unknown[] = [];
  const terms = orders.flatMap(({ key, ascending, datasetName, datasetDigest }) => {
    const direction = ascending === false ? "DESC" : "ASC";
    const column = `logged_models.${key.name}`;
    if (key.entity === "attribute") return [`${column} IS NULL`, `${column} ${direction}`];
    const latest = latestMetric(key, datasetName, datasetDigest);
    parameters.push(...latest.parameters, ...latest.parameters);
    return [`${latest.sql} IS NULL`, `${latest.sql} ${direction}`];
  });
  const named = new Set(orders.map(({ key }) => (key.entity === "attribute" ? key.name : "")));
  if (!named.has("creation_timestamp_ms")) terms.push("logged_models.creation_timestamp_ms DESC");
  if (!named.has("model_id")) terms.push("logged_models.model_id ASC");
  return { sql: terms.join(", "), parameters };
}

function latestMetric(key: LoggedModelKey, name: string | undefined, digest: string | undefined): Clause {
  return {
    sql:
      "(SELECT o.metric_value FROM logged_model_metrics o WHERE o.model_id = logged_models.model_id AND o.metric_name = ?" +
      `${name ? " AND o.dataset_name = ?" : ""}${digest ? " AND o.dataset_digest = ?" : ""}` +
      " ORDER BY o.metric_timestamp_ms DESC, o.metric_step DESC, o.run_id LIMIT 1)",
    parameters: [key.name, ...(name ? [name] : []), ...(digest ? [digest] : [])],
  };
}
