/** The registry as the pages ask it: models by search, one model, its versions, and what their source runs logged. */
import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import type { ModelVersion, RegisteredModel } from "../../entities.js";
import { modelVersionOf, registeredModelOf } from "../../protocol/registered_model.js";
import { call } from "../api/mlflow.js";
import { ask } from "../api/page.js";
import { isText } from "../api/quoted.js";
import { modelFilter } from "./model_filter.js";

const modelsAtOnce = 100;
const versionsAtOnce = 1000;

export type ModelOrder = "name ASC" | "name DESC" | "last_updated_timestamp ASC" | "last_updated_timestamp DESC";

/** Models that match `search`, page by page. */
export function modelsQuery(search: string, order: ModelOrder) {
  return infiniteQueryOptions({
    queryKey: ["registeredModels", "search", search, order],
    queryFn: async ({ signal, pageParam }) => {
      const filter = modelFilter(search);
      const request = { max_results: modelsAtOnce, order_by: [order], page_token: pageParam };
      const answer = await call("searchRegisteredModels", { ...request, ...(filter !== "" && { filter }) }, signal);
      const models = (answer.registered_models ?? []).map(registeredModelOf);
      return { models, next: answer.next_page_token ?? "" };
    },
    initialPageParam: "",
    getNextPageParam: ({ next }) => (next === "" ? undefined : next),
    placeholderData: keepPreviousData,
  });
}

export function modelQuery(name: string) {
  return queryOptions({
    queryKey: ["registeredModels", "one", name],
    queryFn: async ({ signal }): Promise<RegisteredModel> =>
      registeredModelOf((await call("getRegisteredModel", { name }, signal)).registered_model ?? {}),
  });
}

/** All versions of a model, the newest first; without their aliases, which searches do not answer (`withAliases`). */
export function versionsQuery(name: string) {
  return queryOptions({
    queryKey: ["modelVersions", "of", name],
    queryFn: async ({ signal }): Promise<readonly ModelVersion[]> => {
      const versions: ModelVersion[] = [];
      let token = "";
      do {
        const request = { filter: isText("name", name), max_results: versionsAtOnce, page_token: token };
        const answer = await call("searchModelVersions", request, signal);
        versions.push(...(answer.model_versions ?? []).map(modelVersionOf));
        token = answer.next_page_token ?? "";
      } while (token !== "");
      return versions.filter((one) => one.name === name).sort((a, b) => Number(b.version) - Number(a.version));
    },
  });
}

/** The versions with the aliases that their model tells: version by alias. */
export function withAliases(
  versions: readonly ModelVersion[],
  aliases: RegisteredModel["aliases"],
): readonly ModelVersion[] {
  const pairs = Object.entries(aliases);
  return versions.map((one) => ({
    ...one,
    aliases: pairs.filter(([, version]) => version === one.version).map(([alias]) => alias),
  }));
}

export function versionQuery(name: string, version: string) {
  return queryOptions({
    queryKey: ["modelVersions", "one", name, version],
    queryFn: async ({ signal }): Promise<ModelVersion> =>
      modelVersionOf((await call("getModelVersion", { name, version }, signal)).model_version ?? {}),
  });
}

/** The runs that versions came from, with their params and latest metrics as columns. */
export function sourceRunsQuery(versions: readonly ModelVersion[]) {
  const runIds = [...new Set(versions.map(({ runId }) => runId).filter((id) => id !== ""))];
  return queryOptions({
    queryKey: ["runs", "sources", runIds],
    queryFn: ({ signal }) =>
      ask("runs/table", { experimentIds: [], runIds, limit: runIds.length, fields: "all" }, signal),
    enabled: runIds.length > 0,
    placeholderData: keepPreviousData,
  });
}
