/** The session's way to its supervisor: one JSON text per line, written before the call returns. */
import { writeSync } from "node:fs";
import { type FromSession, UP_FD } from "../ipc.js";

export function send(message: FromSession): void {
  const bytes = Buffer.from(`${JSON.stringify(message)}\n`);
  for (let written = 0; written < bytes.length;) written += writeSome(bytes, written);
}

function writeSome(bytes: Buffer, from: number): number {
  try {
    return writeSync(UP_FD, bytes, from);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EPIPE") process.exit(0); // the supervisor is gone
    if (code !== "EAGAIN") throw error;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1); // the pipe is full: the supervisor is reading
    return 0;
  }
}
