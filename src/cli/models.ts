import { Command } from "commander";
import type { ModelVersion, RegisteredModel } from "../entities.js";
import { TrackingError } from "../errors.js";
import type { HowToPredict } from "../models/how_to_predict.js";
import type { ModelRegistry } from "../store/registry.js";
import type { Store } from "../store/store.js";
import { predictCommand, serveCommand } from "./serve_model.js";
import { modelsTable, shownModel, shownVersion, versionsTable } from "./shown_model.js";
import { absolute, positiveInteger, trackingUriIn } from "./tracking.js";
import { collect, collectPair, print, type StoreOptions, unknown, withStore, withStoreOptions } from "./with_store.js";

interface RegistryOptions extends StoreOptions {
  readonly registryUri?: string;
}

interface SearchOptions extends RegistryOptions {
  readonly filter?: string;
  readonly order?: string[];
  readonly max: number;
}

interface NewOptions extends RegistryOptions {
  readonly description?: string;
  readonly tag?: Record<string, string>;
  readonly wait?: string;
}

export function modelsCommand(): Command {
  const command = new Command("models")
    .usage("[--filter F] [--order O] [--max N] [--json]")
    .description("List registered models with their versions, stages and aliases.")
    .enablePositionalOptions();
  searching(command).action(listModels);
  command.addCommand(
    searching(new Command("search").alias("list"))
      .description("List models, as the bare command does.")
      .action(listModels),
  );
  command.addCommand(
    searching(new Command("versions"))
      .usage("[NAME] [--filter F] [--order O] [--max N]")
      .description("List versions, of one model or of all.")
      .argument("[name]")
      .action(listVersions),
  );
  command.addCommand(
    withRegistryOptions(new Command("show"))
      .usage("NAME [VERSION]")
      .description("Show a model, or one version of it (a number, an alias or a stage).")
      .argument("<name>")
      .argument("[version]", "number, alias or stage")
      .action(show),
  );
  command.addCommand(
    withRegistryOptions(new Command("register"))
      .usage("URI NAME [--tag K=V] [--description T]")
      .description("Register files of a run (runs:/…) or a logged model (models:/m-…) as the next version of a model.")
      .argument("<uri>")
      .argument("<name>", "made when there is none of that name")
      .option("--tag <key=value>", "a tag of the version (repeatable)", collectPair)
      .option("--description <text>", "of the version")
      .action(register),
  );
  command.addCommand(serveCommand());
  command.addCommand(predictCommand());
  command.addCommand(
    withRegistryOptions(new Command("transition"))
      .usage("NAME VERSION STAGE [--archive]")
      .description("Move a version to None, Staging, Production or Archived.")
      .argument("<name>")
      .argument("<version>")
      .argument("<stage>")
      .option("--archive", "archive the versions that are in that stage now")
      .action(transition),
  );
  command.addCommand(
    withRegistryOptions(new Command("alias"))
      .usage("NAME ALIAS VERSION|--delete")
      .description("Point an alias at a version, or take it away.")
      .argument("<name>")
      .argument("<alias>")
      .argument("[version]")
      .option("--delete", "take the alias away")
      .action(alias),
  );
  command.addCommand(
    withRegistryOptions(new Command("tag"))
      .usage("NAME KEY VALUE|--delete [--of VERSION]")
      .description("Set or take away a tag of a model, or of one of its versions.")
      .argument("<name>")
      .argument("<key>")
      .argument("[value]")
      .option("--of <version>", "the version whose tag it is (default: the model's)")
      .option("--delete", "take the tag away")
      .action(tag),
  );
  command.addCommand(
    withRegistryOptions(new Command("rename"))
      .description("Give a model another name.")
      .argument("<name>")
      .argument("<new-name>")
      .action(rename),
  );
  command.addCommand(
    withRegistryOptions(new Command("delete"))
      .usage("NAME [VERSION] --yes")
      .description("Remove a version, or a model with all its versions, for good.")
      .argument("<name>")
      .argument("[version]")
      .option("--yes", "do it: nothing brings it back")
      .action(remove),
  );
  return command;
}

/** Where models are registered: where runs are tracked, unless another place is named. */
function withRegistry<T>(
  options: RegistryOptions,
  use: "read" | "change",
  work: (store: Store) => Promise<T>,
): Promise<T> {
  const uri = options.registryUri ?? (process.env["MLFLOW_REGISTRY_URI"] || options.trackingUri);
  return withStore({ ...options, ...(uri !== undefined && { trackingUri: uri }) }, use, work);
}

