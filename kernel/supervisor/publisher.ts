/** What the kernel publishes on iopub, always with the request that caused it, also when it comes late. */
import type { Content, Header, Message, MessageMaker } from "../../src/jupyter/messages.js";
import type { Channel } from "../../src/jupyter/sockets.js";

/** Requests whose late output still finds its parent. */
const remembered = 2000;

export class Publisher {
  readonly #iopub: Channel;
  readonly #maker: MessageMaker;
  readonly #parents = new Map<string, Header>();

  constructor(iopub: Channel, maker: MessageMaker) {
    this.#iopub = iopub;
    this.#maker = maker;
  }

  /** What comes later for this request's id is published as its child. */
  remember(request: Message): void {
    this.#parents.set(request.header.msg_id, request.header);
    if (this.#parents.size > remembered) this.#parents.delete(this.#parents.keys().next().value!);
  }

  /** `parent` is a request's id; null for what no request caused. */
  publish(parent: string | null, type: string, content: Content): void {
    const parentHeader = parent === null ? null : (this.#parents.get(parent) ?? null);
    this.#iopub.send(this.#maker.make(type, content, { identities: [Buffer.from(type)], parentHeader }));
  }

  status(parent: Header | null, state: "starting" | "busy" | "idle"): void {
    const identities = [Buffer.from("status")];
    this.#iopub.send(this.#maker.make("status", { execution_state: state }, { identities, parentHeader: parent }));
  }
}
