/** Gathers printed text, so that many small writes become few messages: a front end's own queue would overflow. */

const flushAtLength = 64 * 1024;
const flushAfterMs = 50;

export type StreamName = "stdout" | "stderr";

export class StreamBuffer {
  readonly #emit: (parent: string, name: StreamName, text: string) => void;
  #parent = "";
  #name: StreamName = "stdout";
  #texts: string[] = [];
  #length = 0;
  #timer: NodeJS.Timeout | null = null;

  constructor(emit: (parent: string, name: StreamName, text: string) => void) {
    this.#emit = emit;
  }

  /** `parent` is the id of the request whose code printed it. */
  add(parent: string, name: StreamName, text: string): void {
    if (this.#length > 0 && (parent !== this.#parent || name !== this.#name)) this.flush();
    this.#parent = parent;
    this.#name = name;
    this.#texts.push(text);
    this.#length += text.length;
    if (this.#length >= flushAtLength) this.flush();
    else this.#timer ??= setTimeout(() => this.flush(), flushAfterMs);
  }

  flush(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#length === 0) return;
    const text = this.#texts.join("");
    this.#texts = [];
    this.#length = 0;
    this.#emit(this.#parent, this.#name, text);
  }
}
