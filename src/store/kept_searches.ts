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
  /** What was read until now, and whether that is all. */
  soFar: FoundRuns;
  /** Fulfilled when the first page is read. */
  readonly begun: Promise<void>;
  /** What the search before it found, until this one is over. */
  before: FoundRuns | undefined;
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

  /** Without waiting for more than the first page: what was read so far, or what was found before while it is read anew. */
  async soon(query: RunQuery): Promise<FoundRuns> {
    const whole = this.find(query);
    const search = this.#searches.get(keyOf(query))!;
    if (search.before === undefined) await Promise.race([whole, search.begun]);
    whole.catch(() => undefined); // who asks next is told
    const { runs, all } = search.soFar.all ? search.soFar : (search.before ?? search.soFar);
    return { runs: runs.slice(), all };
  }

  async find(query: RunQuery, most = Infinity): Promise<FoundRuns> {
    const key = keyOf(query);
    const known = this.#searches.get(key);
    if (known !== undefined && known.goodUntilMs > performance.now()) {
      if (known.most >= most) return await known.found;
      const found = await known.found;
      if (found.all) return found;
    }
    const startMs = performance.now();
    const search = this.#begin(query, most, known?.soFar.all === true ? known.soFar : undefined);
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

  #begin(query: RunQuery, most: number, before: FoundRuns | undefined): Search {
    let begin = (): void => undefined;
    const begun = new Promise<void>((fulfil) => (begin = fulfil));
    const runs: Run[] = [];
    const read = async (): Promise<FoundRuns> => {
      const noted = (page: readonly Run[], isLast: boolean): void => {
        runs.push(...page);
        search.soFar = { runs, all: isLast };
        if (isLast) search.before = undefined;
        begin();
      };
      const { nextPageToken } = await allRuns(this.#store, query, most, noted);
      return { runs, all: nextPageToken === undefined };
    };
    const search: Search = { found: read(), soFar: { runs, all: false }, begun, before, most, goodUntilMs: Infinity };
    return search;
  }
}

function keyOf({ viewType, filter = "", experimentIds }: RunQuery): string {
  return JSON.stringify([viewType, filter, experimentIds]);
}
