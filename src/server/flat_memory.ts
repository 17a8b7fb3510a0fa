/**
 * Keeps the server small: frees the buffers of a transfer as it goes, and what large answers leave behind.
 *
 * Buffers lie outside V8's heap, which hardly grows meanwhile, so that V8 lets
 * some 70 MB of them pile up before it looks; a glance at the young generation every few megabytes keeps that at 10 to 15.
 */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

type Collect = (options: { type: "minor" | "major" }) => void;

const periodMs = 20;
/** Characters of answers between two full collections; each leaves some ten times its length in rows and objects. */
const answeredLimit = 8 * 2 ** 20;

let answered = 0;

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

/**
 * Notes an answer of so many characters. V8 would let the heap grow to 300 MB before it looks for what a few large answers
 * left; with so little that lives on, looking costs some milliseconds, and it is done when the answer is out.
 */
export function noteAnswer(length: number): void {
  answered += length;
  if (answered < answeredLimit) return;
  answered = 0;
  setImmediate(collectNow, "major");
}

function collectYoung(): void {
  collectNow("minor");
}

function collectNow(type: "minor" | "major"): void {
  collect ??= collector();
  collect({ type });
}

/** Node hands the collector out only to contexts that are made while the flag is set. */
function collector(): Collect {
  setFlagsFromString("--expose-gc");
  const found = runInNewContext("gc") as Collect;
  setFlagsFromString("--no-expose-gc");
  return found;
}
