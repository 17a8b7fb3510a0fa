/** Thread of the session that reads lines of `DownLine` JSON from the supervisor and writes them into shared memory. */
import { Socket } from "node:net";
import { createInterface } from "node:readline";
import { isMainThread, workerData } from "node:worker_threads";
import type { DownLine } from "../ipc.js";

/** Layout of the shared memory: a head of numbers, the interrupt flags, the bytes of the input. */
export const inputReadyIndex = 0;
export const inputLengthIndex = 1;
export const headBytes = 16;
export const slotCount = 1024;
export const inputOffset = headBytes + 4 * slotCount;
export const sharedBytes = inputOffset + (1 << 20);

/** The supervisor is gone: an idle session ends by itself within this time, one whose code loops never would. */
const lastWordsMs = 1000;

function serve({ fd, buffer }: { fd: number; buffer: SharedArrayBuffer }): void {
  const head = new Int32Array(buffer, 0, headBytes / 4);
  const slots = new Int32Array(buffer, headBytes, slotCount);
  const text = new Uint8Array(buffer, inputOffset);
  const lines = createInterface({ input: new Socket({ fd, readable: true, writable: false }) });
  lines.on("close", () => setTimeout(() => process.kill(process.pid, "SIGKILL"), lastWordsMs));
  lines.on("line", (line) => {
    const message = JSON.parse(line) as DownLine;
    if (message.type === "interrupt") slots.fill(1);
    else {
      const bytes = Buffer.from(message.value).subarray(0, text.length);
      text.set(bytes);
      Atomics.store(head, inputLengthIndex, bytes.length);
      Atomics.store(head, inputReadyIndex, 1);
    }
    Atomics.notify(head, inputReadyIndex);
  });
}

if (!isMainThread) serve(workerData as Parameters<typeof serve>[0]);
