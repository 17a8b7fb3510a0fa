/** Experiments of a search, page by page. */
import type { Experiment } from "../entities.js";
import type { SearchExperimentsQuery, TrackingStore } from "./store.js";

const pageSize = 1000;

/** At most `maxResults` of the experiments that match. */
export async function allExperiments(
  store: TrackingStore,
  query: Omit<SearchExperimentsQuery, "maxResults" | "pageToken"> = {},
  maxResults = Infinity,
): Promise<Experiment[]> {
  const found: Experiment[] = [];
  let pageToken: string | undefined;
  do {
    const left = Math.min(pageSize, maxResults - found.length);
    const page = await store.searchExperiments({
      ...query,
      maxResults: left,
      ...(pageToken !== undefined && { pageToken }),
    });
    found.push(...page.items);
    pageToken = page.nextPageToken;
  } while (pageToken !== undefined && found.length < maxResults);
  return found;
}
