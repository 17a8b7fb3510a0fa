/** Where the answers about runs come from: a store's columns, and what is kept of them. */
import type { ViewType } from "../../../entities.js";
import type { FieldSummary } from "../../../protocol/page.js";
import type { RunColumns, Soon } from "../../../store/run_columns.js";
import type { TrackingStore } from "../../../store/store.js";
import { Kept } from "./kept.js";
import { Ordered } from "./order.js";

export class RunSource {
  readonly store: TrackingStore;
  readonly columns: RunColumns;
  readonly ordered: Ordered;
  readonly #summaries: Kept<readonly FieldSummary[]>;

  constructor(store: TrackingStore, columns: RunColumns) {
    this.store = store;
    this.columns = columns;
    this.ordered = new Ordered(columns);
    // While many runs are logged, a count of all of them at each look would keep the server from all else.
    this.#summaries = new Kept(
      () => columns.revision(),
      20_000,
      (fields) => fields.length + 100,
      { dearMs: 100, times: 20 },
    );
  }

  async summary(experimentIds: readonly string[], viewType: ViewType, soon?: Soon): Promise<readonly FieldSummary[]> {
    const key = JSON.stringify([viewType, experimentIds]);
    return await this.#summaries.get(key, () => this.columns.summary(experimentIds, viewType, soon));
  }
}
