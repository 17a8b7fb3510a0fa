/** The kernel as front ends see it: answers every message, and never runs user code or waits for it. */
import type { Content, Message, MessageMaker } from "../../src/jupyter/messages.js";
import type { Channel, KernelSockets } from "../../src/jupyter/sockets.js";
import type { Cells } from "./cells.js";
import { toCodePoints, toUnits } from "./code_points.js";
import type { CompleteReply, InspectReply, IsCompleteReply } from "../ipc.js";
import { kernelInfo } from "../kernel_info.js";
import type { Publisher } from "./publisher.js";
import { RequestQueue } from "./request_queue.js";

type Handler = (request: Message) => Promise<Content> | Content;

export class Supervisor {
  readonly #sockets: KernelSockets;
  readonly #maker: MessageMaker;
  readonly #publisher: Publisher;
  readonly #cells: Cells;
  readonly #queue = new RequestQueue();
  readonly #stopped = Promise.withResolvers<void>();

  constructor(sockets: KernelSockets, maker: MessageMaker, publisher: Publisher, cells: Cells) {
    this.#sockets = sockets;
    this.#maker = maker;
    this.#publisher = publisher;
    this.#cells = cells;
  }

  /** Serves until a front end shuts the kernel down. */
  async serve(): Promise<void> {
    this.#publisher.status(null, "starting");
    const { shell, control, stdin } = this.#sockets;
    const refuse = (error: Error) => process.stderr.write(`labbook: message ignored: ${error.message}\n`);
    void shell.listen((message) => this.#fromShell(message), refuse);
    void control.listen((message) => void this.#fromControl(message), refuse);
    void stdin.listen((message) => this.#fromStdin(message), refuse);
    await this.#stopped.promise;
  }

  /** Ends runs and session, and lets `serve` return. */
  async stop(): Promise<void> {
    await this.#cells.shutDown();
    this.#stopped.resolve();
  }

  #fromShell(request: Message): void {
    const type = request.header.msg_type;
    if (type === "shutdown_request" || type === "interrupt_request") return void this.#fromControl(request);
    this.#queue.add({ run: (aborted) => this.#perform(request, aborted) });
  }

  async #perform(request: Message, aborted: boolean): Promise<void> {
    const { header } = request;
    this.#publisher.status(header, "busy");
    try {
      if (header.msg_type !== "execute_request") await this.#answer(this.#sockets.shell, request);
      else this.#reply(this.#sockets.shell, request, await this.#execute(request, aborted));
    } catch (error) {
      this.#fail(this.#sockets.shell, request, error);
    }
    this.#publisher.status(header, "idle");
  }

  async #execute(request: Message, aborted: boolean): Promise<Content> {
    if (aborted) {
      this.#cells.record.aborted(request);
      return { status: "aborted", execution_count: this.#cells.record.executionCount };
    }
    const content = await this.#cells.execute(request);
    if (content["status"] === "error" && request.content["stop_on_error"] !== false) this.#queue.abortWaiting();
    return content;
  }

  /** A fault of ours, or a full disk: the front end must not wait for ever, and the kernel goes on. */
  #fail(channel: Channel, request: Message, error: unknown): void {
    const { name: ename = "Error", message: evalue = String(error), stack = "" } = error as Partial<Error>;
    process.stderr.write(`labbook: ${request.header.msg_type} failed: ${stack}\n`);
    const execution_count = this.#cells.record.executionCount;
    this.#reply(channel, request, {
      status: "error",
      execution_count,
      ename,
      evalue,
      traceback: [`${ename}: ${evalue}`],
    });
  }

  async #fromControl(request: Message): Promise<void> {
    const { header, content } = request;
    this.#publisher.status(header, "busy");
    if (header.msg_type === "shutdown_request") {
      await this.#cells.shutDown();
      this.#reply(this.#sockets.control, request, { status: "ok", restart: content["restart"] === true });
      this.#publisher.status(header, "idle");
      return this.#stopped.resolve();
    }
    if (header.msg_type === "interrupt_request") {
      this.#cells.interrupt();
      this.#reply(this.#sockets.control, request, { status: "ok" });
    } else {
      await this.#answer(this.#sockets.control, request).catch((error: unknown) => {
        this.#fail(this.#sockets.control, request, error);
      });
    }
    this.#publisher.status(header, "idle");
  }

  #fromStdin(message: Message): void {
    if (message.header.msg_type === "input_reply") this.#cells.input(String(message.content["value"] ?? ""));
  }

  async #answer(channel: Channel, request: Message): Promise<void> {
    const handler = this.#handlers[request.header.msg_type];
    if (request.header.msg_type === "comm_open") this.#refuseComm(request);
    if (handler !== undefined) this.#reply(channel, request, await handler(request));
  }

  /** Nothing here speaks over comms; without an answer a widget would wait for ever. */
  #refuseComm(request: Message): void {
    this.#publisher.remember(request);
    this.#publisher.publish(request.header.msg_id, "comm_close", { comm_id: request.content["comm_id"], data: {} });
  }

  #reply(channel: Channel, request: Message, content: Content): void {
    channel.send(this.#maker.reply(request, content));
  }

  readonly #handlers: Readonly<Record<string, Handler>> = {
    kernel_info_request: () => kernelInfo(),
    comm_info_request: () => ({ status: "ok", comms: {} }),
    history_request: ({ content }) => ({ status: "ok", history: this.#cells.record.history.answer(content) }),
    complete_request: (request) => this.#complete(request),
    inspect_request: (request) => this.#inspect(request),
    is_complete_request: (request) => this.#isComplete(request),
    connect_request: () => ({ status: "ok" }),
    debug_request: ({ content }) => ({
      ...content,
      type: "response",
      success: false,
      message: "labbook has no debugger",
    }),
  };

  async #complete({ header, content }: Message): Promise<Content> {
    const code = String(content["code"] ?? "");
    const cursor = cursorOf(code, content);
    const found = await this.#cells.ask<CompleteReply>({ type: "complete", id: header.msg_id, code, cursor });
    const { matches, cursorStart, cursorEnd, metadata } = found ?? nothing(cursor);
    return {
      status: "ok",
      matches,
      cursor_start: toCodePoints(code, cursorStart),
      cursor_end: toCodePoints(code, cursorEnd),
      metadata: inCodePoints(code, metadata),
    };
  }

  async #inspect({ header, content }: Message): Promise<Content> {
    const code = String(content["code"] ?? "");
    const detailLevel = content["detail_level"] === 1 ? 1 : 0;
    const cursor = cursorOf(code, content);
    const found = await this.#cells.ask<InspectReply>({
      type: "inspect",
      id: header.msg_id,
      code,
      cursor,
      detailLevel,
    });
    return { status: "ok", found: found?.found ?? false, data: found?.data ?? {}, metadata: {} };
  }

  async #isComplete({ header, content }: Message): Promise<Content> {
    const code = String(content["code"] ?? "");
    const found = await this.#cells.ask<IsCompleteReply>({ type: "isComplete", id: header.msg_id, code });
    return { ...(found ?? { status: "unknown" }) };
  }
}

function nothing(cursor: number): CompleteReply {
  return { matches: [], cursorStart: cursor, cursorEnd: cursor, metadata: {} };
}

function cursorOf(code: string, content: Content): number {
  const cursor = content["cursor_pos"];
  return typeof cursor === "number" ? toUnits(code, cursor) : code.length;
}

/** The places in the metadata of completions, which count code points like all others. */
function inCodePoints(code: string, metadata: Content): Content {
  const types = metadata["_jupyter_types_experimental"] as readonly { start: number; end: number }[] | undefined;
  if (types === undefined) return metadata;
  return {
    ...metadata,
    _jupyter_types_experimental: types.map((one) => ({
      ...one,
      start: toCodePoints(code, one.start),
      end: toCodePoints(code, one.end),
    })),
  };
}
