/** Searches of runs, each kept for a while: whoever looks through a table asks again and again, and reading all runs of a server takes long. */
import type { Run, ViewType } from "../entities.js";
import { allRuns } from "./all_runs.js";
import type { TrackingStore } from "./store.js";

export interface RunQuery {
  readonly experimentIds: readonly string[];
  readonly viewType: ViewType;
  readonly filter?: string;
}

export interface FoundRuns {
  /** Newest first. */
  readonly runs: readonly Run[];
  /** Whether there are no more. */
  readonly all: boolean;
}

interface Search {
  readonly found: Promise<FoundRuns>;
  /** How many runs were asked for. */
  readonly most: number;
  /** Infinity while the answer is on its way. */
  goodUntilMs: number;
}

/** An answer is good for so many times as long as it took, and at the least for `leastMs`. */
const times = 5;
const leastMs = 2000;
const mostSearches = 20;

export class KeptSearches {
  readonly #store: TrackingStore;
  readonly #searches = new Map<string, Search>();

  constructor(store: TrackingStore) {
    this.#store = store;
  }

  /** Something was written: what is asked from now on is read anew. */
  forget(): void {
    this.#searches.clear();
  }

  async find(query: RunQuery, most = Infinity): Promise<FoundRuns> {
    const key = JSON.stringify([query.viewType, query.filter ?? "", query.experimentIds]);
    const known = this.#searches.get(key);
    if (known !== undefined && known.goodUntilMs > performance.now()) {
      if (known.most >= most) return await known.found;
      const found = await known.found;
      if (found.all) return found;
    }
    const startMs = performance.now();
    const search: Search = { found: this.#read(query, most), most, goodUntilMs: Infinity };
    this.#searches.delete(key);
    this.#searches.set(key, search);
    if (this.#searches.size > mostSearches) this.#searches.delete(this.#searches.keys().next().value!);
    try {
      return await search.found;
    } catch (error) {
      if (this.#searches.get(key) === search) this.#searches.delete(key);
      throw error;
    } finally {
      const endMs = performance.now();
      search.goodUntilMs = endMs + Math.max((endMs - startMs) * times, leastMs);
    }
  }

  async #read(query: RunQuery, most: number): Promise<FoundRuns> {
    const { runs, nextPageToken } = await allRuns(this.#store, query, most);
    return { runs, all: nextPageToken === undefined };
  }
}
