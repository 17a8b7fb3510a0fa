/** The client's half of files: those of runs, and those that any artifact URI names. */
import type { ArtifactStore } from "../artifacts/artifacts.js";
import { openArtifacts } from "../artifacts/open.js";
import { artifactsOf } from "../artifacts_of.js";
import type { FileInfo } from "../entities.js";
import { dictText, joinTables, putLocal, type Table, type TableData, tableOf } from "../run_artifacts.js";
import { type Call, named } from "./call.js";
import { downloadInto } from "./download.js";
import { RunClient } from "./runs.js";

export interface ArtifactDownload {
  runId: string;
  /** Default: everything. */
  path?: string;
  /** An existing or new folder; default: a new one in the system's folder for temporary files. */
  dstPath?: string;
}

export class ArtifactClient extends RunClient {
  /** Copies a local file or folder into the run. Resolves to the artifact's path. */
  async logArtifact(runId: string, localPath: string, artifactPath?: string): Promise<string> {
    return await putLocal(await this.artifactsOf(runId), localPath, artifactPath);
  }

  /** Copies what is inside a local folder into the run's folder `artifactPath`. */
  async logArtifacts(runId: string, localFolder: string, artifactPath = ""): Promise<void> {
    await (await this.artifactsOf(runId)).writeFolder(artifactPath, localFolder);
  }

  async logText(runId: string, text: string, artifactFile: string): Promise<void> {
    await (await this.artifactsOf(runId)).write(artifactFile, text);
  }

  /** JSON, or YAML when `artifactFile` ends in .yml or .yaml. */
  async logDict(runId: string, dictionary: unknown, artifactFile: string): Promise<void> {
    await this.logText(runId, dictText(dictionary, artifactFile), artifactFile);
  }

  /** Writes rows as MLflow's JSON table; rows logged again to the same file are added below. */
  async logTable(runId: string, rows: TableData, artifactFile: string): Promise<void> {
    const artifacts = await this.artifactsOf(runId);
    const tags = (await this.store.getRun(runId)).data.tags;
    const logged = JSON.parse(tags["mlflow.loggedArtifacts"] ?? "[]") as { path: string; type: string }[];
    const known = logged.some((one) => one.path === artifactFile);
    const table = tableOf(rows);
    const before = known ? await readTable(artifacts, artifactFile) : undefined;
    await artifacts.write(artifactFile, JSON.stringify(before === undefined ? table : joinTables(before, table)));
    if (known) return;
    await this.setTag(
      runId,
      "mlflow.loggedArtifacts",
      JSON.stringify([...logged, { path: artifactFile, type: "table" }]),
    );
  }

  async listArtifacts(runId: string, path?: string): Promise<readonly FileInfo[]> {
    return await (await this.artifactsOf(runId)).list(path);
  }

  /** The bytes of one artifact. */
  async readArtifact(runId: string, path: string): Promise<Uint8Array> {
    return await (await this.artifactsOf(runId)).read(path);
  }

  /**
   * Copies an artifact, or a folder of them, into the local folder `dstPath`, where it keeps its path:
   * `downloadArtifacts(runId, "model/MLmodel", "out")` makes `out/model/MLmodel`. Resolves to the copy's absolute path.
   */
  async downloadArtifacts(
    ...args: Call<[runId: string, path?: string, dstPath?: string], ArtifactDownload>
  ): Promise<string> {
    const { runId, path = "", dstPath } = named<ArtifactDownload>(args, ["runId", "path", "dstPath"]);
    return await downloadInto(await this.artifactsOf(runId), path, dstPath);
  }

  protected async artifactsOf(runId: string): Promise<ArtifactStore> {
    return artifactsOf(this.store, (await this.store.getRun(runId)).info);
  }

  protected artifactsAt(artifactUri: string): ArtifactStore {
    return openArtifacts(artifactUri, this.store.uri);
  }
}

async function readTable(artifacts: ArtifactStore, path: string): Promise<Table> {
  return JSON.parse(Buffer.from(await artifacts.read(path)).toString("utf8")) as Table;
}
