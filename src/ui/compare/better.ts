/** Which of two values of a metric is better. Guessed by its name until a reader says it. Pure. */
import type { CellValue } from "../../protocol/page.js";

export type Better = "lower" | "higher" | "unknown";

const lower =
  /loss|rmse|mse|mae|mape|error|(^|[^a-z])err([^a-z]|$)|perplexity|deviance|latency|(^|[^a-z])(time|duration|seconds)/i;
const higher =
  /acc|auc|(^|[^a-z])f1|(^|[^a-z])r2|precision|recall|score|(^|[^a-z])(map|ndcg|iou|bleu|rouge)|hit_?rate/i;

/** `validation-rmse` → lower, `accuracy` → higher, `n` → unknown. */
export function guessedBetter(key: string): Better {
  if (lower.test(key)) return "lower";
  return higher.test(key) ? "higher" : "unknown";
}

/** Of `value` against `baseline`; null where one of them is no finite number. */
export function deltaOf(value: CellValue, baseline: CellValue): number | null {
  if (typeof value !== "number" || typeof baseline !== "number") return null;
  const delta = value - baseline;
  return Number.isFinite(delta) ? delta : null;
}

export function judged(delta: number, better: Better): "better" | "worse" | "same" | "unknown" {
  if (delta === 0) return "same";
  if (better === "unknown") return "unknown";
  return delta < 0 === (better === "lower") ? "better" : "worse";
}

/** The indices of the best values; none where all are the same or nobody knows what is better. */
export function bestOf(values: readonly CellValue[], better: Better): ReadonlySet<number> {
  const numbers = values.filter((value): value is number => typeof value === "number");
  if (better === "unknown" || numbers.length < 2) return new Set();
  const best = numbers.reduce((a, b) => (better === "lower" ? Math.min(a, b) : Math.max(a, b)));
  if (numbers.every((value) => value === best)) return new Set();
  return new Set(values.flatMap((value, index) => (value === best ? [index] : [])));
}
