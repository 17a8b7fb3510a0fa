/** Logs one training: what it begins with, each round, how it ends. What cannot be logged is a warning. */
import { currentRun, execution } from "../active_run.js";
import type { DatasetInput, Metric, Param, RunStatus } from "../entities.js";
import { isInterrupt } from "../interrupt_check.js";
import { notebookHost } from "../notebook/host.js";
import { pendingCalls } from "../pending.js";
import type { TrainingEnd, TrainingLog, TrainingParam, TrainingStart } from "../training.js";
import { maxParamLength } from "../validate.js";
import { labbookVersion } from "../version.js";
import { datasetInput } from "./datasets.js";
import { logImportances } from "./importances.js";
import type { Settings } from "./options.js";
import { TrainingRun } from "./training_run.js";

/** Points of rounds are written together: when there are so many, which is MLflow's limit, or the first waits for so long. */
const batchPoints = 1000;
const batchMs = 500;

/** The last training of each model: one that is fitted again at once is no longer what an earlier training made. */
const latest = new WeakMap<object, object>();

/** Null where nothing shall be logged: `exclusive`, and a run is open. */
export function logTraining(start: TrainingStart, settings: Settings): TrainingLog | null {
  return settings.exclusive && TrainingRun.isAtHand ? null : new RunLog(start, settings);
}

class RunLog implements TrainingLog {
  readonly #start: TrainingStart;
  readonly #settings: Settings;
  readonly #executionId = execution()?.executionId ?? null;
  readonly #rounds: Readonly<Record<string, number>>[] = [];
  readonly #warned = new Set<string>();
  #points: Metric[] = [];
  #oldestPointMs = 0;
  #run: TrainingRun | null = null;
  #last: Promise<void> = Promise.resolve();

