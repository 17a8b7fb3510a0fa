/** Registered models and versions as text. */
import type { ModelVersion, RegisteredModel } from "../entities.js";
import type { HowToPredict } from "../models/how_to_predict.js";
import { facts, localTime, table } from "./with_store.js";

export function modelsTable(models: readonly RegisteredModel[]): string {
  return table(
    [
      { title: "name" },
      { title: "latest", numeric: true },
      { title: "stages" },
      { title: "aliases" },
      { title: "changed" },
    ],
    models.map((model) => [
      model.name,
      String(Math.max(0, ...model.latestVersions.map((one) => Number(one.version))) || ""),
      model.latestVersions
        .filter((one) => one.currentStage !== "None")
        .map((one) => `${one.currentStage} ${one.version}`)
        .join(", "),
      aliasesOf(model),
      localTime(model.lastUpdatedTimeMs),
    ]),
    "no registered models",
  );
}

export function versionsTable(versions: readonly ModelVersion[]): string {
  return table(
    [
      { title: "model" },
      { title: "version", numeric: true },
      { title: "stage" },
      { title: "aliases" },
      { title: "status" },
      { title: "created" },
      { title: "run" },
    ],
    versions.map((one) => [
      one.name,
      one.version,
      one.currentStage,
      one.aliases.join(", "),
      one.status,
      localTime(one.creationTimeMs),
      one.runId,
    ]),
    "no versions",
  );
}

export function shownModel(model: RegisteredModel): string {
  const head = facts([
    ["name", model.name],
    ["created", localTime(model.creationTimeMs)],
    ["changed", localTime(model.lastUpdatedTimeMs)],
    ["aliases", aliasesOf(model)],
    ["description", model.description],
    ...Object.entries(model.tags).map(([key, value]) => [`tag ${key}`, value] as const),
  ]);
  return `${head}\n\n${versionsTable(model.latestVersions)}`;
}

export function shownVersion(version: ModelVersion, texts: HowToPredict | null): string {
  const head = facts([
    ["model", version.name],
    ["version", version.version],
    ["stage", version.currentStage],
    ["aliases", version.aliases.join(", ")],
    ["status", [version.status, version.statusMessage].filter(Boolean).join(": ")],
    ["run", version.runId],
    ["logged model", version.modelId ?? null],
    ["source", version.source],
    ["created", localTime(version.creationTimeMs)],
    ["changed", localTime(version.lastUpdatedTimeMs)],
    ["user", version.userId],
    ["description", version.description],
    ...Object.entries(version.tags).map(([key, value]) => [`tag ${key}`, value] as const),
  ]);
  return texts === null ? head : `${head}\n\n${shownTexts(texts)}`;
}

function shownTexts({ typescript, python, http }: HowToPredict): string {
  const parts = [
    ["TypeScript", typescript],
    ["Python", python ?? "this model cannot be loaded in Python; serve it, and ask it over HTTP"],
    ["HTTP", http],
  ] as const;
  return parts.map(([title, text]) => `predict in ${title}:\n${text.replaceAll(/^(?=.)/gm, "  ")}`).join("\n\n");
}

function aliasesOf(model: RegisteredModel): string {
  return Object.entries(model.aliases)
    .map(([alias, version]) => `${alias} → ${version}`)
    .join(", ");
}
