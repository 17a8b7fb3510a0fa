/** The models of a run: folders among its artifacts, logged models, registered versions. */
import { queryOptions, useQueries, useQuery } from "@tanstack/react-query";
import type { LoggedModel, ModelVersion, Run } from "../../entities.js";
import { loggedModelOf } from "../../protocol/logged_model.js";
import { modelVersionOf } from "../../protocol/registered_model.js";
import { call } from "../api/mlflow.js";
import { ask } from "../api/page.js";

const mostLogged = 50;

/** Folders that hold an `MLmodel`; "" is the root. */
export function modelFoldersQuery(runId: string) {
  return queryOptions({
    queryKey: ["artifacts", "modelFolders", runId],
    queryFn: async ({ signal }): Promise<readonly string[]> => {
      const { trees } = await ask("artifacts/tree", { owners: [{ runId }] }, signal);
      const [tree] = trees;
      if (tree?.error !== undefined) throw new Error(tree.error);
      return (tree?.files ?? [])
        .filter((file) => !file.isDir && /(^|\/)MLmodel$/.test(file.path))
        .map((file) => file.path.slice(0, -"/MLmodel".length));
    },
  });
}

/** Those that a run made, then those that it used. Those that are gone are left out. */
export function useLoggedModels(run: Run): readonly { readonly model: LoggedModel; readonly made: boolean }[] {
  const made = new Set(run.outputs.models.map(({ modelId }) => modelId));
  const ids = [...new Set([...made, ...run.inputs.models.map(({ modelId }) => modelId)])].slice(0, mostLogged);
  const answers = useQueries({
    queries: ids.map((modelId) => ({
      queryKey: ["loggedModels", "one", modelId],
      queryFn: async ({ signal }: { signal: AbortSignal }) =>
        loggedModelOf((await call("getLoggedModel", { model_id: modelId }, signal)).model ?? {}),
    })),
  });
  return answers
    .map(({ data }) => data)
    .filter((model) => model !== undefined)
    .map((model) => ({ model, made: made.has(model.modelId) }));
}

/** Registered versions that came from a run. */
export function useVersionsOf(runId: string): readonly ModelVersion[] {
  const { data } = useQuery({
    queryKey: ["modelVersions", "ofRun", runId],
    queryFn: async ({ signal }) => {
      const request = { filter: `run_id = '${runId}'`, max_results: 200 };
      return ((await call("searchModelVersions", request, signal)).model_versions ?? []).map(modelVersionOf);
    },
  });
  return data ?? [];
}

/** A model that can be registered: what to show, and where a version's files come from. */
export interface ModelChoice {
  readonly label: string;
  /** What loads it: `runs:/<id>/model` or `models:/m-<id>`. */
  readonly uri: string;
  readonly source: string;
  readonly modelId?: string;
}

/** Logged models first: their names are chosen, folders may be many. */
export function modelChoices(run: Run, folders: readonly string[], logged: readonly LoggedModel[]): ModelChoice[] {
  const { runId, artifactUri } = run.info;
  const root = artifactUri.replace(/\/$/, "");
  return [
    ...logged.map(({ name, modelId }) => ({
      label: `${name} (logged model)`,
      uri: `models:/${modelId}`,
      source: `models:/${modelId}`,
      modelId,
    })),
    ...folders.map((folder) => ({
      label: folder === "" ? "all artifacts of the run" : folder,
      uri: folder === "" ? `runs:/${runId}` : `runs:/${runId}/${folder}`,
      source: folder === "" ? root : `${root}/${folder}`,
    })),
  ];
}

/** All of a run; `isPending` until the folders are known. */
export function useModelChoices(run: Run) {
  const folders = useQuery(modelFoldersQuery(run.info.runId));
  const logged = useLoggedModels(run).filter(({ made }) => made);
  const models = logged.map(({ model }) => model);
  return { choices: modelChoices(run, folders.data ?? [], models), isPending: folders.isPending, error: folders.error };
}
