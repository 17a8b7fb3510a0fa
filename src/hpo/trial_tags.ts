/** What the run of a trial says of it, from which the trial can be read back to the bit. Pure. */
import type { Run, Tag } from "../entities.js";
import { parsedJson } from "../json.js";
import { JOB_STATE_DONE, newTrial, pointOf, type TrialDocument, type TrialResult } from "./trial.js";
import { fromPlainJson, plainJson, resultText } from "./trials_json.js";

export const searchTag = "labbook.search";
export const spaceTagKey = "labbook.searchSpace";
const numberTag = "labbook.trial";
const pointTag = "labbook.trialPoint";
const statusTag = "labbook.trialStatus";
const resultTag = "labbook.trialResult";
/** Servers of MLflow 2 keep no more of a tag. */
const maxTagLength = 5000;

/** Of a run that begins. */
export function beginTags(trial: TrialDocument, search: string | null, space: string): Tag[] {
  return [
    ...(search === null
      ? []
      : [
          { key: searchTag, value: search },
          { key: spaceTagKey, value: space },
        ]),
    { key: numberTag, value: String(trial.tid) },
    ...pointTags(JSON.stringify(plainJson(pointOf(trial)))),
  ];
}

/** One tag, or as many as a point with many parameters needs. */
function pointTags(text: string): Tag[] {
  return Array.from({ length: Math.ceil(text.length / maxTagLength) }, (_, part) => ({
    key: pointTagOf(part),
    value: text.slice(part * maxTagLength, (part + 1) * maxTagLength),
  }));
}

function pointTagOf(part: number): string {
  return part === 0 ? pointTag : `${pointTag}.${part + 1}`;
}

function pointText(tags: Readonly<Record<string, string>>): string | undefined {
  let text = tags[pointTag];
  for (let part = 1; tags[pointTagOf(part)] !== undefined; part++) text += tags[pointTagOf(part)]!;
  return text;
}

/** Of a run whose trial has ended with a result. */
export function endTags(result: TrialResult): Tag[] {
  return [
    { key: statusTag, value: result["pruned"] === true ? "pruned" : result.status },
    { key: resultTag, value: resultText(result, maxTagLength) },
  ];
}

/** A filter of MLflow's for the runs of a search; null where its name cannot be written in one. */
export function searchFilter(name: string): string | null {
  const quote = name.includes("'") ? '"' : "'";
  return name.includes(quote) ? null : `tags.\`${searchTag}\` = ${quote}${name}${quote}`;
}

/** Whether the run holds a trial that came to an end; that of a process that died does not. */
export function isEnded(run: Run): boolean {
  return trialOfRun(run, 0) !== null;
}

/** The runs of a search in the order of their trials, each with the trial's number; a number that is taken gives way to a free one. */
export function numbered(runs: readonly Run[]): { run: Run; tid: number }[] {
  const numberOf = (run: Run) => Number(run.data.tags[numberTag] ?? 0);
  const sorted = runs.toSorted((a, b) => numberOf(a) - numberOf(b) || a.info.startTimeMs - b.info.startTimeMs);
  let next = 0;
  return sorted.map((run) => {
    const tid = Math.max(numberOf(run), next);
    next = tid + 1;
    return { run, tid };
  });
}

/** The trial that a run holds; null of a run that is none, or whose trial never ended. */
export function trialOfRun(run: Run, tid: number, labels?: readonly string[]): TrialDocument | null {
  const point = record(pointText(run.data.tags)) as Record<string, number> | null;
  const result = record(run.data.tags[resultTag]) as TrialResult | null;
  if (point === null || result === null) return null;
  const { runId, startTimeMs, endTimeMs } = run.info;
  return {
    ...newTrial(tid, point, labels ?? Object.keys(point)),
    state: JOB_STATE_DONE,
    result,
    bookTimeMs: startTimeMs,
    refreshTimeMs: endTimeMs ?? startTimeMs,
    runId,
  };
}

function record(text: string | undefined): unknown {
  const value = text === undefined ? null : fromPlainJson(parsedJson(text));
  return typeof value === "object" && value !== null && !Array.isArray(value) ? value : null;
}
