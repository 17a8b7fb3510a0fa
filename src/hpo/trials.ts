/** The history of a search, with hyperopt's names in camelCase. */
import { TrackingError } from "../errors.js";
import { type Displayable, displaySymbol, type MimeData } from "../mime.js";
import { averageBestError } from "./average_best_error.js";
import {
  JOB_STATE_ERROR,
  JOB_STATE_RUNNING,
  lossOf,
  pointOf,
  type Status,
  STATUS_RUNNING,
  type TrialDocument,
  type TrialResult,
} from "./trial.js";
import { checkTrial } from "./trial_check.js";
import { type TrialsJson, trialFromJson, trialToJson } from "./trials_json.js";
import { renderTrialsTable, trialsTableData } from "./trials_table.js";

/**
 * All trials of a search: done, running and waiting. What `fmin` is given here it fills; a second `fmin` with the same
 * object goes on. In a notebook it shows itself as a table.
 *
 * As in hyperopt, trials whose objective threw (and ended the search) are kept aside: `trials` and all lists made from it
 * leave them out.
 */
export class Trials implements Displayable {
  #documents: TrialDocument[] = [];
  #nextId = 0;
  #attachments = new Map<number, Map<string, unknown>>();

  /** Documents as `trials` gives them. */
  constructor(documents: Iterable<TrialDocument> = []) {
    this.insertTrialDocs(documents);
  }

  /** Back from `toJSON()` or from the value of its text. Trials that were running wait to be evaluated again. */
  static fromJSON(json: unknown): Trials {
    const { trials } = (typeof json === "object" && json !== null ? json : {}) as Partial<TrialsJson>;
    if (!Array.isArray(trials)) {
      throw new TrackingError(
        "INVALID_PARAMETER_VALUE",
        "this is no history of a search: it has no list `trials`; give what Trials.toJSON() or a trialsSaveFile holds",
      );
    }
    return new Trials(trials.map(trialFromJson));
  }

  /** In the order in which they were made, without those whose objective threw. */
  get trials(): readonly TrialDocument[] {
    return this.#documents.filter((trial) => trial.state !== JOB_STATE_ERROR);
  }

  /** Those whose objective threw and ended the search. */
  get failed(): readonly TrialDocument[] {
    return this.#documents.filter((trial) => trial.state === JOB_STATE_ERROR);
  }

  get length(): number {
    return this.trials.length;
  }

  [Symbol.iterator](): Iterator<TrialDocument> {
    return this.trials[Symbol.iterator]();
  }

  get tids(): readonly number[] {
    return this.trials.map((trial) => trial.tid);
  }

  /** The points: label → value. */
  get specs(): readonly Readonly<Record<string, number>>[] {
    return this.trials.map(pointOf);
  }

  get results(): readonly TrialResult[] {
    return this.trials.map((trial) => trial.result);
  }

  get miscs(): readonly TrialDocument["misc"][] {
    return this.trials.map((trial) => trial.misc);
  }

  /** Label → ids of the trials that have the parameter. */
  get idxs(): Readonly<Record<string, readonly number[]>> {
    return this.#gathered((misc) => misc.idxs);
  }

  /** Label → values, in the order of `idxs`. */
  get vals(): Readonly<Record<string, readonly number[]>> {
    return this.#gathered((misc) => misc.vals);
  }

  /** One per trial; undefined for one without. */
  losses(): readonly (number | undefined)[] {
    return this.results.map((result) => result.loss);
  }

  statuses(): readonly Status[] {
    return this.results.map((result) => result.status);
  }

