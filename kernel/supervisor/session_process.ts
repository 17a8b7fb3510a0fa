/** The session as its supervisor sees it: a child process that takes requests, tells facts, and may end at any time. */
import { type ChildProcess, fork } from "node:child_process";
import type { Duplex } from "node:stream";
import { StringDecoder } from "node:string_decoder";
import { fileURLToPath } from "node:url";
import { type DownLine, type FromSession, INTERRUPT_FD, type ToSession, UP_FD } from "../ipc.js";

const entry = fileURLToPath(new URL("../session/session.js", import.meta.url));
/** A small young generation: beside TypeScript's own memory a large one would cost a notebook another 100 MB. */
const execArgv = ["--experimental-import-meta-resolve", "--no-warnings", "--max-semi-space-size=8"];
const stderrTailLength = 8000;

export interface SessionEvents {
  fact(message: FromSession): void;
  /** What native code and child processes wrote to the real stdout and stderr. */
  output(name: "stdout" | "stderr", text: string): void;
  ended(reason: string): void;
}

export class SessionProcess {
  readonly #child: ChildProcess;
  readonly #events: SessionEvents;
  readonly #ready = Promise.withResolvers<boolean>();
  #isReady = false;
  #hasEnded = false;
  #killedBecause: string | null = null;
  #stderrTail = "";

  constructor(events: SessionEvents) {
    this.#events = events;
    this.#child = fork(entry, [], { execArgv, stdio: ["ignore", "pipe", "pipe", "pipe", "pipe", "ipc"] });
    this.#readOutput("stdout");
    this.#readOutput("stderr");
    const upClosed = this.#readFacts(this.#child.stdio[UP_FD] as Duplex);
    (this.#child.stdio[INTERRUPT_FD] as Duplex).on("error", ignoreGone);
    this.#child.on("error", ignoreGone);
    this.#child.on("exit", (code, signal) => void this.#exited(code, signal, upClosed));
  }

  /** false when it ended before it was ready. */
  get ready(): Promise<boolean> {
    return this.#ready.promise;
  }

  get isReady(): boolean {
    return this.#isReady;
  }

  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  send(message: ToSession): void {
    if (this.#child.connected) this.#child.send(message, ignoreGone);
  }

  /** Reaches the session also while its code loops. */
  sendDown(line: DownLine): void {
    if (!this.#hasEnded) (this.#child.stdio[INTERRUPT_FD] as Duplex).write(`${JSON.stringify(line)}\n`);
  }

  signalInterrupt(): void {
    if (this.#isReady) this.#child.kill("SIGINT");
  }

  /** Ends it at once; `because` becomes the reason that is told. */
  kill(because: string): void {
    this.#killedBecause ??= because;
    this.#child.kill("SIGKILL");
  }

  #readOutput(name: "stdout" | "stderr"): void {
    const decoder = new StringDecoder("utf8");
    this.#child[name]!.on("data", (chunk: Buffer) => {
      const text = decoder.write(chunk);
      if (name === "stderr") this.#stderrTail = (this.#stderrTail + text).slice(-stderrTailLength);
      if (text !== "") this.#events.output(name, text);
    });
  }

  #readFacts(pipe: Duplex): Promise<void> {
    let rest: Buffer[] = [];
    pipe.on("error", ignoreGone);
    pipe.on("data", (chunk: Buffer) => {
      let start = 0;
      for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, start)) {
        const line = chunk.subarray(start, end);
        const whole = rest.length === 0 ? line : Buffer.concat([...rest, line]);
        rest = [];
        start = end + 1;
        this.#fact(JSON.parse(whole.toString("utf8")) as FromSession);
      }
      if (start < chunk.length) rest.push(chunk.subarray(start));
    });
    return new Promise((resolve) => pipe.once("close", resolve));
  }

  #fact(message: FromSession): void {
    if (message.type === "ready") {
      this.#isReady = true;
      this.#ready.resolve(true);
    }
    this.#events.fact(message);
  }

  /** All that it told before its end counts first; a process it left behind may keep the pipe open. */
  async #exited(code: number | null, signal: NodeJS.Signals | null, upClosed: Promise<void>): Promise<void> {
    await Promise.race([upClosed, new Promise((resolve) => setTimeout(resolve, 300))]);
    this.#hasEnded = true;
    this.#ready.resolve(false);
    this.#events.ended(this.#killedBecause ?? this.#reason(code, signal));
  }

  #reason(code: number | null, signal: NodeJS.Signals | null): string {
    if (/heap out of memory/i.test(this.#stderrTail)) {
      return "JavaScript heap out of memory; NODE_OPTIONS=--max-old-space-size=8192 allows 8 GB";
    }
    if (signal === "SIGKILL") return "it was killed (SIGKILL), perhaps because the machine ran out of memory";
    if (signal !== null) return `it crashed (${signal})`;
    if (!this.#isReady) return `it could not start (exit code ${code})`;
    return `process.exit(${code})`;
  }
}

/** Writing to a session that is gone; its end is told by `ended`. */
function ignoreGone(_error: Error | null): void {}
