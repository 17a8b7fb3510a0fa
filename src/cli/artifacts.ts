import { basename } from "node:path";
import { Command } from "commander";
import type { ArtifactStore } from "../artifacts/artifacts.js";
import { locate } from "../registry/artifact_uri.js";
import { downloadInto } from "../client/download.js";
import { openArtifacts } from "../artifacts/open.js";
import type { FileInfo } from "../entities.js";
import { TrackingError } from "../errors.js";
import { readablePath } from "../readable_path.js";
import { putLocal } from "../run_artifacts.js";
import type { Store } from "../store/store.js";
import { runOf } from "./find.js";
import { print, type StoreOptions, table, withStore, withStoreOptions } from "./with_store.js";

interface GetOptions extends StoreOptions {
  readonly output: string;
}

interface ListOptions extends StoreOptions {
  readonly recursive?: boolean;
}

const place = "a run (id, the beginning of one, name), or a URI: runs:/…, models:/name/1, models:/name@alias";

export function artifactsCommand(): Command {
  const command = new Command("artifacts").description("List, fetch and store files of runs and models.");
  command.addCommand(
    withStoreOptions(new Command("list"))
      .usage("RUN|URI [PATH] [-r]")
      .description("List the files of a run, or of what a URI names.")
      .argument("<run|uri>", place)
      .argument("[path]", "a folder in it")
      .option("-r, --recursive", "also what is in its folders")
      .action(list),
  );
  command.addCommand(
    withStoreOptions(new Command("get"))
      .usage("RUN|URI [PATH] [-o FOLDER]")
      .description("Copy files of a run, or of what a URI names, into a local folder; prints the path of the copy.")
      .argument("<run|uri>", place)
      .argument("[path]", "a file or folder in it (default: everything)")
      .option("-o, --output <folder>", "where to (default: the working directory)", ".")
      .action(get),
  );
  command.addCommand(
    withStoreOptions(new Command("put"))
      .usage("RUN FILE|FOLDER [PATH]")
      .description("Copy a local file or folder into a run; prints its path there.")
      .argument("<run>", "id, the beginning of one, or a name")
      .argument("<file|folder>")
      .argument("[path]", "the run's folder to put it in (default: its root)")
      .action(put),
  );
  return command;
}

async function list(of: string, path: string | undefined, options: ListOptions): Promise<void> {
  const files = await withStore(options, "read", async (store) => {
    const found = await located(store, of, path);
    const listed = await filesIn(found.artifacts, found.path, options.recursive === true);
    return listed.length > 0 ? listed : await theFile(found.artifacts, found.path);
  });
  print(options, files, () =>
    table(
      [{ title: "size", numeric: true }, { title: "path" }],
      files.map((file) => [file.isDir ? "" : readableSize(file.sizeBytes), file.isDir ? `${file.path}/` : file.path]),
      "no artifacts",
    ),
  );
}

async function get(of: string, path: string | undefined, options: GetOptions): Promise<void> {
  const copy = await withStore(options, "read", async (store) => {
    const found = await located(store, of, path);
    return await downloadInto(found.artifacts, found.path, options.output, basename(found.path));
  });
  print(options, { path: copy }, () => readablePath(copy) || ".");
}

async function put(run: string, local: string, path: string | undefined, options: StoreOptions): Promise<void> {
  const stored = await withStore(options, "read", async (store) => {
    const { info } = await runOf(store, run);
    return { runId: info.runId, path: await putLocal(openArtifacts(info.artifactUri, store.uri), local, path) };
  });
  print(options, stored, () => stored.path);
}

async function located(store: Store, of: string, path = ""): Promise<{ artifacts: ArtifactStore; path: string }> {
  if (/^[a-z][a-z0-9+.-]+:/i.test(of)) {
    const uri = path === "" ? of : `${of.replace(/\/$/, "")}/${path}`;
    return await locate(uri, { tracking: store, registry: store });
  }
  return {
    artifacts: openArtifacts((await runOf(store, of)).info.artifactUri, store.uri),
    path: path.replace(/\/+$/, ""),
  };
}

async function filesIn(artifacts: ArtifactStore, path: string, recursive: boolean): Promise<FileInfo[]> {
  const found: FileInfo[] = [];
  for (const file of await artifacts.list(path === "" ? undefined : path)) {
    found.push(file);
    if (recursive && file.isDir) found.push(...(await filesIn(artifacts, file.path, true)));
  }
  return found;
}

/** The one file that a path names; an empty list for an empty run; an error for a path that names nothing. */
async function theFile(artifacts: ArtifactStore, path: string): Promise<FileInfo[]> {
  if (path === "") return [];
  const above = path.includes("/") ? path.slice(0, path.lastIndexOf("/")) : undefined;
  const file = (await artifacts.list(above)).find((one) => one.path === path);
  if (file !== undefined) return file.isDir ? [] : [file];
  throw new TrackingError("RESOURCE_DOES_NOT_EXIST", `there is no artifact '${path}'`, {
    remedy: `labbook artifacts list without a path, or with '${above ?? ""}', shows what there is`,
  });
}

/** `1.2 MB` */
function readableSize(bytes: number | null): string {
  if (bytes === null) return "";
  const units = ["B", "kB", "MB", "GB", "TB"];
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  return `${power === 0 ? bytes : (bytes / 1000 ** power).toFixed(1)} ${units[power]}`;
}
