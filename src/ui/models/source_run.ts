/** What the runs that versions came from logged, by run. Pure. */
import type { CellValue, RunTable } from "../../protocol/page.js";
import { shortNumber } from "../parts/number.js";

export interface MetricColumn {
  readonly key: string;
  /** Run id → latest value. */
  readonly values: ReadonlyMap<string, CellValue>;
}

const metricPrefix = "metrics.";

/** The metrics that a source run has, by name. */
export function metricsOf(runs: RunTable | undefined): readonly MetricColumn[] {
  return columnsOf(runs, metricPrefix);
}

/** The columns whose names begin with `prefix`, by the rest of their names. */
export function columnsOf(runs: RunTable | undefined, prefix: string): readonly MetricColumn[] {
  if (runs === undefined) return [];
  const named = Object.entries(runs.columns).filter(([name]) => name.startsWith(prefix));
  return named
    .map(([name, cells]) => ({
      key: name.slice(prefix.length),
      values: new Map(runs.runs.runId.map((runId, row) => [runId, cells[row] ?? null])),
    }))
    .sort((a, b) => (a.key < b.key ? -1 : 1));
}

export interface SourceRun {
  readonly experimentId: string;
  readonly runName: string;
  readonly isDeleted: boolean;
}

/** undefined: not answered, or there is no such run any more. */
export function sourceRunOf(runs: RunTable | undefined, runId: string): SourceRun | undefined {
  const row = runs?.runs.runId.indexOf(runId) ?? -1;
  if (runs === undefined || row < 0) return undefined;
  const { experimentId, runName, lifecycleStage } = runs.runs;
  return {
    experimentId: experimentId[row]!,
    runName: runName[row]!,
    isDeleted: lifecycleStage[row] === "deleted",
  };
}

/** Numbers short, the rest as it is. */
export function cellText(value: CellValue | undefined): string {
  if (value === null || value === undefined) return "–";
  return typeof value === "number" ? shortNumber(value) : value;
}
