/** A kernel process of our own, and the client's side of the conversation with it. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { TrackingError } from "../errors.js";
import { type Connection, writeConnection } from "./connection.js";
import type { Kernelspec } from "./kernelspec.js";
import { type Content, type Message, MessageMaker } from "./messages.js";
import { type ClientSockets, connectClient } from "./sockets.js";

const startTimeoutMs = 60_000;
const idleTimeoutMs = 10_000;
const warmTimeoutMs = 10_000;
const shutdownTimeoutMs = 10_000;
const askAgainMs = 50;

export interface KernelStart {
  readonly name: string;
  readonly spec: Kernelspec;
  /** Folder of the kernelspec, for `{resource_dir}`. */
  readonly folder: string;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

interface Waiting {
  readonly onOutput: (message: Message) => void;
  readonly reply: PromiseWithResolvers<Message>;
  readonly idle: PromiseWithResolvers<void>;
}

export class KernelClient {
  readonly #process: ChildProcess;
  readonly #sockets: ClientSockets;
  readonly #folder: string;
  readonly #interruptBySignal: boolean;
  readonly #maker = new MessageMaker();
  /** Also of requests that are answered: their output may come late. */
  readonly #requests = new Map<string, Waiting>();
  readonly #exit: Promise<string>;
  #lastWords = "";
  /** Content of kernel_info_reply. */
  info: Content = {};

  private constructor(child: ChildProcess, connection: Connection, folder: string, interruptBySignal: boolean) {
    this.#process = child;
    this.#folder = folder;
    this.#interruptBySignal = interruptBySignal;
    child.stderr?.on("data", (text: Buffer) => (this.#lastWords = (this.#lastWords + text.toString()).slice(-4000)));
    child.stdout?.resume();
    this.#exit = new Promise((resolve) => {
      child.once("error", (error) => resolve(error.message));
      child.once("close", (code, signal) => resolve(signal ?? `exit code ${code}`));
    });
    this.#sockets = connectClient(connection);
    this.#listen();
  }

  /** Starts the kernel and waits until it answers on all channels. Rejects when it ends, or is silent, before that. */
  static async start(options: KernelStart): Promise<KernelClient> {
    const { spec, name } = options;
    const folder = mkdtempSync(join(tmpdir(), "labbook-runtime-"));
    const connectionFile = join(folder, `kernel-${process.pid}.json`);
    const connection = await writeConnection(connectionFile, name);
    const argv = spec.argv.map((part) =>
      part.replaceAll("{connection_file}", connectionFile).replaceAll("{resource_dir}", options.folder),
    );
    const child = spawn(argv[0]!, argv.slice(1), {
      cwd: options.cwd,
      env: { ...process.env, ...spec.env, ...options.env, JPY_PARENT_PID: String(process.pid) },
      stdio: ["ignore", "pipe", "pipe"],
      detached: true, // the terminal's Ctrl-C is for us to pass on
    });
    const client = new KernelClient(child, connection, folder, spec.interrupt_mode !== "message");
    try {
      await client.#connected(name);
    } catch (error) {
      client.kill();
      throw error;
    }
    return client;
  }

  /**
   * Runs code and resolves with the content of its reply when the kernel is idle again and `onOutput` has had every
   * message. Rejects with INVALID_STATE when the kernel dies, or never says that it is idle.
   */
  async execute(code: string, onOutput: (message: Message) => void, metadata: Content = {}): Promise<Content> {
    const content = { code, silent: false, store_history: true, allow_stdin: false, stop_on_error: true };
    const waiting = this.#ask("execute_request", { ...content, user_expressions: {} }, onOutput, metadata);
    const reply = await this.#unlessDead(waiting.reply.promise);
    await this.#within(waiting.idle.promise, idleTimeoutMs, "the kernel answered, but never said that it is idle");
    return reply.content;
  }

  /** Resolves when the language is loaded too, so that the first cell's time is its own. */
  async warm(): Promise<void> {
    const { reply } = this.#ask("is_complete_request", { code: "1" }, () => undefined);
    const patience = new Promise((resolve) => setTimeout(resolve, warmTimeoutMs).unref()); // not all kernels answer this
    await this.#unlessDead(Promise.race([reply.promise, patience]));
  }

  interrupt(): void {
    if (this.#interruptBySignal) this.#process.kill("SIGINT");
    else this.#sockets.control.send(this.#maker.make("interrupt_request", {}));
  }

  /** Asks the kernel to end; ends it by force when it does not. */
  async shutdown(): Promise<void> {
    this.#sockets.control.send(this.#maker.make("shutdown_request", { restart: false }));
    const impatient = setTimeout(() => this.#process.kill("SIGKILL"), shutdownTimeoutMs);
    await this.#exit;
    clearTimeout(impatient);
    this.#close();
  }

  kill(): void {
    this.#process.kill("SIGKILL");
    this.#close();
  }

  #close(): void {
    this.#sockets.close();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** A subscription takes effect some time after it was made: ask until the answer's `idle` comes by iopub too. */
  async #connected(name: string): Promise<void> {
    const connected = Promise.withResolvers<Message>();
    const ask = () => {
      const { reply, idle } = this.#ask("kernel_info_request", {}, () => undefined);
      void Promise.all([reply.promise, idle.promise]).then(([message]) => connected.resolve(message));
    };
    ask();
    const again = setInterval(ask, askAgainMs);
    try {
      this.info = (await this.#within(connected.promise, startTimeoutMs, `kernel '${name}' does not answer`)).content;
    } finally {
      clearInterval(again);
    }
  }

  #ask(type: string, content: Content, onOutput: (message: Message) => void, metadata: Content = {}): Waiting {
    const message = this.#maker.make(type, content, { metadata });
    const waiting: Waiting = { onOutput, reply: Promise.withResolvers(), idle: Promise.withResolvers() };
    this.#requests.set(message.header.msg_id, waiting);
    this.#sockets.shell.send(message);
    return waiting;
  }

  #listen(): void {
    const refuse = (error: Error) => process.stderr.write(`labbook: message ignored: ${error.message}\n`);
    const requestOf = (message: Message) => this.#requests.get(message.parentHeader?.msg_id ?? "");
    void this.#sockets.shell.listen((message) => requestOf(message)?.reply.resolve(message), refuse);
    void this.#sockets.control.listen(() => undefined, refuse);
    void this.#sockets.iopub.listen((message) => {
      const request = requestOf(message);
      if (message.header.msg_type !== "status") request?.onOutput(message);
      else if (message.content["execution_state"] === "idle") request?.idle.resolve();
    }, refuse);
  }

  async #within<T>(work: Promise<T>, timeoutMs: number, complaint: string): Promise<T> {
    const late = Promise.withResolvers<never>();
    const timer = setTimeout(() => {
      late.reject(new TrackingError("INVALID_STATE", `${complaint} (waited ${timeoutMs / 1000} s)${this.#said()}`));
    }, timeoutMs);
    try {
      return await this.#unlessDead(Promise.race([work, late.promise]));
    } finally {
      clearTimeout(timer);
    }
  }

  async #unlessDead<T>(work: Promise<T>): Promise<T> {
    const dead = this.#exit.then((how) => {
      throw new TrackingError("INVALID_STATE", `the kernel died (${how})${this.#said()}`);
    });
    return await Promise.race([work, dead]);
  }

  #said(): string {
    const words = this.#lastWords.trim();
    return words === "" ? "" : `; its last words:\n${words}`;
  }
}