function withRegistryOptions(command: Command): Command {
  return withStoreOptions(command).option(
    "--registry-uri <uri>",
    "default: MLFLOW_REGISTRY_URI, else the tracking URI",
  );
}

function searching(command: Command): Command {
  return withRegistryOptions(command)
    .option("--filter <text>", "MLflow's filter grammar, e.g. \"name LIKE 'taxi%'\"")
    .option("--order <term>", 'e.g. "name DESC" (repeatable)', collect)
    .option("--max <count>", "at most so many", positiveInteger, 1000);
}

function queryOf(options: SearchOptions) {
  return {
    maxResults: Math.min(1000, options.max),
    ...(options.filter !== undefined && { filter: options.filter }),
    ...(options.order !== undefined && { orderBy: options.order }),
  };
}

async function listModels(options: SearchOptions): Promise<void> {
  const found = await withRegistry(options, "read", (store) => store.searchRegisteredModels(queryOf(options)));
  print(options, found.items, modelsTable);
}

async function listVersions(name: string | undefined, options: SearchOptions): Promise<void> {
  const found = await withRegistry(options, "read", async (store) => {
    const query = queryOf(options);
    if (name === undefined) return await store.searchModelVersions(query);
    await modelOf(store, name);
    const filter = [`name = ${quoted(name)}`, ...(options.filter === undefined ? [] : [options.filter])].join(" AND ");
    const ordered = options.order === undefined ? { orderBy: ["version_number DESC"] } : {};
    return await store.searchModelVersions({ ...query, ...ordered, filter });
  });
  print(options, found.items, versionsTable);
}

/** A name as a filter writes it. */
function quoted(name: string): string {
  return name.includes("'") ? `"${name}"` : `'${name}'`;
}

async function show(name: string, version: string | undefined, options: RegistryOptions): Promise<void> {
  const { found, texts } = await withRegistry(options, "read", async (store) => {
    const model = await modelOf(store, name);
    if (version === undefined) return { found: model, texts: null };
    const one = await versionOf(store, model, version);
    return { found: one, texts: options.json === true ? null : await predictionTextsOf(one, store) };
  });
  print(options, found, (one) => ("version" in one ? shownVersion(one, texts) : shownModel(one)));
}

/** Null where the version's files cannot be read, or are no model. */
async function predictionTextsOf({ name, version }: ModelVersion, store: Store): Promise<HowToPredict | null> {
  const [{ modelInfoFrom }, { predictionTexts }] = await Promise.all([
    import("../load_model.js"),
    import("../models/how_to_predict.js"),
  ]);
  const uri = `models:/${name}/${version}`;
  try {
    return predictionTexts(uri, await modelInfoFrom(uri, { tracking: store, registry: store }));
  } catch (error) {
    if (error instanceof TrackingError) return null;
    throw error;
  }
}

async function register(uri: string, name: string, options: NewOptions): Promise<void> {
  for (const open of [withStore, withRegistry]) await open(options, "change", async () => undefined); // none is made
  // The client brings the whole library with it, which the other commands can do without.
  const [{ MlflowClient }, { closeStores }] = await Promise.all([import("../client.js"), import("../tracking_uri.js")]);
  const trackingUri = trackingUriIn(process.cwd(), options.trackingUri);
  const { registryUri } = options;
  const client = new MlflowClient({
    trackingUri,
    ...(registryUri !== undefined && { registryUri: absolute(registryUri) }),
  });
  try {
    let made = await client.registerModel({ modelUri: uri, name, tags: options.tag ?? {} });
    const { description } = options;
    if (description !== undefined) made = await client.updateModelVersion(name, made.version, description);
    print(options, made, (version) => `version ${version.version} of model ${version.name}: ${version.source}`);
  } finally {
    await closeStores();
  }
}

async function transition(
  name: string,
  version: string,
  stage: string,
  options: RegistryOptions & { archive?: boolean },
): Promise<void> {
  const archiveExisting = options.archive === true;
  const moved = await withRegistry(options, "change", async (store) => {
    const { version: number } = await versionOf(store, await modelOf(store, name), version);
    return await store.transitionModelVersionStage(name, number, stage, { archiveExisting });
  });
  print(options, moved, (one) => `version ${one.version} of model ${one.name} is in stage ${one.currentStage}`);
}

