/** Machine learning on the course's taxi trips beside pandas, scikit-learn and XGBoost, on all cores of both sides. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

interface MlFigures {
  readonly wallS: number;
  readonly cpuS: number;
  readonly peakMb: number;
  /** Of the model on the validation month; null: there is no model. */
  readonly rmse: number | null;
}

/** Name, label, repeats (medians are shown), and what is asked of the ratio. */
const benchmarks = [
  ["parquet", "read and filter a month, Parquet", 5, ""],
  ["csv", "read and filter a month, CSV", 5, ""],
  ["vectorize", "DictVectorizer, 13,221 columns", 5, ""],
  ["linearRegression", "LinearRegression (LSQR)", 5, ""],
  ["ridge", "Ridge", 5, ""],
  ["lasso", "Lasso, alpha 0.01", 3, ""],
  ["linearSvr", "LinearSVR, 1000 rounds", 1, ""],
  ["exact", "XGBoost exact, 100 rounds, best params", 1, "at least as fast, under 300 MB"],
  ["hist", "XGBoost hist, 100 rounds, best params", 1, ""],
  ["predict", "DMatrix and predict, a month, 100 trees of depth 30", 5, ""],
  ["load", "load a JSON model of 15 MB", 5, ""],
  ["gradientBoosting", "GradientBoosting, 100 trees", 1, ""],
  ["randomForest", "RandomForest, 10 trees", 1, ""],
  ["extraTrees", "ExtraTrees, 10 trees", 1, ""],
] as const;

const header = [
  ...["", "wall, s", "Python", "ratio", "CPU, s", "Python", "ratio", "peak memory, MB", "Python"],
  ...["validation RMSE", "Python", "goal"],
];

/** The rows of a Markdown table. `only`: names of benchmarks; none: all. `python`: null where it is not installed. */
export function measureMl(python: string | null, only: readonly string[]): string[] {
  const unknown = only.find((wanted) => benchmarks.every(([name]) => name !== wanted));
  if (unknown !== undefined) {
    throw new Error(`there is no row ${unknown}; there are ${benchmarks.map(([name]) => name).join(", ")}`);
  }
  const folder = mkdtempSync(join(tmpdir(), "labbook-bench-"));
  const measure = (program: string, script: string, name: string, repeats: number): MlFigures => {
    const command = [join(import.meta.dirname, script), name, String(repeats), folder];
    const output = execFileSync(program, command, { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
    return JSON.parse(output) as MlFigures;
  };
  try {
    measure(process.execPath, "ml_work.ts", "files", 1);
    const chosen = benchmarks.filter(([name]) => only.length === 0 || only.includes(name));
    const rows = chosen.map(([name, label, repeats, goal]) => {
      const ours = measure(process.execPath, "ml_work.ts", name, repeats);
      const theirs = python === null ? null : measure(python, "ml_peer.py", name, repeats);
      return [label, ...cells(ours, theirs), goal];
    });
    const rule = header.map((_, column) => (column === 0 || column === header.length - 1 ? "---" : "--:"));
    return [header, rule, ...rows].map((row) => `| ${row.join(" | ")} |`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function cells(ours: MlFigures, theirs: MlFigures | null): string[] {
  const beside = (figure: (figures: MlFigures) => string) => [figure(ours), theirs === null ? "" : figure(theirs)];
  const ratio = (figure: "wallS" | "cpuS") =>
    theirs === null ? "" : `${(theirs[figure] / ours[figure]).toFixed(1)} ×`;
  return [
    ...beside(({ wallS }) => wallS.toPrecision(3)),
    ratio("wallS"),
    ...beside(({ cpuS }) => cpuS.toPrecision(3)),
    ratio("cpuS"),
    ...beside(({ peakMb }) => peakMb.toFixed(0)),
    ...beside(({ rmse }) => rmse?.toFixed(4) ?? ""),
  ];
}
