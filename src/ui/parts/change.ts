/** Changes that the reader makes: done, then everything on the page is asked again. */
import { useQueryClient } from "@tanstack/react-query";
import { notifyFailure } from "./notice.js";

/** `change("Could not set the tag", () => call(…))`: whether it was done; a failure becomes a notice that begins with `failure`. */
export type Change = (failure: string, act: () => Promise<unknown>) => Promise<boolean>;

export function useChange(): Change {
  const client = useQueryClient();
  return async (failure, act) => {
    try {
      await act();
    } catch (error) {
      notifyFailure(failure, error);
      return false;
    } finally {
      await client.invalidateQueries(); // also after half of it was done
    }
    return true;
  };
}

/** For dialogs, which tell of a failure themselves: rejects as the work does, and everything is asked again in either case. */
export function useSettled(): (work: Promise<unknown>) => Promise<void> {
  const client = useQueryClient();
  return async (work) => {
    try {
      await work;
    } finally {
      await client.invalidateQueries();
    }
  };
}
