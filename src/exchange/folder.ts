/** The layout of an exchange folder, which `docs/exchange.md` describes: where things are, and how they are written. */
import { randomBytes } from "node:crypto";
import { mkdir, readdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Metric } from "../entities.js";
import { TrackingError } from "../errors.js";
import { parsedJson } from "../json.js";

export const formatName = "labbook-exchange";
export const formatVersion = 1;

export class Folder {
  readonly root: string;

  /** `root` is an absolute path. */
  constructor(root: string) {
    this.root = root;
  }

  get manifest(): string {
    return join(this.root, "manifest.json");
  }

  experiment(experimentId: string): string {
    return join(this.root, "experiments", experimentId);
  }

  run(experimentId: string, runId: string): string {
    return join(this.experiment(experimentId), "runs", runId);
  }

  loggedModel(experimentId: string, modelId: string): string {
    return join(this.experiment(experimentId), "models", modelId);
  }

  /** Names of models may hold what names of files may not: `/`, `:`, a leading dot. */
  registeredModel(name: string): string {
    return join(this.root, "registered_models", encodeURIComponent(name).replace(/^\./, "%2E"));
  }

  version(name: string, version: string): string {
    return join(this.registeredModel(name), "versions", `${version}.json`);
  }
}

/** Names in a folder, sorted; none where it is not there. */
export async function entries(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

/** undefined where there is no such file. */
export async function readJson<T>(path: string): Promise<T | undefined> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    if (["ENOENT", "ENOTDIR"].includes((error as NodeJS.ErrnoException).code ?? "")) return undefined;
    throw error;
  }
  const value = parsedJson(text);
  if (value !== undefined) return value as T;
  throw new TrackingError("DATA_LOSS", `${path} is not JSON`, { remedy: "export again: it writes the file anew" });
}

/** Written beside its place and moved there: a file is whole or not there. */
export async function writeJson(path: string, value: unknown): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const draft = `${path}.${randomBytes(4).toString("hex")}.tmp`;
  await writeFile(draft, `${JSON.stringify(value, null, 2)}\n`);
  await rename(draft, path);
}

/** JSON has no NaN and no infinities, and its readers lose digits beyond 2^53: those are written as text. */
export interface WrittenMetric extends Omit<Metric, "value" | "step" | "exactStep"> {
  readonly value: number | string;
  readonly step: number | string;
}

export function writtenMetric({ exactStep, ...metric }: Metric): WrittenMetric {
  return {
    ...metric,
    value: Number.isFinite(metric.value) ? metric.value : String(metric.value),
    step: exactStep === undefined ? metric.step : String(exactStep),
  };
}

export function readMetric(metric: WrittenMetric): Metric {
  return {
    ...metric,
    value: Number(metric.value),
    step: Number(metric.step),
    ...(typeof metric.step === "string" && { exactStep: BigInt(metric.step) }),
  };
}
