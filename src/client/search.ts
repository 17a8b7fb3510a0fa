/** What searches are asked, in MLflow's Python words and in ours. */
import type { ViewType as View } from "../entities.js";

/** MLflow's enum: `ViewType.ACTIVE_ONLY`. */
export const ViewType = { ACTIVE_ONLY: "ACTIVE_ONLY", DELETED_ONLY: "DELETED_ONLY", ALL: "ALL" } as const;
export type ViewType = View;

export interface Search {
  /** MLflow's filter grammar, e.g. `name = 'taxi'`. */
  filter?: string;
  /** Python's name for `filter`. */
  filterString?: string;
  orderBy?: readonly string[];
  /** The most that one page may hold. */
  maxResults?: number;
  /** Of the page before. */
  pageToken?: string;
}

export interface RunSearch extends Search {
  /** Ids, or one id. */
  experimentIds: string | readonly string[];
  /** Default: ACTIVE_ONLY. */
  viewType?: View;
  /** Python's name for `viewType`. */
  runViewType?: View;
}

export interface ExperimentSearch extends Search {
  /** Default: ACTIVE_ONLY. */
  viewType?: View;
}

interface Words {
  filter?: string;
  filterString?: string;
  viewType?: View;
  runViewType?: View;
}

/** The query with Python's names replaced by ours. */
export function queryOf<Query extends Words>(query: Query): Omit<Query, "filterString" | "runViewType"> {
  const { filterString, runViewType, ...rest } = query;
  return {
    ...rest,
    ...(filterString !== undefined && { filter: filterString }),
    ...(runViewType !== undefined && { viewType: runViewType }),
  };
}

/** One id, or several, as a list. */
export function listed(ids: string | readonly string[]): readonly string[] {
  return typeof ids === "string" ? [ids] : ids;
}
