/** Runs of a search, page by page. */
import type { Run } from "../entities.js";
import type { SearchRunsQuery, TrackingStore } from "./store.js";

const pageSize = 5000;
/** Of the first page where each is waited for: another server may take seconds for a thousand. */
const firstSize = 1000;

/** At most `maxResults` of the runs that match, and the token of what follows them. `onPage` is told each page as it arrives. */
export async function allRuns(
  store: TrackingStore,
  query: Omit<SearchRunsQuery, "maxResults" | "pageToken">,
  maxResults = Infinity,
  onPage?: (runs: readonly Run[], isLast: boolean) => void,
): Promise<{ runs: Run[]; nextPageToken: string | undefined }> {
  const runs: Run[] = [];
  let pageToken: string | undefined;
  do {
    const size = onPage !== undefined && runs.length === 0 ? firstSize : pageSize;
    const left = Math.min(size, maxResults - runs.length);
    const page = await store.searchRuns({ ...query, maxResults: left, ...(pageToken !== undefined && { pageToken }) });
    runs.push(...page.items);
    pageToken = page.nextPageToken;
    onPage?.(page.items, pageToken === undefined);
  } while (pageToken !== undefined && runs.length < maxResults);
  return { runs, nextPageToken: pageToken };
}