  constructor(start: TrainingStart, settings: Settings) {
    this.#start = start;
    this.#settings = settings;
    const params = Object.entries(start.params).map(([key, value]) => ({ key, value: paramText(value) }));
    // Now, not in the queue: the run that is open at this moment is the one that the training belongs to.
    const begun = TrainingRun.begin({ params }, this.#ownTags());
    this.#enqueue("run", async () => {
      this.#run = await begun;
      this.#announce(this.#run);
    });
    this.#enqueue("params", (run) => logParams(run, params, (text) => this.#warn(text)));
    this.#enqueue("tags", (run) => run.log({ tags: this.#tags() }));
    if (settings.logDatasets) this.#enqueue("datasets", (run) => run.logInputs(this.#datasets()));
  }

  round(round: number, metrics: Readonly<Record<string, number>>): void {
    const named = Object.fromEntries(
      Object.entries(metrics).map(([key, value]) => [key.replaceAll("@", "_at_"), value]),
    );
    this.#rounds.push(named);
    const now = Date.now();
    if (this.#points.length === 0) this.#oldestPointMs = now;
    this.#points.push(...pointsOf(named, round, now));
    if (this.#points.length >= batchPoints || now - this.#oldestPointMs >= batchMs) this.#flush();
  }

  end(end: TrainingEnd): Promise<void> {
    this.#flush();
    const metrics = this.#endMetrics(end);
    if (metrics.length > 0) this.#enqueue("metrics", (run) => run.log({ metrics }));
    // Whoever interrupts wants the cell back; what was trained is still theirs to log.
    if (!end.interrupted) this.#enqueueModel(end.model);
    return this.#finish(end.interrupted ? "KILLED" : "FINISHED");
  }

  failed(error: unknown): Promise<void> {
    this.#flush();
    return this.#finish(isInterrupt(error) ? "KILLED" : "FAILED");
  }

  #enqueueModel(model: object): void {
    const { example } = this.#start;
    latest.set(model, this);
    if (this.#settings.logModels) {
      this.#enqueue("model", async (run) => {
        if (latest.get(model) !== this) throw new Error("it was fitted again before; await something between the fits");
        const { logTrainedModel } = await import("./log_model.js"); // all that models need, only when there is one
        await logTrainedModel(run, model, example(), this.#settings);
      });
    }
    this.#enqueue("importances", async (run) => {
      if (latest.get(model) !== this) return;
      await logImportances(run, model, example().columnNames, this.#settings.importanceTypes);
    });
  }

  async #finish(status: RunStatus): Promise<void> {
    this.#enqueue("end", (run) => run.end(status));
    await this.#last;
  }

  #flush(): void {
    const points = this.#points;
    this.#points = [];
    for (let at = 0; at < points.length; at += batchPoints) {
      const metrics = points.slice(at, at + batchPoints);
      this.#enqueue("metrics", (run) => run.log({ metrics }));
    }
  }

  /** Does `work` after what was enqueued before. Nothing more is logged when there is no run to log to. */
  #enqueue(what: string, work: (run: TrainingRun) => Promise<void>): void {
    const before = this.#last;
    this.#last = (async () => {
      await before;
      try {
        if (what === "run" || this.#run !== null) await work(this.#run!);
      } catch (error) {
        this.#warn(`the ${what} of a training could not be logged: ${(error as Error).message}`);
      }
    })();
    // Waited for before the cell's reply, the end of the run and that of the process, as all that is logged.
    void pendingCalls.track(this.#last, this.#executionId, this.#run?.run ?? currentRun() ?? null);
  }

  /** MLflow's way: the numbers of the best round once more, one step after the last. */
  #endMetrics(end: TrainingEnd): Metric[] {
    const best = end.metrics["best_iteration"];
    const again = best === undefined || end.interrupted ? {} : (this.#rounds[best] ?? {});
    const step = this.#rounds.length;
    return [...pointsOf(end.metrics, 0, Date.now()), ...pointsOf(again, step, Date.now())];
  }

  #ownTags() {
    const { library } = this.#start;
    const tags = { ...this.#settings.extraTags, "mlflow.autologging": library };
    return Object.entries(tags).map(([key, value]) => ({ key, value }));
  }

  #tags() {
    const { library, name } = this.#start;
    return [
      ...(library === "ml"
        ? [
            { key: "estimator_name", value: name },
            { key: "estimator_class", value: `labbook.ml.${name}` },
          ]
        : []),
      { key: "labbook.version", value: labbookVersion() },
      { key: "labbook.nodeVersion", value: process.versions.node },
    ];
  }

  #datasets(): DatasetInput[] {
    const { example, evals = [] } = this.#start;
    return [
      datasetInput(example(), "train", null),
      ...evals.map((one) => datasetInput(one.example(), "eval", one.name)),
    ];
  }

  #announce({ own, run }: TrainingRun): void {
    if (own && !this.#settings.silent)
      notebookHost()?.notice(`autolog: ${this.#start.name} to run ${run.facts.runName}`);
  }

  /** Once: what goes wrong with one round goes wrong with all. */
  #warn(text: string): void {
    if (this.#settings.silent || this.#warned.has(text)) return;
    this.#warned.add(text);
    console.warn(`autolog: ${text}`);
  }
}

/** As MLflow's autologging writes what Python's `str` gives. */
function paramText(value: TrainingParam): string {
  const text = value === null ? "None" : value === true ? "True" : value === false ? "False" : String(value);
  return [...text].length <= maxParamLength ? text : `${[...text].slice(0, maxParamLength - 3).join("")}...`;
}

function pointsOf(metrics: Readonly<Record<string, number>>, step: number, timestampMs: number): Metric[] {
  return Object.entries(metrics).map(([key, value]) => ({ key, value, step, timestampMs }));
}

/** A param that the run has with another value, from another training, stays what it is. */
async function logParams(run: TrainingRun, params: readonly Param[], warn: (text: string) => void): Promise<void> {
  for (let at = 0; at < params.length; at += 100) {
    const some = params.slice(at, at + 100);
    try {
      await run.log({ params: some });
    } catch (error) {
      const before = await run.params();
      const other = some.filter(({ key, value }) => (before[key] ?? value) !== value);
      if (other.length === 0) throw error;
      await run.log({ params: some.filter((param) => !other.includes(param)) });
      const changed = other.map(({ key, value }) => `${key} (${before[key]}, now ${value})`).join(", ");
      warn(`the run has these params of an earlier training: ${changed}; give each training a run of its own`);
    }
  }
}
