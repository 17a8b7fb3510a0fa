/** The five sockets of a kernel, as it binds them and as a client connects to them. The only file that imports zeromq. */
import { Dealer, Publisher, Request, Router, Subscriber } from "zeromq";
import { address, type Connection } from "./connection.js";
import type { Message } from "./messages.js";
import { decode, encode, type Signing, WireError } from "./wire.js";

/** Nothing may be dropped: a queue without limit, and no send that fails because another is under way. */
const sendAll = { sendTimeout: 0, sendHighWaterMark: 0, linger: 2000 } as const;
const lossless = { ...sendAll, receiveHighWaterMark: 0 } as const;

interface Sender {
  send(frames: Uint8Array[]): Promise<void>;
  close(): void;
}

/** A socket that carries signed messages. Sends happen one after the other, in the order of the calls. */
export class Channel {
  readonly #socket: Sender & Partial<AsyncIterable<Uint8Array[]>>;
  readonly #signing: Signing;
  #tail: Promise<void> = Promise.resolve();

  constructor(socket: Sender & Partial<AsyncIterable<Uint8Array[]>>, signing: Signing) {
    this.#socket = socket;
    this.#signing = signing;
  }

  send(message: Message): void {
    const frames = encode(message, this.#signing);
    this.#tail = this.#tail.then(() => this.#socket.send(frames));
    this.#tail.catch(() => undefined); // a peer that is gone; `drained` tells it to who asks
  }

  /** Resolves when all that was sent has been handed to the operating system's queue. */
  async drained(): Promise<void> {
    await this.#tail;
  }

  /** Calls `handle` for each message until the socket is closed; what is wrongly signed goes to `refuse` instead. */
  async listen(handle: (message: Message) => void, refuse: (error: WireError) => void): Promise<void> {
    for await (const frames of this.#socket as AsyncIterable<Uint8Array[]>) {
      const message = this.#read(frames, refuse);
      if (message !== null) handle(message);
    }
  }

  close(): void {
    this.#socket.close();
  }

  #read(frames: Uint8Array[], refuse: (error: WireError) => void): Message | null {
    try {
      return decode(frames, this.#signing);
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      refuse(error);
      return null;
    }
  }
}

export interface KernelSockets {
  readonly shell: Channel;
  readonly control: Channel;
  readonly stdin: Channel;
  readonly iopub: Channel;
  close(): Promise<void>;
}

/** Binds all five and starts to echo heartbeats. Rejects when an address is taken. */
export async function bindKernel(connection: Connection): Promise<KernelSockets> {
  const [shell, control, stdin] = [new Router(lossless), new Router(lossless), new Router(lossless)];
  const iopub = new Publisher(sendAll);
  const heartbeat = new Router(lossless);
  const bound = Promise.all([
    shell.bind(address(connection, "shell_port")),
    control.bind(address(connection, "control_port")),
    stdin.bind(address(connection, "stdin_port")),
    iopub.bind(address(connection, "iopub_port")),
    heartbeat.bind(address(connection, "hb_port")),
  ]);
  await bound.catch((error: unknown) => {
    for (const socket of [shell, control, stdin, iopub, heartbeat]) socket.close();
    throw error;
  });
  void echo(heartbeat);
  const channels = {
    shell: new Channel(shell, connection),
    control: new Channel(control, connection),
    stdin: new Channel(stdin, connection),
    iopub: new Channel(iopub, connection),
  };
  return {
    ...channels,
    close: async () => {
      await Promise.allSettled(Object.values(channels).map((channel) => channel.drained()));
      for (const channel of Object.values(channels)) channel.close();
      heartbeat.close();
    },
  };
}

async function echo(heartbeat: Router): Promise<void> {
  for await (const frames of heartbeat) await heartbeat.send(frames);
}

export interface ClientSockets {
  readonly shell: Channel;
  readonly control: Channel;
  readonly stdin: Channel;
  readonly iopub: Channel;
  /** Resolves when the kernel has echoed one heartbeat. */
  beat(): Promise<void>;
  close(): void;
}

export function connectClient(connection: Connection): ClientSockets {
  const quick = { linger: 0, reconnectInterval: 10 } as const; // a kernel that starts is there some 100 ms later
  const routingId = `labbook-${process.pid}-${Math.random().toString(36).slice(2)}`;
  const identity = { ...lossless, ...quick, routingId };
  const [shell, control, stdin] = [new Dealer(identity), new Dealer(identity), new Dealer(identity)];
  const iopub = new Subscriber({ receiveHighWaterMark: 0, ...quick });
  const heartbeat = new Request(quick);
  shell.connect(address(connection, "shell_port"));
  control.connect(address(connection, "control_port"));
  stdin.connect(address(connection, "stdin_port"));
  iopub.connect(address(connection, "iopub_port"));
  iopub.subscribe();
  heartbeat.connect(address(connection, "hb_port"));
  const published = { [Symbol.asyncIterator]: () => iopub[Symbol.asyncIterator](), close: () => iopub.close() };
  const channels = {
    shell: new Channel(shell, connection),
    control: new Channel(control, connection),
    stdin: new Channel(stdin, connection),
    iopub: new Channel({ ...published, send: () => Promise.reject(new Error("nothing is sent to iopub")) }, connection),
  };
  return {
    ...channels,
    beat: async () => {
      await heartbeat.send("ping");
      await heartbeat.receive();
    },
    close: () => {
      for (const channel of Object.values(channels)) channel.close();
      heartbeat.close();
    },
  };
}
