/** A history of a search as JSON, which has no NaN and no infinities: they are texts in it. */
import { JOB_STATE_NEW, JOB_STATE_RUNNING, STATUS_NEW, type TrialDocument, type TrialResult } from "./trial.js";

export interface TrialsJson {
  readonly trials: readonly unknown[];
}

const nonFinite = ["NaN", "Infinity", "-Infinity"];

/** Numbers that JSON lacks, at any depth, are `{"$number": "NaN"}`. */
export function plainJson(value: unknown): unknown {
  if (typeof value === "number" && !Number.isFinite(value)) return { $number: String(value) };
  if (typeof value === "bigint") return String(value);
  if (Array.isArray(value)) return value.map(plainJson);
  if (typeof value !== "object" || value === null || "toJSON" in value) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plainJson(item)]));
}

export function fromPlainJson(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(fromPlainJson);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value);
  const [key, text] = entries[0] ?? [];
  if (entries.length === 1 && key === "$number" && nonFinite.includes(String(text))) return Number(text);
  return Object.fromEntries(entries.map(([name, item]) => [name, fromPlainJson(item)]));
}

export function trialToJson(trial: TrialDocument): unknown {
  return plainJson({ ...trial });
}

/** A trial that was running when it was written was never finished: it waits again. */
export function trialFromJson(json: unknown): TrialDocument {
  const trial = fromPlainJson(json) as TrialDocument;
  if (trial?.state !== JOB_STATE_RUNNING) return trial;
  return { ...trial, state: JOB_STATE_NEW, result: { status: STATUS_NEW }, reports: [], bookTimeMs: null };
}

/** A result as text of at most `limit` UTF-16 units; what does not fit is left out, but status and loss. */
export function resultText(result: TrialResult, limit: number): string {
  const whole = wholeText(result);
  if (whole !== null && whole.length <= limit) return whole;
  const { status, loss, pruned } = result;
  return JSON.stringify(plainJson({ status, ...(loss !== undefined && { loss }), ...(pruned === true && { pruned }) }));
}

/** Null where an objective returned what has no text, such as a model whose parts hold each other. */
function wholeText(result: TrialResult): string | null {
  try {
    return JSON.stringify(plainJson(result));
  } catch {
    return null;
  }
}
