/**
 * Frees the buffers of a transfer as it goes. They lie outside V8's heap, which hardly grows meanwhile, so that V8 lets
 * some 70 MB of them pile up before it looks; a glance at the young generation every few megabytes keeps that at 10 to 15.
 */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

type Collect = (options: { type: "minor" }) => void;

const periodMs = 20;

let running = 0;
let timer: NodeJS.Timeout | undefined;
let collect: Collect | undefined;

/** Runs a transfer, which is to move its bytes piece by piece; short ones are over before anything is done about them. */
export async function withFlatMemory<T>(transfer: Promise<T>): Promise<T> {
  running += 1;
  timer ??= setInterval(collectYoung, periodMs).unref();
  try {
    return await transfer;
  } finally {
    running -= 1;
    if (running === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  }
}

function collectYoung(): void {
  collect ??= collector();
  collect({ type: "minor" });
}

/** Node hands the collector out only to contexts that are made while the flag is set. */
function collector(): Collect {
  setFlagsFromString("--expose-gc");
  const found = runInNewContext("gc") as Collect;
  setFlagsFromString("--no-expose-gc");
  return found;
}
