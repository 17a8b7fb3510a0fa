/** What an objective is handed beside its parameters. */
import { TrackingError } from "../errors.js";
import type { Pruner } from "./pruner.js";
import { pointOf, type TrialDocument } from "./trial.js";

export interface TrialSurroundings {
  readonly pruner: Pruner | null;
  /** All trials of the search. */
  readonly trials: () => readonly TrialDocument[];
  readonly report: (trial: TrialDocument, value: number, step: number) => void;
}

/** The trial that is being evaluated: reports how it goes and asks whether to go on. */
export class Trial {
  readonly #document: TrialDocument;
  readonly #around: TrialSurroundings;

  constructor(document: TrialDocument, around: TrialSurroundings) {
    this.#document = document;
    this.#around = around;
  }

  /** Counts from 0. */
  get tid(): number {
    return this.#document.tid;
  }

  /** Label → value; the value of a choice is its index. */
  get point(): Readonly<Record<string, number>> {
    return pointOf(this.#document);
  }

  /** The run that holds the trial; null where it is not tracked. */
  get runId(): string | null {
    return this.#document.runId ?? null;
  }

  /**
   * Notes a value of the loss on the way, e.g. after an epoch; it becomes a point of the metric `intermediate` of the
   * trial's run. A second value for the same step is ignored, as in Optuna. `step`: a whole number from 0 on.
   */
  report(value: number, step: number): void {
    if (typeof value !== "number") {
      throw new TrackingError("INVALID_PARAMETER_VALUE", `report takes a number; the value is ${String(value)}`);
    }
    if (!Number.isSafeInteger(step) || step < 0) {
      throw new TrackingError(
        "INVALID_PARAMETER_VALUE",
        `the step of a report is ${String(step)}; give a whole number from 0 on, such as the epoch: report(value, step)`,
      );
    }
    if (this.#document.reports.some((report) => report.step === step)) return;
    this.#document.reports.push({ step, value });
    this.#around.report(this.#document, value, step);
  }

  /** Whether others did so much better at this step that the objective should `throw new TrialPruned()`. Without a pruner never. */
  shouldPrune(): boolean {
    return this.#around.pruner?.(this.#around.trials(), this.#document) ?? false;
  }
}
