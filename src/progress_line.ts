/** One line that tells how far a long task is. */
import { randomUUID } from "node:crypto";
import { notebookHost } from "./notebook/host.js";

/** Where a line cannot be replaced, one in so many milliseconds is enough. */
const plainEveryMs = 10_000;
const liveEveryMs = 100;

/**
 * In a notebook one output that is replaced, so that the saved file holds the last state alone; on a terminal one line of
 * stderr that is overwritten; elsewhere lines of stderr, seconds apart.
 */
export class ProgressLine {
  readonly #displayId = randomUUID();
  readonly #terminal = process.stderr.isTTY;
  #shownMs = -Infinity;
  #text = "";

  /** Shows `text` unless the line changed a moment ago. */
  update(text: string): void {
    const now = performance.now();
    const isLive = this.#show !== undefined || this.#terminal;
    if (now - this.#shownMs < (isLive ? liveEveryMs : plainEveryMs)) return;
    // The first line of a plain output would tell nothing yet.
    if (!isLive && this.#shownMs === -Infinity) this.#shownMs = now;
    else this.#write(text, now);
  }

  /** Shows the last state. */
  end(text: string): void {
    if (text !== this.#text) this.#write(text, performance.now());
    if (this.#show === undefined && this.#terminal && this.#text !== "") process.stderr.write("\n");
  }

  get #show() {
    return notebookHost()?.show;
  }

  #write(text: string, now: number): void {
    const previous = this.#text;
    this.#text = text;
    this.#shownMs = now;
    if (this.#show !== undefined) {
      this.#show({ data: { "text/plain": text } }, { displayId: this.#displayId, update: previous !== "" });
    } else if (this.#terminal) process.stderr.write(`\r${text.padEnd(previous.length)}`);
    else process.stderr.write(`${text}\n`);
  }
}
