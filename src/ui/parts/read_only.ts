/** Whether the store can only be read, so that the page offers no change that would fail. */
import { useQuery } from "@tanstack/react-query";
import { about } from "../api/page.js";

/** What a page is about is asked before what the store is called. */
const patienceMs = 1000;

export function useAbout() {
  return useQuery({
    queryKey: ["about"],
    queryFn: async ({ signal }) => {
      await new Promise((later) => setTimeout(later, patienceMs));
      return await about(signal);
    },
  });
}

/** Why nothing can be changed; null: it can, or it is not known yet. */
export function useReadOnlyReason(): string | null {
  return useAbout().data?.readOnlyReason ?? null;
}
