/** Runs with notebooks as labbook's kernel stores them, for the page's tests. */
import type { SeededRun } from "./page.js";

export interface SeededCell {
  readonly id: string;
  readonly type?: "markdown";
  readonly source: string;
  readonly outputs?: readonly object[];
}

export interface SeededExecution {
  readonly cellId: string;
  readonly source: string;
  readonly status?: string;
  readonly outputs?: readonly object[];
  readonly error?: { readonly ename: string; readonly evalue: string };
  readonly logged?: readonly object[];
  readonly durationMs?: number;
}

const startMs = 1_764_000_000_000;

/** The artifacts of a run: the notebook as it ran, its ledger in the order given, its environment. */
export function notebookArtifacts(
  cells: readonly SeededCell[],
  executions: readonly SeededExecution[],
  environment: object = {},
): NonNullable<SeededRun["artifacts"]> {
  const last = new Map(executions.map((execution, index) => [execution.cellId, { ...execution, seq: index + 1 }]));
  const file = {
    nbformat: 4,
    nbformat_minor: 5,
    metadata: { language_info: { name: "typescript" } },
    cells: cells.map(({ id, type, source, outputs = [] }) => {
      if (type === "markdown") return { cell_type: "markdown", id, metadata: {}, source };
      const ran = last.get(id);
      const labbook = ran === undefined ? { executed: false } : { executed: true, seq: ran.seq };
      const shown = ran?.outputs ?? outputs;
      return {
        cell_type: "code",
        id,
        metadata: { labbook },
        source: ran?.source ?? source,
        execution_count: ran?.seq ?? null,
        outputs: shown,
      };
    }),
  };
  let timeMs = startMs;
  const ledger = executions.map(({ cellId, source, durationMs = 100, ...rest }, index) => {
    const startTimeMs = timeMs;
    timeMs += durationMs + 50;
    return {
      seq: index + 1,
      executionId: `e${index + 1}`,
      cellId,
      executionCount: index + 1,
      source,
      startTimeMs,
      endTimeMs: startTimeMs + durationMs,
      status: rest.status ?? "ok",
      outputs: rest.outputs ?? [],
      error: rest.error ?? null,
      logged: rest.logged ?? [],
    };
  });
  return {
    "notebook/taxi.ipynb": JSON.stringify(file, null, 1),
    "notebook/executions.jsonl": ledger.map((line) => `${JSON.stringify(line)}\n`).join(""),
    "notebook/environment.json": JSON.stringify({
      versions: { node: "24.21.0", labbook: "0.1.0", typescript: "5.9.3" },
      platform: { os: "linux", arch: "x64", cpu: "Ryzen", cpuCount: 8, memoryBytes: 16_000_000_000 },
      git: { commit: "0123456789abcdef0123456789abcdef01234567", branch: "main", dirty: true, remote: null },
      seed: "42",
      filesRead: [{ path: "data/green.parquet", sizeBytes: 1_234_567, sha256: "ab".repeat(32) }],
      ...environment,
    }),
  };
}

export const stream = (text: string): object => ({ output_type: "stream", name: "stdout", text });

export const bundle = (data: object): object => ({ output_type: "display_data", data, metadata: {} });

export const logged = (kind: string, key: string, runId = "", count = 1): object => ({ runId, kind, key, count });