  /** The trial of the least loss, the earlier of equals. INVALID_STATE when no trial ended well (hyperopt's AllTrialsFailed). */
  get bestTrial(): TrialDocument {
    let best: TrialDocument | null = null;
    for (const trial of this.trials) {
      const loss = lossOf(trial);
      if (loss !== null && (best === null || loss < lossOf(best)!)) best = trial;
    }
    if (best === null) throw allFailed(this.#documents);
    return best;
  }

  /** Label → value of the best trial; the value of a choice is its index: `spaceEval` turns it into what was chosen. */
  get argmin(): Record<string, number> {
    return pointOf(this.bestTrial);
  }

  /**
   * The true loss of the best trial. Where results carry `lossVariance`, true losses weighted by the probability that the
   * trial is the best.
   */
  averageBestError(): number {
    return averageBestError(this.results);
  }

  /** Trials that are to be evaluated, or were elsewhere. Returns their ids. */
  insertTrialDocs(documents: Iterable<TrialDocument>): readonly number[] {
    const added = [...documents];
    const known = new Set(this.#documents.map((trial) => trial.tid));
    for (const document of added) {
      checkTrial(document);
      if (known.has(document.tid)) {
        throw new TrackingError(
          "RESOURCE_ALREADY_EXISTS",
          `trial ${document.tid} is there already; newTrialIds(n) gives ids that are free`,
        );
      }
      known.add(document.tid);
    }
    for (const document of added) {
      this.#documents.push(document);
      this.#nextId = Math.max(this.#nextId, document.tid + 1);
    }
    return added.map((trial) => trial.tid);
  }

  insertTrialDoc(document: TrialDocument): number {
    return this.insertTrialDocs([document])[0]!;
  }

  /** Ids that are free, each given once. */
  newTrialIds(count: number): readonly number[] {
    const first = this.#nextId;
    this.#nextId += count;
    return Array.from({ length: count }, (_, index) => first + index);
  }

  /** What was inserted is there at once; hyperopt's code calls this. */
  refresh(): void {
    return undefined;
  }

  deleteAll(): void {
    this.#documents = [];
    this.#attachments = new Map();
    this.#nextId = 0;
  }

  countByState(...states: readonly number[]): number {
    return this.#documents.filter((trial) => states.includes(trial.state)).length;
  }

  /** What the objective returned under `attachments`, which results do not hold. They are not saved. */
  trialAttachments(trial: Pick<TrialDocument, "tid">): Map<string, unknown> {
    let attachments = this.#attachments.get(trial.tid);
    if (attachments === undefined) this.#attachments.set(trial.tid, (attachments = new Map<string, unknown>()));
    return attachments;
  }

  /** One per trial, for tables and plots: the labels that it has with their values, `tid`, `loss` (null: none) and `status`. */
  rows(): readonly Readonly<Record<string, number | string | null>>[] {
    return this.trials.map((trial) => ({
      ...pointOf(trial),
      tid: trial.tid,
      loss: lossOf(trial),
      status: statusOf(trial),
    }));
  }

  toJSON(): TrialsJson {
    return { trials: this.#documents.map(trialToJson) };
  }

  [displaySymbol](): MimeData {
    const rows = this.trials.map((trial) => ({
      tid: trial.tid,
      point: pointOf(trial),
      loss: lossOf(trial),
      status: statusOf(trial),
    }));
    const labels = [...new Set(this.trials.flatMap((trial) => Object.keys(trial.misc.vals)))];
    return renderTrialsTable(trialsTableData(rows, labels));
  }

  #gathered(part: (misc: TrialDocument["misc"]) => Readonly<Record<string, readonly number[]>>) {
    const lists: Record<string, number[]> = {};
    for (const { misc } of this.trials) {
      for (const [label, values] of Object.entries(part(misc))) (lists[label] ??= []).push(...values);
    }
    return lists;
  }
}

/** Trials from documents, as `trials.trials` gives them. */
export function trialsFromDocs(documents: Iterable<TrialDocument>): Trials {
  return new Trials(documents);
}

function statusOf({ state, result }: TrialDocument): string {
  if (result["pruned"] === true) return "pruned";
  return state === JOB_STATE_RUNNING ? STATUS_RUNNING : result.status;
}

function allFailed(trials: readonly TrialDocument[]): TrackingError {
  const last = trials.findLast((trial) => trial.result["error"] !== undefined || trial.misc.error !== undefined);
  const reason = last?.misc.error?.[1] ?? last?.result["error"];
  return new TrackingError(
    "INVALID_STATE",
    trials.length === 0
      ? "there are no trials, hence no best one; run fmin with these trials first"
      : `none of the ${trials.length} trials has status "ok" and a loss, hence there is no best one` +
          (typeof reason === "string" ? `; the last failure was: ${reason}` : "; statuses() says how each ended"),
  );
}
