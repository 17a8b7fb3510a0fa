/** Which runs a view is about, as the server is asked for them. */
import type { RunSelection } from "../../protocol/page.js";
import { filterOf, joinFilters } from "./brush.js";
import type { RunsView } from "./view.js";

const viewTypes = { active: "ACTIVE_ONLY", deleted: "DELETED_ONLY", all: "ALL" } as const;

/** Those that the table shows: filter and brushes together. */
export function tableSelection(experimentIds: readonly string[], view: RunsView): RunSelection {
  return { ...chartSelection(experimentIds, view), filter: joinFilters(view.filter, filterOf(view.brushes)) };
}

/** Those that charts draw: the filter only, since what brushes leave out stays in the background. */
export function chartSelection(
  experimentIds: readonly string[],
  { filter, stage }: Pick<RunsView, "filter" | "stage">,
): RunSelection {
  return { experimentIds, filter, viewType: viewTypes[stage] };
}
