/**
 * Keeps the server small: bounds V8's heap, and frees the buffers of a transfer and what large answers leave behind.
 *
 * V8 takes 128 MB for the young objects of a process that answers requests, and as much for old garbage, though a page of 1000
 * runs needs 15; bounded to a tenth of that, large answers take a fifth longer, and small ones as long as before. Buffers lie
 * outside the heap, which hardly grows meanwhile, so that V8 lets some 70 MB of them pile up before it looks; a glance at the
 * young generation every few megabytes keeps that at 10 to 15.
 */
import { getHeapSpaceStatistics, setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

type Collect = (options: { type: "minor" | "major" }) => void;

/** Two halves, of which one is in use. */
const youngBytes = 16 * 2 ** 20;
/** By how much old objects may grow before they are looked through: percent of those that were alive the last time. */
const growthPercent = 50;
const periodMs = 20;
/** Characters of answers between two full collections; each leaves some ten times its length in rows and objects. */
const answeredLimit = 8 * 2 ** 20;

let answered = 0;

let running = 0;
let timer: NodeJS.Timeout | undefined;
let collect: Collect | undefined;

/** For the whole process, and for good. */
export function boundHeap(): void {
  setFlagsFromString(`--heap-growing-percent=${growthPercent}`);
  growYoung();
  setFlagsFromString("--semi-space-growth-factor=1");
}

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

/** The size of the young generation can be set only at the start of a process; here it is let grow, and then held. */
function growYoung(): void {
  const kept: object[][] = [];
  for (let round = 0; round < 200 && youngSize() < youngBytes; round++) {
    if (round % 50 === 0) kept.length = 0;
    kept.push(Array.from({ length: 1000 }, (_, index) => ({ index })));
  }
}

function youngSize(): number {
  return getHeapSpaceStatistics().find((space) => space.space_name === "new_space")?.space_size ?? youngBytes;
}
