/** Messages of the Jupyter protocol, version 5.3: https://jupyter-client.readthedocs.io/en/stable/messaging.html */
import { randomUUID } from "node:crypto";
import { userName } from "../user_name.js";

export const protocolVersion = "5.3";

export interface Header {
  readonly msg_id: string;
  readonly msg_type: string;
  readonly session: string;
  readonly username: string;
  /** ISO 8601 */
  readonly date: string;
  readonly version: string;
}

export type Content = Readonly<Record<string, unknown>>;

export interface Message {
  /** Routing prefix of ROUTER sockets, or the topic on iopub. */
  readonly identities: readonly Uint8Array[];
  readonly header: Header;
  /** null for a message that answers none. */
  readonly parentHeader: Header | null;
  readonly metadata: Content;
  readonly content: Content;
  readonly buffers: readonly Uint8Array[];
}

/** One side of a conversation: makes messages with headers of its own session. */
export class MessageMaker {
  readonly #session = randomUUID();
  readonly #username = userName();

  make(type: string, content: Content, options: Partial<Message> = {}): Message {
    return {
      identities: [],
      parentHeader: null,
      metadata: {},
      buffers: [],
      ...options,
      header: {
        msg_id: randomUUID(),
        msg_type: type,
        session: this.#session,
        username: this.#username,
        date: new Date().toISOString(),
        version: protocolVersion,
      },
      content,
    };
  }

  /** The answer to `request`, on the socket it came from. */
  reply(request: Message, content: Content): Message {
    return this.make(request.header.msg_type.replace(/_request$/, "_reply"), content, {
      identities: request.identities,
      parentHeader: request.header,
    });
  }
}
