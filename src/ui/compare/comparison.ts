/** Runs side by side: what each has under each name, and where they differ. Pure. */
import type { ArtifactTree, CellValue, RunTable } from "../../protocol/page.js";
import { readableSize } from "../artifacts/kind.js";
import type { Environment } from "../notebook/environment.js";
import { factName, factValue } from "../notebook/fact.js";
import { durationText } from "../parts/duration.js";
import { exactTime } from "../parts/time.js";

export type Section = "run" | "metrics" | "params" | "tags" | "environment" | "system" | "artifacts";

export const sectionTitles: Readonly<Record<Section, string>> = {
  run: "Run",
  metrics: "Metrics",
  params: "Params",
  tags: "Tags",
  environment: "Environment",
  system: "System tags",
  artifacts: "Artifacts",
};

export interface ComparedRun {
  readonly runId: string;
  readonly experimentId: string;
  readonly name: string;
}

export interface Entry {
  readonly section: Section;
  readonly key: string;
  /** One per run, in their order. */
  readonly values: readonly CellValue[];
  /** A missing value counts as one. */
  readonly differs: boolean;
}

/** Names are told apart by the ids where several runs have the same. */
export function runsIn({ runs }: RunTable): ComparedRun[] {
  const counts = new Map<string, number>();
  for (const name of runs.runName) counts.set(name, (counts.get(name) ?? 0) + 1);
  return runs.runId.map((runId, index) => {
    const [name, id] = [runs.runName[index]!, runId.slice(0, 8)];
    const shown = name === "" ? id : counts.get(name)! > 1 ? `${name} (${id})` : name;
    return { runId, experimentId: runs.experimentId[index]!, name: shown };
  });
}

/**
 * `environments` has one per run, null where it kept none; undefined while they are on their way. `experiments`: what they are
 * called, by id, as far as it is known.
 */
export function entriesOf(
  table: RunTable,
  environments: readonly (Environment | null)[] | undefined,
  experiments: ReadonlyMap<string, string> = new Map(),
): Entry[] {
  const logged = Object.entries(table.columns).flatMap(([field, values]) => {
    const dot = field.indexOf(".");
    const [kind, key] = [field.slice(0, dot), field.slice(dot + 1)];
    if (kind === "params" || kind === "metrics") return [entryOf(kind, key, values)];
    if (kind !== "tags" || key === "mlflow.runName") return [];
    return [entryOf(/^(mlflow|labbook)\./.test(key) ? "system" : "tags", key, values)];
  });
  const of = (section: Section): Entry[] =>
    logged.filter((entry) => entry.section === section).sort((a, b) => (a.key < b.key ? -1 : 1));
  return [
    ...headEntries(table, experiments),
    ...of("metrics"),
    ...of("params"),
    ...of("tags"),
    ...environmentEntries(environments),
    ...of("system"),
  ];
}

function entryOf(section: Section, key: string, values: readonly CellValue[]): Entry {
  return { section, key, values, differs: values.some((value) => !Object.is(value, values[0])) };
}

function headEntries({ runs }: RunTable, experiments: ReadonlyMap<string, string>): Entry[] {
  const took = runs.startTimeMs.map((startMs, index) => {
    const endMs = runs.endTimeMs[index] ?? null;
    return endMs === null || startMs === 0 ? null : durationText(endMs - startMs);
  });
  return [
    entryOf(
      "run",
      "Status",
      runs.status.map((status, index) => {
        const word = status[0]! + status.slice(1).toLowerCase();
        return runs.lifecycleStage[index] === "deleted" ? `${word}, deleted` : word;
      }),
    ),
    entryOf(
      "run",
      "Started",
      runs.startTimeMs.map((startMs) => (startMs === 0 ? null : exactTime(startMs))),
    ),
    entryOf("run", "Took", took),
    entryOf(
      "run",
      "Experiment",
      runs.experimentId.map((id) => experiments.get(id) ?? id),
    ),
    { section: "run", key: "Run ID", values: runs.runId, differs: false }, // it always does, which tells nothing
  ];
}

function environmentEntries(environments: readonly (Environment | null)[] | undefined): Entry[] {
  if (environments === undefined) return [];
  const names = [...new Set(environments.flatMap((one) => [...(one?.facts.keys() ?? [])]))];
  const facts = names.map((name) =>
    entryOf(
      "environment",
      factName(name),
      environments.map((one) => {
        const value = one?.facts.get(name);
        return value === undefined ? null : factValue(name, value);
      }),
    ),
  );
  const paths = [...new Set(environments.flatMap((one) => (one?.filesRead ?? []).map(({ path }) => path)))];
  const files = paths.map((path) =>
    entryOf(
      "environment",
      `Read ${path}`,
      environments.map((one) => {
        const file = one?.filesRead.find((read) => read.path === path);
        return file === undefined ? null : (file.sha256 ?? "not hashed");
      }),
    ),
  );
  return [...facts, ...files];
}

/** Sizes of files by path, with what tells them apart where files of one size are not the same; `trees` has one per run. */
export function artifactEntries(trees: readonly Pick<ArtifactTree, "files">[]): Entry[] {
  const byPath = trees.map(
    ({ files }) => new Map(files.filter(({ isDir }) => !isDir).map((file) => [file.path, file])),
  );
  const paths = [...new Set(byPath.flatMap((one) => [...one.keys()]))].sort();
  return paths.map((path) => {
    const files = byPath.map((one) => one.get(path));
    const digests = new Set(files.flatMap((file) => file?.digest ?? []));
    const valueOf = (file: (typeof files)[number]): CellValue => {
      if (file === undefined) return null;
      return digests.size > 1 && file.digest !== undefined
        ? `${readableSize(file.sizeBytes)}, ${file.digest}`
        : file.sizeBytes;
    };
    return entryOf("artifacts", path, files.map(valueOf));
  });
}

export interface Choice {
  readonly search: string;
  readonly differing: boolean;
}

/** Those that a reader wants to see; `search` is looked for in keys, all its words. */
export function chosenEntries(entries: readonly Entry[], { search, differing }: Choice): Entry[] {
  const words = search
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");
  return entries.filter((entry) => {
    const name = `${entry.section} ${entry.key}`.toLowerCase();
    return (!differing || entry.differs) && words.every((word) => name.includes(word));
  });
}
