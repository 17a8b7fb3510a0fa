/** A real kernel in a process of its own, spoken to over its sockets. */
import { type ChildProcess, spawn } from "node:child_process";
import { join, resolve } from "node:path";
import { once } from "node:events";
import { type Connection, writeConnection } from "../../src/jupyter/connection.js";
import { type Content, type Message, MessageMaker } from "../../src/jupyter/messages.js";
import { type ClientSockets, connectClient } from "../../src/jupyter/sockets.js";

const launcher = resolve(import.meta.dirname, "../../src/cli/launch.cjs");

export interface Executed {
  readonly reply: Content;
  /** All of iopub for this request, in order. */
  readonly messages: readonly Message[];
  readonly stdout: string;
  readonly stderr: string;
  /** text/plain of the execute_result; null without one. */
  readonly result: string | null;
  readonly displays: readonly Content[];
}

interface Conversation {
  readonly messages: Message[];
  readonly reply: PromiseWithResolvers<Message>;
  readonly idle: PromiseWithResolvers<void>;
}

export class TestKernel {
  readonly process: ChildProcess;
  readonly connection: Connection;
  readonly sockets: ClientSockets;
  readonly exited: Promise<unknown>;
  readonly maker = new MessageMaker();
  /** Everything on iopub, whoever caused it. */
  readonly published: Message[] = [];
  readonly #conversations = new Map<string, Conversation>();
  readonly #watchers = new Set<() => void>();
  stderr = "";
  onInput: ((prompt: string) => string) | null = null;

  private constructor(process: ChildProcess, connection: Connection) {
    this.process = process;
    this.connection = connection;
    this.exited = once(process, "exit");
    process.stderr!.on("data", (text: Buffer) => (this.stderr += text.toString()));
    this.sockets = connectClient(connection);
    this.#listen();
  }

  /** `folder`: working directory, connection file and state of the kernel. */
  static async start(folder: string, env: Record<string, string> = {}): Promise<TestKernel> {
    const file = join(folder, "runtime", "kernel-test.json");
    const connection = await writeConnection(file, "labbook");
    const { MLFLOW_TRACKING_URI: _uri, ...inherited } = process.env;
    const child = spawn(process.execPath, [launcher, "kernel", file], {
      cwd: folder,
      env: { ...inherited, LABBOOK_STATE_DIR: join(folder, "state"), ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const kernel = new TestKernel(child, connection);
    await kernel.#subscribed();
    return kernel;
  }

  async execute(code: string, options: { cellId?: string; content?: Content } = {}): Promise<Executed> {
    return await this.begin(code, options).done;
  }

  /** Sends an execute_request; `done` resolves when its reply and `idle` are there. */
  begin(code: string, options: { cellId?: string; content?: Content } = {}) {
    const content = {
      code,
      silent: false,
      store_history: true,
      allow_stdin: true,
      stop_on_error: true,
      user_expressions: {},
    };
    const metadata = options.cellId === undefined ? {} : { cellId: options.cellId };
    const { id, conversation } = this.send("execute_request", { ...content, ...options.content }, { metadata });
    const done = Promise.all([conversation.reply.promise, conversation.idle.promise]).then(([reply]): Executed =>
      executed(reply, conversation.messages),
    );
    return { id, done, messages: conversation.messages };
  }

  /** The content of the reply, once the request is over on iopub too. */
  async ask(type: string, content: Content = {}, channel: "shell" | "control" = "shell"): Promise<Content> {
    const { conversation } = this.send(type, content, { channel });
    const [reply] = await Promise.all([conversation.reply.promise, conversation.idle.promise]);
    return reply.content;
  }

  send(type: string, content: Content, options: { channel?: "shell" | "control"; metadata?: Content } = {}) {
    const message = this.maker.make(type, content, { metadata: options.metadata ?? {} });
    const conversation: Conversation = { messages: [], reply: Promise.withResolvers(), idle: Promise.withResolvers() };
    this.#conversations.set(message.header.msg_id, conversation);
    this.sockets[options.channel ?? "shell"].send(message);
    return { id: message.header.msg_id, conversation };
  }

  /** Resolves when `holds` does, which is asked after each message. */
  async until(holds: () => boolean): Promise<void> {
    if (holds()) return;
    await new Promise<void>((resolve) => {
      const watcher = () => {
        if (!holds()) return;
        this.#watchers.delete(watcher);
        resolve();
      };
      this.#watchers.add(watcher);
    });
  }

  /** Resolves when the cell has printed `text`. */
  async printed(cell: { messages: readonly Message[] }, text: string): Promise<void> {
    await this.until(() => textOf(cell.messages, "stdout").includes(text));
  }

  async interrupt(): Promise<Content> {
    return await this.ask("interrupt_request", {}, "control");
  }

  async stop(): Promise<void> {
    if (this.process.exitCode === null && this.process.signalCode === null) {
      this.send("shutdown_request", { restart: false }, { channel: "control" });
      await this.exited;
    }
    this.sockets.close();
  }

  #listen(): void {
    const refuse = (error: Error) => {
      throw error;
    };
    const onReply = (message: Message) => this.#of(message)?.reply.resolve(message);
    void this.sockets.shell.listen(onReply, refuse);
    void this.sockets.control.listen(onReply, refuse);
    void this.sockets.stdin.listen((message) => {
      const value = this.onInput?.(String(message.content["prompt"])) ?? "";
      this.sockets.stdin.send(this.maker.make("input_reply", { value }, { parentHeader: message.header }));
    }, refuse);
    void this.sockets.iopub.listen((message) => {
      this.published.push(message);
      const conversation = this.#of(message);
      conversation?.messages.push(message);
      if (message.content["execution_state"] === "idle") conversation?.idle.resolve();
      for (const watcher of [...this.#watchers]) watcher();
    }, refuse);
  }

  #of(message: Message): Conversation | undefined {
    return this.#conversations.get(message.parentHeader?.msg_id ?? "");
  }

  /** A subscription takes effect some time after it was made. */
  async #subscribed(): Promise<void> {
    const subscribed = Promise.withResolvers<void>();
    const ask = () => void this.ask("kernel_info_request").then(() => subscribed.resolve());
    ask();
    const again = setInterval(ask, 100);
    const died = this.exited.then(() => subscribed.reject(new Error(`the kernel ended: ${this.stderr}`)));
    await Promise.race([subscribed.promise, died]);
    clearInterval(again);
    await subscribed.promise;
  }
}

export function textOf(messages: readonly Message[], name: "stdout" | "stderr"): string {
  const streams = messages.filter(({ header, content }) => header.msg_type === "stream" && content["name"] === name);
  return streams.map(({ content }) => String(content["text"])).join("");
}

function executed(reply: Message, messages: readonly Message[]): Executed {
  const ofType = (type: string) => messages.filter((message) => message.header.msg_type === type);
  const result = ofType("execute_result")[0]?.content["data"] as Content | undefined;
  return {
    reply: reply.content,
    messages,
    stdout: textOf(messages, "stdout"),
    stderr: textOf(messages, "stderr"),
    result: result === undefined ? null : String(result["text/plain"]),
    displays: ofType("display_data").map((message) => message.content),
  };
}
