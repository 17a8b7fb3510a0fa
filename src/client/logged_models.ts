/** The client's half of logged models, the models of MLflow 3 that are entities of an experiment. */
import type { FileInfo, LoggedModel, LoggedModelStatus } from "../entities.js";
import { PagedList } from "../paged_list.js";
import { pairsOf, type ParamValue } from "../param_value.js";
import type { CreateLoggedModelOptions, LoggedModelOrder } from "../store/store.js";
import { ArtifactClient } from "./artifacts.js";
import { type Call, named } from "./call.js";
import { listed, queryOf, type Search } from "./search.js";

export interface NewLoggedModel {
  experimentId: string;
  /** Default: a generated one. */
  name?: string;
  sourceRunId?: string;
  tags?: { readonly [key: string]: ParamValue | undefined };
  params?: { readonly [key: string]: ParamValue | undefined };
  /** E.g. `Agent`. */
  modelType?: string;
}

export interface LoggedModelSearch extends Omit<Search, "orderBy"> {
  experimentIds: string | readonly string[];
  /** Metrics in the filter and the order must have been computed on one of these. */
  datasets?: readonly { name: string; digest?: string }[];
  orderBy?: readonly LoggedModelOrder[];
}

export class LoggedModelClient extends ArtifactClient {
  createLoggedModel(
    ...args: Call<
      [
        experimentId: string,
        name?: string,
        sourceRunId?: string,
        tags?: NewLoggedModel["tags"],
        params?: NewLoggedModel["params"],
        modelType?: string,
      ],
      NewLoggedModel
    >
  ): Promise<LoggedModel> {
    const names = ["experimentId", "name", "sourceRunId", "tags", "params", "modelType"] as const;
    const { tags = {}, params = {}, ...made } = named<NewLoggedModel>(args, names);
    const options: CreateLoggedModelOptions = { ...made, tags: pairsOf(tags), params: pairsOf(params) };
    return this.store.createLoggedModel(options);
  }

  getLoggedModel(modelId: string): Promise<LoggedModel> {
    return this.store.getLoggedModel(modelId);
  }

  /** Says that the model's files are there (READY), or will not be (FAILED). */
  finalizeLoggedModel(modelId: string, status: LoggedModelStatus): Promise<LoggedModel> {
    return this.store.finalizeLoggedModel(modelId, status);
  }

  deleteLoggedModel(modelId: string): Promise<void> {
    return this.store.deleteLoggedModel(modelId);
  }

  async searchLoggedModels(query: LoggedModelSearch): Promise<PagedList<LoggedModel>> {
    const asked = { ...queryOf(query), experimentIds: listed(query.experimentIds) };
    return PagedList.of_(await this.store.searchLoggedModels(asked));
  }

  setLoggedModelTags(modelId: string, tags: { readonly [key: string]: ParamValue | undefined }): Promise<void> {
    return this.store.setLoggedModelTags(modelId, pairsOf(tags));
  }

  deleteLoggedModelTag(modelId: string, key: string): Promise<void> {
    return this.store.deleteLoggedModelTag(modelId, key);
  }

  logModelParams(modelId: string, params: { readonly [key: string]: ParamValue | undefined }): Promise<void> {
    return this.store.logLoggedModelParams(modelId, pairsOf(params));
  }

  /** Copies what is inside a local folder into the model's folder. */
  async logModelArtifacts(modelId: string, localFolder: string): Promise<void> {
    const { artifactUri } = await this.store.getLoggedModel(modelId);
    await this.artifactsAt(artifactUri).writeFolder("", localFolder);
  }

  async listLoggedModelArtifacts(modelId: string, path?: string): Promise<readonly FileInfo[]> {
    const { artifactUri } = await this.store.getLoggedModel(modelId);
    return await this.artifactsAt(artifactUri).list(path);
  }
}
