/** Registered models and their versions as a notebook shows them. */
import type { ModelVersion, RegisteredModel } from "../entities.js";
import type { MimeBundle } from "../mime.js";
import { factsOf, renderFacts } from "./facts.js";
import { renderPlainTable } from "./plain_table.js";
import { readableTime } from "./run_fields.js";

export function renderModel(model: RegisteredModel): MimeBundle {
  const { name, description, creationTimeMs, lastUpdatedTimeMs, aliases, latestVersions, tags } = model;
  const versions = latestVersions.map(
    ({ version, currentStage }) => [`version ${version}`, currentStage] as [string, string],
  );
  return renderFacts([
    {
      title: "registered model",
      rows: [
        ["name", name],
        ...(description === "" ? [] : [["description", description] as [string, string]]),
        ["created (UTC)", readableTime(creationTimeMs)],
        ["changed (UTC)", readableTime(lastUpdatedTimeMs)],
      ],
    },
    { title: "latest versions", rows: versions },
    {
      title: "aliases",
      rows: factsOf(aliases).map(([alias, version]): [string, string] => [`@${alias}`, `version ${version}`]),
    },
    { title: "tags", rows: factsOf(tags) },
  ]);
}

export function renderModels(models: readonly RegisteredModel[]): MimeBundle {
  return renderPlainTable({
    noun: "registered model",
    columns: [
      { title: "model" },
      { title: "latest versions" },
      { title: "aliases" },
      { title: "tags" },
      { title: "changed (UTC)" },
    ],
    rows: models.map(({ name, latestVersions, aliases, tags, lastUpdatedTimeMs }) => [
      name,
      latestVersions.map(({ version, currentStage }) => `${version} ${currentStage}`).join(", "),
      factsOf(aliases)
        .map(([alias, version]) => `@${alias} → ${version}`)
        .join(", "),
      tagsText(tags),
      readableTime(lastUpdatedTimeMs),
    ]),
  });
}

export function renderVersion(version: ModelVersion): MimeBundle {
  const facts: [string, string][] = [
    ["model", version.name],
    ["version", version.version],
    ["stage", version.currentStage],
    ["aliases", version.aliases.map((alias) => `@${alias}`).join(", ")],
    ["status", [version.status, version.statusMessage].filter((text) => text !== "").join(": ")],
    ["description", version.description ?? ""],
    ["source run", version.runId],
    ["source", version.source],
    ["user", version.userId],
    ["created (UTC)", readableTime(version.creationTimeMs)],
  ];
  return renderFacts([
    { title: "model version", rows: facts.filter(([, value]) => value !== "") },
    { title: "tags", rows: factsOf(version.tags) },
  ]);
}

export function renderVersions(versions: readonly ModelVersion[]): MimeBundle {
  return renderPlainTable({
    noun: "model version",
    columns: [
      { title: "model" },
      { title: "version", numeric: true },
      { title: "stage" },
      { title: "aliases" },
      { title: "status" },
      { title: "source run" },
      { title: "tags" },
      { title: "created (UTC)" },
    ],
    rows: versions.map((one) => [
      one.name,
      one.version,
      one.currentStage,
      one.aliases.map((alias) => `@${alias}`).join(", "),
      one.status,
      one.runId,
      tagsText(one.tags),
      readableTime(one.creationTimeMs),
    ]),
  });
}

function tagsText(tags: Readonly<Record<string, string>>): string {
  return factsOf(tags)
    .map(([key, value]) => `${key}=${value}`)
    .join(", ");
}
