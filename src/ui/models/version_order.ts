/** In which order versions are listed. Pure. */
import type { ModelVersion } from "../../entities.js";
import type { MetricColumn } from "./source_run.js";

export interface VersionOrder {
  /** `version`, `created`, `user`, `stage`, or `metrics.KEY` of the source run. */
  readonly field: string;
  readonly direction: "ASC" | "DESC";
}

/** Reads `metrics.rmse ASC`; the newest first where nothing is said. */
export function versionOrderOf(text: unknown): VersionOrder {
  const found = typeof text === "string" ? /^(.+) (ASC|DESC)$/.exec(text) : null;
  return found === null
    ? { field: "version", direction: "DESC" }
    : { field: found[1]!, direction: found[2] as "ASC" | "DESC" };
}

/** Missing values last, equal ones by version, the newest first. */
export function sortedVersions(
  versions: readonly ModelVersion[],
  { field, direction }: VersionOrder,
  metrics: readonly MetricColumn[],
): readonly ModelVersion[] {
  const sign = direction === "ASC" ? 1 : -1;
  const column = metrics.find(({ key }) => `metrics.${key}` === field);
  const valueOf = (version: ModelVersion) => sortValue(version, field, column);
  return versions.toSorted((a, b) => {
    const [x, y] = [valueOf(a), valueOf(b)];
    if (x === undefined || y === undefined) return Number(x === undefined) - Number(y === undefined) || newest(a, b);
    return (x < y ? -sign : x > y ? sign : 0) || newest(a, b);
  });
}

function newest(a: ModelVersion, b: ModelVersion): number {
  return Number(b.version) - Number(a.version);
}

function sortValue(
  version: ModelVersion,
  field: string,
  column: MetricColumn | undefined,
): number | string | undefined {
  if (column !== undefined) {
    const value = column.values.get(version.runId);
    return typeof value === "number" ? value : undefined;
  }
  if (field === "created") return version.creationTimeMs;
  if (field === "user") return version.userId === "" ? undefined : version.userId;
  if (field === "stage") return version.currentStage;
  return Number(version.version);
}
