/** Frames ⇄ messages, with the signature. Pure. Layout: identities, `<IDS|MSG>`, HMAC in hex, four JSON texts, buffers. */
import { createHmac, timingSafeEqual } from "node:crypto";
import type { Content, Header, Message } from "./messages.js";

const delimiter = Buffer.from("<IDS|MSG>");

export interface Signing {
  /** An empty key turns signatures off. */
  readonly key: string;
  /** As connection files write it: `hmac-sha256`. */
  readonly scheme: string;
}

/** A message that must not be looked at any further. Never says what the right signature would be. */
export class WireError extends Error {
  override readonly name = "WireError";
}

export function encode(message: Message, signing: Signing): Uint8Array[] {
  const { header, parentHeader, metadata, content } = message;
  const parts = [header, parentHeader ?? {}, metadata, content].map((part) => Buffer.from(JSON.stringify(part)));
  const signature = Buffer.from(digest(parts, signing).toString("hex"));
  return [...message.identities, delimiter, signature, ...parts, ...message.buffers];
}

/** Throws `WireError` for frames that are no message or are signed with another key; the signature is checked first. */
export function decode(frames: readonly Uint8Array[], signing: Signing): Message {
  const at = frames.findIndex((frame) => delimiter.equals(frame));
  if (at < 0) throw new WireError(`no <IDS|MSG> among ${frames.length} frames`);
  const parts = frames.slice(at + 2, at + 6);
  if (parts.length < 4) throw new WireError(`only ${parts.length} of 4 parts after the signature`);
  if (!isSigned(frames[at + 1]!, parts, signing))
    throw new WireError("the signature is not made with this kernel's key");
  const [header, parent, metadata, content] = parts.map(parsed) as [Content, Content, Content, Content];
  if (typeof header["msg_type"] !== "string" || typeof header["msg_id"] !== "string") {
    throw new WireError("the header lacks msg_type or msg_id");
  }
  return {
    identities: frames.slice(0, at),
    header: header as unknown as Header,
    parentHeader: typeof parent["msg_id"] === "string" ? (parent as unknown as Header) : null,
    metadata,
    content,
    buffers: frames.slice(at + 6),
  };
}

function digest(parts: readonly Uint8Array[], { key, scheme }: Signing): Buffer {
  if (key === "") return Buffer.alloc(0);
  const hmac = createHmac(scheme.replace(/^hmac-/, ""), key);
  for (const part of parts) hmac.update(part);
  return hmac.digest();
}

function isSigned(signature: Uint8Array, parts: readonly Uint8Array[], signing: Signing): boolean {
  if (signing.key === "") return true;
  const given = Buffer.from(Buffer.from(signature).toString("latin1"), "hex");
  const wanted = digest(parts, signing);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

function parsed(part: Uint8Array): Content {
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(part).toString("utf8"));
  } catch (error) {
    throw new WireError(`a part is not JSON: ${(error as Error).message}`);
  }
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new WireError("a part is not an object");
  return value as Content;
}
