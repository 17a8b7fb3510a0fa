/** Runs of a search, page by page. */
import type { Run } from "../entities.js";
import type { SearchRunsQuery, TrackingStore } from "./store.js";

const pageSize = 5000;

/** At most `maxResults` of the runs that match, and the token of what follows them. */
export async function allRuns(
  store: TrackingStore,
  query: Omit<SearchRunsQuery, "maxResults" | "pageToken">,
  maxResults = Infinity,
): Promise<{ runs: Run[]; nextPageToken: string | undefined }> {
  const runs: Run[] = [];
  let pageToken: string | undefined;
  do {
    const left = Math.min(pageSize, maxResults - runs.length);
    const page = await store.searchRuns({ ...query, maxResults: left, ...(pageToken !== undefined && { pageToken }) });
    runs.push(...page.items);
    pageToken = page.nextPageToken;
  } while (pageToken !== undefined && runs.length < maxResults);
  return { runs, nextPageToken: pageToken };
}
