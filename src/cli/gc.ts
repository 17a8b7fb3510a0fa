import { Command, InvalidArgumentError } from "commander";
import { removeArtifacts } from "../artifacts/remove_artifacts.js";
import { sqlitePath } from "../store/open.js";
import { Connection } from "../store/sqlite/connection.js";
import { findGarbage, type Garbage, removeExperiment, removeLoggedModel, removeRun } from "../store/sqlite/gc.js";
import { trackingUriIn } from "./tracking.js";

interface Options {
  readonly olderThan?: number;
  readonly runIds?: readonly string[];
  readonly experimentIds?: readonly string[];
  readonly artifactsDestination?: string;
  readonly trackingUri?: string;
  readonly dryRun?: boolean;
}

export function gcCommand(): Command {
  return new Command("gc")
    .usage("[--older-than 30d] [--run-ids A,B] [--experiment-ids 1,2] [--dry-run]")
    .description("Remove for good what is deleted: runs, logged models and experiments, with their artifacts.")
    .option("--older-than <duration>", "deleted at least so long ago, e.g. 30d, 8h, 1d2h3m4s (default: all)", duration)
    .option("--run-ids <list>", "only these runs; each must be deleted", list)
    .option("--experiment-ids <list>", "only these experiments, with their runs; each must be deleted", list)
    .option("--artifacts-destination <folder>", "where a server keeps artifacts of mlflow-artifacts: URIs")
    .option("--tracking-uri <uri>", "default: MLFLOW_TRACKING_URI, else sqlite:///mlflow.db")
    .option("--dry-run", "say what would go, and remove nothing")
    .action(collect);
}

async function collect(options: Options): Promise<void> {
  const path = sqlitePath(trackingUriIn(process.cwd(), options.trackingUri));
  const connection = new Connection({ path, readOnly: options.dryRun === true, artifactRoot: "" });
  try {
    const garbage = findGarbage(connection, {
      ...(options.olderThan !== undefined && { olderThanMs: options.olderThan }),
      ...(options.runIds !== undefined && { runIds: options.runIds }),
      ...(options.experimentIds !== undefined && { experimentIds: options.experimentIds }),
    });
    if (options.dryRun === true) announce(garbage);
    else await remove(connection, garbage, options.artifactsDestination);
  } finally {
    connection.close();
  }
}

function announce(garbage: Garbage): void {
  for (const run of garbage.runs) say(`would remove run ${run.runId} and its artifacts (${run.artifactUri})`);
  for (const model of garbage.loggedModels) {
    say(`would remove logged model ${model.modelId} and its artifacts (${model.artifactUri})`);
  }
  for (const one of garbage.experiments) say(`would remove experiment ${one.experimentId} ('${one.name}')`);
  if (isEmpty(garbage)) say("nothing to remove");
}

/** Rows first, each in a transaction that looks again: what was restored meanwhile keeps its artifacts. */
async function remove(connection: Connection, garbage: Garbage, destination: string | undefined): Promise<void> {
  for (const run of garbage.runs) {
    if (!removeRun(connection, run.runId)) continue;
    say(`removed run ${run.runId}`);
    await removeFiles(run.artifactUri, run.runId, destination);
  }
  for (const model of garbage.loggedModels) {
    if (!removeLoggedModel(connection, model.modelId)) continue;
    say(`removed logged model ${model.modelId}`);
    await removeFiles(model.artifactUri, model.modelId, destination);
  }
  for (const one of garbage.experiments) {
    if (removeExperiment(connection, one.experimentId)) say(`removed experiment ${one.experimentId} ('${one.name}')`);
  }
  if (isEmpty(garbage)) say("nothing to remove");
}

async function removeFiles(uri: string, id: string, destination: string | undefined): Promise<void> {
  const left = await removeArtifacts(uri, id, destination);
  if (left !== null) process.stderr.write(`labbook: artifacts left at ${left}\n`);
}

function isEmpty(garbage: Garbage): boolean {
  return garbage.runs.length + garbage.loggedModels.length + garbage.experiments.length === 0;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function list(text: string): string[] {
  const ids = text.split(",").map((id) => id.trim());
  if (ids.some((id) => id === "")) throw new InvalidArgumentError("Give ids with commas between them.");
  return ids;
}

/** Milliseconds of `1d2h3m4s`, each part as MLflow reads it. */
function duration(text: string): number {
  const parts = /^(?:([\d.]+)d)?(?:([\d.]+)h)?(?:([\d.]+)m)?(?:([\d.]+)s)?$/.exec(text);
  const [days, hours, minutes, seconds] = (parts ?? []).slice(1).map((part) => Number(part ?? 0));
  const total = (((days! * 24 + hours!) * 60 + minutes!) * 60 + seconds!) * 1000;
  if (text !== "" && Number.isFinite(total)) return total;
  throw new InvalidArgumentError("Give a duration such as 30d, 8h or 1d2h3m4s.");
}
