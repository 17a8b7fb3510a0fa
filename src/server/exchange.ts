/** A request as it came from the socket and the answer to it, for routes that stream or must see the path as it was sent. */
import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from "node:http";
import { TrackingError } from "../errors.js";

export class Exchange {
  readonly method: string;
  /** As sent, not decoded and not normalised, without the query and the server's prefix. */
  readonly path: string;
  /** "" or with its "?". */
  readonly search: string;
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;

  /** `prefix` is "" or like "/mlflow"; requests are understood with it and without. */
  constructor(incoming: IncomingMessage, outgoing: ServerResponse, prefix: string) {
    const url = (incoming.url ?? "/").replace(/^https?:\/\/[^/?]*/i, "");
    const at = url.indexOf("?");
    const path = at < 0 ? url : url.slice(0, at);
    const inside = prefix !== "" && (path === prefix || path.startsWith(`${prefix}/`));
    this.method = incoming.method ?? "GET";
    this.path = (inside ? path.slice(prefix.length) : path) || "/";
    this.search = at < 0 ? "" : url.slice(at);
    this.incoming = incoming;
    this.outgoing = outgoing;
  }

  get query(): URLSearchParams {
    return new URLSearchParams(this.search);
  }

  send(status: number, headers: OutgoingHttpHeaders, body = ""): void {
    this.outgoing.writeHead(status, { ...headers, "content-length": Buffer.byteLength(body) });
    this.outgoing.end(this.method === "HEAD" ? "" : body);
  }

  sendText(status: number, text: string): void {
    this.send(status, { "content-type": "text/plain; charset=utf-8" }, text);
  }

  sendJson(status: number, json: string): void {
    this.send(status, { "content-type": "application/json" }, json);
  }

  /**
   * The whole body; rejects with `refusal` where it is larger than `limitBytes`, of which nothing more is kept, and with
   * RESOURCE_EXHAUSTED, upon which clients try again, while the bodies that are coming in are too much together.
   */
  receiveBody(limitBytes: number, refusal: string): Promise<Buffer> {
    const { incoming } = this;
    const tooLarge = (): TrackingError => new TrackingError("INVALID_PARAMETER_VALUE", refusal);
    this.expectProgress();
    if (Number(incoming.headers["content-length"] ?? 0) > limitBytes) return Promise.reject(tooLarge());
    return new Promise((resolve, reject) => {
      const pieces: Buffer[] = [];
      let [sizeBytes, keptBytes, refused] = [0, 0, false];
      const drop = (): void => {
        arrivingBytes -= keptBytes;
        keptBytes = 0;
        pieces.length = 0;
      };
      const refuse = (error: TrackingError): void => {
        drop();
        refused = true;
        reject(error);
      };
      incoming.on("data", (piece: Buffer) => {
        if (refused) return;
        sizeBytes += piece.length;
        if (sizeBytes > limitBytes) return refuse(tooLarge());
        if (arrivingBytes + piece.length > arrivingLimitBytes) return refuse(tooMuch());
        arrivingBytes += piece.length;
        keptBytes += piece.length;
        pieces.push(piece);
      });
      incoming.on("end", () => {
        const body = pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces);
        drop();
        resolve(body);
      });
      incoming.once("close", drop);
      const gone = (cause?: unknown): void => reject(new TrackingError("CANCELLED", "the client went away", { cause }));
      incoming.on("error", gone);
      incoming.on("close", gone); // fell silent; after the end this changes nothing
    });
  }

  /** Takes a client that sends nothing for a minute in the middle of a body for gone. */
  expectProgress(): void {
    const { incoming, outgoing } = this;
    incoming.setTimeout(silenceMs, () => incoming.destroy());
    incoming.once("end", () => {
      if (!outgoing.writableEnded) incoming.setTimeout(0); // an answer takes as long as it takes
    });
  }
}

const silenceMs = 60_000;

/** Of all requests together, while they arrive: however many clients send at once, the server keeps within its memory. */
const arrivingLimitBytes = 192 * 2 ** 20;
let arrivingBytes = 0;

function tooMuch(): TrackingError {
  return new TrackingError("RESOURCE_EXHAUSTED", "The server is receiving too many large requests. Send this again.");
}
