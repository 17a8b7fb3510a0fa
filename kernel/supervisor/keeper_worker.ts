/** The thread of the `RunKeeper`: does the supervisor's calls in their order, and beats. */
import { parentPort, workerData } from "node:worker_threads";
import type { Call } from "./keeper_thread.js";
import { RunKeeper } from "./run_keeper.js";

const beatMs = 5000;

serve((workerData as { ledgerPath: string }).ledgerPath);

function serve(ledgerPath: string): void {
  const keeper = new RunKeeper(ledgerPath);
  const failures = new Set<string>();
  let tail: Promise<void> = Promise.resolve();
  const attempt = async (work: () => Promise<void> | void): Promise<void> => {
    try {
      await work();
    } catch (error) {
      failures.add(error instanceof Error ? error.message : String(error));
    }
  };
  parentPort!.on("message", ({ id, call }: { id: number; call: Call }) => {
    tail = tail.then(async () => {
      await attempt(() => perform(keeper, call));
      if (id === 0) return;
      parentPort!.postMessage({ id, failures: [...failures] });
      failures.clear();
    });
  });
  let beating = false;
  setInterval(() => {
    if (beating) return; // a locked store must not gather beats
    beating = true;
    tail = tail.then(() => attempt(() => keeper.beat())).then(() => void (beating = false));
  }, beatMs);
}

function perform(keeper: RunKeeper, call: Call): Promise<void> | void {
  switch (call[0]) {
    case "opened":
      return keeper.opened(call[1]);
    case "touched":
      return keeper.touched(call[1]);
    case "closed":
      return keeper.closed(call[1]);
    case "cell":
      return keeper.cell(call[1]);
    case "settle":
      return keeper.settle(call[1]);
    case "end":
      return keeper.end(call[1], call[2], call[3]);
    case "close":
      return keeper.close();
  }
}