async function alias(
  name: string,
  aliasName: string,
  version: string | undefined,
  options: RegistryOptions & { delete?: boolean },
): Promise<void> {
  if ((version === undefined) !== (options.delete === true)) {
    throw new TrackingError("INVALID_PARAMETER_VALUE", "give a version to point the alias at, or --delete");
  }
  const model = await withRegistry(options, "change", async (store) => {
    const before = await modelOf(store, name);
    if (version === undefined) await store.deleteRegisteredModelAlias(name, aliasName);
    else await store.setRegisteredModelAlias(name, aliasName, (await versionOf(store, before, version)).version);
    return await store.getRegisteredModel(name);
  });
  print(options, model, () =>
    version === undefined
      ? `model ${name} has no alias ${aliasName}`
      : `${name}@${aliasName} is version ${model.aliases[aliasName]}`,
  );
}

async function tag(
  name: string,
  key: string,
  value: string | undefined,
  options: RegistryOptions & { of?: string; delete?: boolean },
): Promise<void> {
  if ((value === undefined) !== (options.delete === true)) {
    throw new TrackingError("INVALID_PARAMETER_VALUE", "give the tag's value, or --delete");
  }
  const changed = await withRegistry(options, "change", async (store) => {
    const model = await modelOf(store, name);
    if (options.of === undefined) {
      await (value === undefined
        ? store.deleteRegisteredModelTag(name, key)
        : store.setRegisteredModelTag(name, key, value));
      return await store.getRegisteredModel(name);
    }
    const { version } = await versionOf(store, model, options.of);
    await (value === undefined
      ? store.deleteModelVersionTag(name, version, key)
      : store.setModelVersionTag(name, version, key, value));
    return await store.getModelVersion(name, version);
  });
  print(options, changed, (one) => ("version" in one ? shownVersion(one, null) : shownModel(one)));
}

async function rename(name: string, newName: string, options: RegistryOptions): Promise<void> {
  const renamed = await withRegistry(options, "change", async (store) => {
    await modelOf(store, name);
    return await store.renameRegisteredModel(name, newName);
  });
  print(options, renamed, (model) => `model ${name} is called ${model.name} now`);
}

async function remove(
  name: string,
  version: string | undefined,
  options: RegistryOptions & { yes?: boolean },
): Promise<void> {
  const what = version === undefined ? `model ${name} with all its versions` : `version ${version} of model ${name}`;
  if (options.yes !== true) {
    throw new TrackingError("INVALID_PARAMETER_VALUE", `${what} would be gone for good`, {
      remedy: "add --yes to do it",
    });
  }
  await withRegistry(options, "change", async (store) => {
    const model = await modelOf(store, name);
    if (version === undefined) await store.deleteRegisteredModel(name);
    else await store.deleteModelVersion(name, (await versionOf(store, model, version)).version);
  });
  print(options, { deleted: version === undefined ? { name } : { name, version } }, () => `${what} is deleted`);
}

async function modelOf(registry: ModelRegistry, name: string): Promise<RegisteredModel> {
  try {
    return await registry.getRegisteredModel(name);
  } catch (error) {
    if (!(error instanceof TrackingError) || error.code !== "RESOURCE_DOES_NOT_EXIST") throw error;
  }
  const known = (await registry.searchRegisteredModels({ maxResults: 1000 })).items.map((model) => model.name);
  throw unknown("registered model", name, known);
}

/** A version by its number, by an alias, or the newest of a stage. */
async function versionOf(registry: ModelRegistry, model: RegisteredModel, text: string): Promise<ModelVersion> {
  if (/^\d+$/.test(text)) return await registry.getModelVersion(model.name, text);
  if (Object.hasOwn(model.aliases, text)) return await registry.getModelVersion(model.name, model.aliases[text]!);
  const stage = model.latestVersions.find((one) => one.currentStage.toLowerCase() === text.toLowerCase());
  if (stage !== undefined) return stage;
  const stages = model.latestVersions.map((one) => one.currentStage);
  throw unknown(`version, alias or stage of model ${model.name}`, text, [
    ...Object.keys(model.aliases),
    ...new Set(stages),
  ]);
}
