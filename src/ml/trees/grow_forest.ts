/** Grows a forest, in worker threads where that pays. */
import { setImmediate } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { TrackingError } from "../../errors.js";
import { onInterrupt } from "../../interrupt_check.js";
import { ForestGrower, type ForestProblem } from "./forest_tree.js";
import { RegressionTree, type TreeNodes } from "./regression_tree.js";

export interface ForestTree {
  readonly tree: RegressionTree;
  readonly importances: Float64Array;
}

/** What a thread says of a tree that is done. */
export interface TreeMessage extends TreeNodes {
  readonly index: number;
  readonly importances: Float64Array;
}

/** What a thread is started with; `next` holds the tree that nobody has taken yet. */
export interface ForestWork {
  readonly problem: ForestProblem;
  readonly next: Int32Array;
}

/** Below this many entries times trees a thread takes longer to start than it saves. */
const worthThreads = 1_000_000;

/**
 * `threads`: how many may run at once; with one the trees grow on the caller's own. Trees come in the order of their seeds.
 * An interrupt of the cell stops all threads and throws; so does the failure of one.
 */
export async function growForest(
  problem: ForestProblem,
  threads: number,
  done: (count: number) => void,
): Promise<ForestTree[]> {
  const count = Math.min(threads, problem.seeds.length);
  const { rowCount, rowFlags, rowEntries } = problem.columns;
  const work = problem.seeds.length * (rowCount + rowFlags.length + rowEntries.length);
  return count > 1 && work > worthThreads ? await growInThreads(problem, count, done) : await growHere(problem, done);
}

async function growHere(problem: ForestProblem, done: (count: number) => void): Promise<ForestTree[]> {
  const grower = new ForestGrower(problem);
  const trees: ForestTree[] = [];
  let interrupt: Error | null = null;
  const unwatch = onInterrupt((error) => (interrupt = error as Error));
  try {
    for (let index = 0; index < problem.seeds.length; index++) {
      const { tree, importances } = grower.grow(index);
      trees.push({ tree, importances });
      done(trees.length);
      await setImmediate(); // others get their turn between trees
      if (interrupt !== null) throw interrupt as Error;
    }
  } finally {
    unwatch();
  }
  return trees;
}

async function growInThreads(
  problem: ForestProblem,
  threads: number,
  done: (count: number) => void,
): Promise<ForestTree[]> {
  const work: ForestWork = { problem, next: new Int32Array(new SharedArrayBuffer(4)) };
  const trees: ForestTree[] = [];
  let count = 0;
  const workers = Array.from({ length: threads }, () => startWorker(work));
  const finished = workers.map((worker) =>
    finish(worker, ({ index, importances, ...nodes }) => {
      trees[index] = { tree: new RegressionTree(nodes), importances };
      done(++count);
    }),
  );
  let unwatch = () => undefined as void;
  const interrupted = new Promise<never>((_, reject) => (unwatch = onInterrupt(reject)));
  try {
    await Promise.race([interrupted, Promise.all(finished)]);
  } finally {
    unwatch();
    await Promise.all(workers.map((worker) => worker.terminate()));
    await Promise.allSettled(finished);
  }
  return trees;
}

function startWorker(workerData: ForestWork): Worker {
  return new Worker(new URL("./forest_worker.js", import.meta.url), { workerData, execArgv: [] });
}

/** Ends when the thread has no more trees to grow; fails when it does. */
async function finish(worker: Worker, receive: (message: TreeMessage) => void): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const lost = (reason: string) =>
      new TrackingError(
        "INTERNAL_ERROR",
        `a thread that grew trees ended: ${reason}; fit again, with nJobs: 1 if it repeats`,
      );
    worker.on("message", receive);
    worker.on("error", (error: unknown) => reject(lost(error instanceof Error ? error.message : String(error))));
    worker.on("messageerror", (error) => reject(lost(error.message)));
    worker.on("exit", (code) => (code === 0 ? resolve() : reject(lost(`exit code ${code}`))));
  });
}
