import { Command } from "commander";
import type { Experiment } from "../entities.js";
import { allExperiments } from "../store/all_experiments.js";
import { experimentOf } from "./find.js";
import { positiveInteger } from "./tracking.js";
import { viewOption, viewTypeOf } from "./view.js";
import {
  collect,
  collectPair,
  facts,
  localTime,
  print,
  type StoreOptions,
  table,
  withStore,
  withStoreOptions,
} from "./with_store.js";

interface ListOptions extends StoreOptions {
  readonly filter?: string;
  readonly order?: string[];
  readonly view: string;
  readonly max: number;
}

interface NewOptions extends StoreOptions {
  readonly artifactLocation?: string;
  readonly tag?: Record<string, string>;
}

export function experimentsCommand(): Command {
  const command = new Command("experiments")
    .usage("[--filter F] [--order O] [--view active|deleted|all] [--max N] [--json]")
    .description("List experiments.")
    .enablePositionalOptions();
  listing(command);
  command.addCommand(
    listing(new Command("search").alias("list").description("List experiments, as the bare command does.")),
  );
  command.addCommand(
    withStoreOptions(new Command("show"))
      .description("Show an experiment.")
      .argument("<experiment>", "name or id")
      .action(show),
  );
  command.addCommand(
    withStoreOptions(new Command("create"))
      .description("Make an experiment; prints its id.")
      .argument("<name>")
      .option("--artifact-location <uri>", "where its runs keep their artifacts (default: the store's choice)")
      .option("--tag <key=value>", "a tag (repeatable)", collectPair)
      .action(create),
  );
  command.addCommand(
    withStoreOptions(new Command("rename"))
      .description("Give an experiment another name.")
      .argument("<experiment>", "name or id")
      .argument("<new-name>")
      .action(rename),
  );
  command.addCommand(
    withStoreOptions(new Command("delete"))
      .description("Mark an experiment and its runs as deleted; restore brings them back.")
      .argument("<experiment>", "name or id")
      .action(async (name: string, options: StoreOptions) => await change(name, options, "delete")),
  );
  command.addCommand(
    withStoreOptions(new Command("restore"))
      .description("Bring a deleted experiment back, with its runs.")
      .argument("<experiment>", "name or id")
      .action(async (name: string, options: StoreOptions) => await change(name, options, "restore")),
  );
  return command;
}

function listing(command: Command): Command {
  return withStoreOptions(command)
    .option("--filter <text>", "MLflow's filter grammar, e.g. \"name LIKE 'taxi%' and tags.team = 'red'\"")
    .option("--order <term>", 'e.g. "name ASC" (default: newest first; repeatable)', collect)
    .addOption(viewOption())
    .option("--max <count>", "at most so many", positiveInteger, 1000)
    .action(list);
}

async function list(options: ListOptions): Promise<void> {
  const query = {
    viewType: viewTypeOf(options.view),
    ...(options.filter !== undefined && { filter: options.filter }),
    ...(options.order !== undefined && { orderBy: options.order }),
  };
  const found = await withStore(options, "read", (store) => allExperiments(store, query, options.max));
  print(options, found, (experiments) =>
    table(
      [{ title: "id", numeric: true }, { title: "name" }, { title: "state" }, { title: "created" }, { title: "tags" }],
      experiments.map((one) => [
        one.experimentId,
        one.name,
        one.lifecycleStage,
        localTime(one.creationTimeMs),
        String(Object.keys(one.tags).length || ""),
      ]),
      "no experiments",
    ),
  );
}

async function show(name: string, options: StoreOptions): Promise<void> {
  print(options, await withStore(options, "read", (store) => experimentOf(store, name)), described);
}

function described(experiment: Experiment): string {
  return facts([
    ["id", experiment.experimentId],
    ["name", experiment.name],
    ["state", experiment.lifecycleStage],
    ["artifacts", experiment.artifactLocation],
    ["created", localTime(experiment.creationTimeMs)],
    ["changed", localTime(experiment.lastUpdateTimeMs)],
    ...Object.entries(experiment.tags).map(([key, value]) => [`tag ${key}`, value] as const),
  ]);
}

async function create(name: string, options: NewOptions): Promise<void> {
  const made = await withStore(options, "make", async (store) => {
    const tags = Object.entries(options.tag ?? {}).map(([key, value]) => ({ key, value }));
    const location = options.artifactLocation;
    const chosen = { tags, ...(location !== undefined && { artifactLocation: location }) };
    return await store.getExperiment(await store.createExperiment(name, chosen));
  });
  print(options, made, ({ experimentId }) => experimentId);
}

async function rename(name: string, newName: string, options: StoreOptions): Promise<void> {
  const renamed = await withStore(options, "change", async (store) => {
    const { experimentId } = await experimentOf(store, name);
    await store.renameExperiment(experimentId, newName);
    return await store.getExperiment(experimentId);
  });
  print(options, renamed, (one) => `experiment ${one.experimentId} is called ${one.name} now`);
}

async function change(name: string, options: StoreOptions, what: "delete" | "restore"): Promise<void> {
  const changed = await withStore(options, "change", async (store) => {
    const { experimentId } = await experimentOf(store, name);
    if (what === "delete") await store.deleteExperiment(experimentId);
    else await store.restoreExperiment(experimentId);
    return await store.getExperiment(experimentId);
  });
  print(options, changed, (one) => `experiment ${one.name} (id ${one.experimentId}) is ${one.lifecycleStage}`);
}
