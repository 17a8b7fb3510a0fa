/** Brings registered models over, with versions under their numbers, stages, aliases and tags. */
import type { RegisteredModel } from "../entities.js";
import { TrackingError } from "../errors.js";
import { readVersion } from "../validate_registry.js";
import { type ImportedVersion, originTags } from "../store/import_target.js";
import { type Journey, noting, progress } from "./journey.js";
import { homeTags, registeredModelOrigin } from "./origin.js";

export interface ModelMatch {
  readonly source: RegisteredModel;
  /** What it is to be called over there. */
  readonly name: string;
  readonly origin: string;
  /** What is called so over there: nothing, the same model, or another one. */
  readonly there: "nothing" | "same" | "another";
}

/** What is over there already under the names of the models that come along; clashes are found before anything is written. */
export async function matchModels(journey: Journey): Promise<readonly ModelMatch[]> {
  const { models, rename } = journey.options;
  if (models === "none") return [];
  const origins = new Map<string, string>();
  const originals = new Set<string>();
  for await (const model of journey.there.registeredModels()) {
    origins.set(model.name, registeredModelOrigin(model));
    if (model.tags[originTags.registeredModel] === undefined) originals.add(model.name);
  }
  const matches: ModelMatch[] = [];
  for await (const source of journey.from.registeredModels()) {
    const name = rename.get(source.name) ?? source.name;
    const origin = registeredModelOrigin(source);
    const other = origins.get(name);
    const there = other === undefined ? "nothing" : other === origin ? "same" : "another";
    if (there === "another" && models === "all") throw taken(name, source.name);
    const isHome = there === "same" && originals.has(name);
    const tags = isHome ? homeTags(source.tags, originTags.registeredModel) : source.tags;
    matches.push({ source: { ...source, tags }, name, origin, there });
  }
  return matches;
}

export async function transferModels(journey: Journey, matches: readonly ModelMatch[]): Promise<void> {
  for (const match of matches) {
    const { source, name, there } = match;
    const versions = await journey.from.modelVersions(source.name);
    const ofRuns = versions.some((version) => journey.runIds.has(version.runId));
    if (journey.options.models === "ofRuns" && !ofRuns) continue;
    if (there === "another") throw taken(name, source.name);
    await noting(journey, `model ${source.name}`, () => transferModel(journey, match, versions));
    progress(journey, `model ${source.name}`);
  }
}

async function transferModel(journey: Journey, match: ModelMatch, versions: readonly ImportedVersion[]): Promise<void> {
  const { source, name, origin } = match;
  const { target, summary } = journey;
  const mark = name === source.name ? {} : { [originTags.registeredModel]: origin };
  const model = { ...source, name, tags: { ...source.tags, ...mark } };
  if (match.there === "nothing") await target.makeRegisteredModel(model, origin);
  const known = new Set((await journey.there.modelVersions(name)).map((version) => version.version));
  for (const version of versions) {
    readVersion(version.version); // it becomes part of a path
    await noting(journey, `version ${version.version} of model ${source.name}`, async () => {
      const translatedVersion = await translated(journey, { ...version, name });
      if (!known.has(version.version)) {
        await target.makeModelVersion(translatedVersion);
        summary.modelVersions += 1;
      }
      await target.finishModelVersion(translatedVersion);
      known.add(version.version);
    });
  }
  const aliases = Object.fromEntries(Object.entries(model.aliases).filter(([, version]) => known.has(version)));
  await target.finishRegisteredModel({ ...model, aliases });
  summary.registeredModels += 1;
}

/** The version with the run, the logged model and the place of its files that it has over there. */
async function translated(journey: Journey, version: ImportedVersion): Promise<ImportedVersion> {
  const { runIds, modelIds, target } = journey;
  const runId = runIds.get(version.runId) ?? (target.keepsIds ? version.runId : "");
  const { modelId: _, ...rest } = version;
  const modelId = modelIds.get(version.modelId ?? "");
  await noteFolder(journey, version.runId);
  const downloadUri = placeThere(journey, version.downloadUri);
  // A server resolves models:/name/1 at once, and that model may come later: it is told where the files are.
  const isReference = /^models:\/(?!m-[0-9a-f]{32}$)/.test(version.source);
  const source = isReference && !target.keepsIds ? downloadUri : placeThere(journey, version.source);
  return { ...rest, runId, source, downloadUri, ...(modelId !== undefined && { modelId }) };
}

async function noteFolder(journey: Journey, runId: string): Promise<void> {
  const id = journey.runIds.get(runId);
  if (id === undefined) return;
  const [here, there] = [await journey.from.run(runId), await journey.there.run(id)];
  journey.folders.set(here.info.artifactUri, there.info.artifactUri);
}

function placeThere(journey: Journey, uri: string): string {
  for (const [here, there] of journey.folders) {
    if (uri === here) return there;
    if (here !== "" && uri.startsWith(`${here}/`)) return `${there}${uri.slice(here.length)}`;
  }
  const named = /^(runs|models):\/([^/]+)(.*)$/.exec(uri);
  if (named === null) return uri;
  const [, scheme, id = "", rest] = named;
  const other = scheme === "runs" ? journey.runIds.get(id) : journey.modelIds.get(id);
  return `${scheme}:/${other ?? id}${rest}`;
}

function taken(name: string, sourceName: string): TrackingError {
  return new TrackingError(
    "RESOURCE_ALREADY_EXISTS",
    `there is a registered model '${name}' already, which did not come from this source`,
    {
      remedy: `--rename "${sourceName}=NEW NAME" brings it over under another name`,
    },
  );
}
