/** Experiments as the page asks for them and changes them. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import type { Experiment, ViewType } from "../../entities.js";
import { experimentOf } from "../../protocol/experiment.js";
import { useChange, useSettled } from "../parts/change.js";
import { call } from "../api/mlflow.js";

/** Where MLflow keeps the description of an experiment or a run. */
export const noteTag = "mlflow.note.content";

const pageSize = 5000;

export interface ExperimentSearch {
  readonly filter: string | undefined;
  readonly viewType: ViewType;
  /** `name ASC`. */
  readonly orderBy: string;
}

/** All that match, however many. */
export function useExperimentSearch({ filter, viewType, orderBy }: ExperimentSearch) {
  return useQuery({
    queryKey: ["experiments", "search", filter, viewType, orderBy],
    queryFn: async ({ signal }) => {
      const found: Experiment[] = [];
      let token: string | undefined;
      do {
        const answer = await call(
          "searchExperiments",
          {
            max_results: pageSize,
            view_type: viewType,
            order_by: [orderBy],
            ...(filter !== undefined && { filter }),
            ...(token !== undefined && { page_token: token }),
          },
          signal,
        );
        found.push(...(answer.experiments ?? []).map(experimentOf));
        token = answer.next_page_token || undefined;
      } while (token !== undefined);
      return found;
    },
  });
}

export function experimentQuery(experimentId: string) {
  return {
    queryKey: ["experiments", "one", experimentId],
    queryFn: async ({ signal }: { signal: AbortSignal }) =>
      experimentOf((await call("getExperiment", { experiment_id: experimentId }, signal)).experiment ?? {}),
  };
}

/** What can be done to an experiment. `rename`, `remove` and `restore` reject where they fail; for tags a notice says so. */
export function useExperimentChanges() {
  const client = useQueryClient();
  const change = useChange();
  const settle = useSettled();
  return {
    create: async (name: string, artifactLocation: string): Promise<string> => {
      const location = artifactLocation.trim() === "" ? {} : { artifact_location: artifactLocation.trim() };
      const made = await call("createExperiment", { name, ...location });
      await client.invalidateQueries();
      return made.experiment_id ?? "";
    },
    rename: (experimentId: string, name: string) =>
      settle(call("updateExperiment", { experiment_id: experimentId, new_name: name })),
    remove: (experimentId: string) => settle(call("deleteExperiment", { experiment_id: experimentId })),
    restore: (experimentId: string) => settle(call("restoreExperiment", { experiment_id: experimentId })),
    setTag: (experimentId: string, key: string, value: string) =>
      change("Could not save", () => call("setExperimentTag", { experiment_id: experimentId, key, value })),
    deleteTag: (experimentId: string, key: string) =>
      change(`Could not delete tag ${key}`, () => call("deleteExperimentTag", { experiment_id: experimentId, key })),
  };
}
