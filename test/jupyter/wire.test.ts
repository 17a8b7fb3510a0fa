import { createHmac } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toCodePoints, toUnits } from "../../kernel/supervisor/code_points.js";
import { address, readConnection, writeConnection } from "../../src/jupyter/connection.js";
import { MessageMaker } from "../../src/jupyter/messages.js";
import { decode, encode, WireError } from "../../src/jupyter/wire.js";
import { tempFolder } from "../temp.js";

const signing = { key: "a secret", scheme: "hmac-sha256" };
const maker = new MessageMaker();
const message = maker.make(
  "execute_request",
  { code: "1 + 1 // 🌷" },
  { identities: [Buffer.from("client")], buffers: [Buffer.from([1, 2])] },
);

describe("a message on the wire", () => {
  it("has identities, delimiter, HMAC over the four JSON texts, and buffers", () => {
    const [identity, delimiter, signature, ...rest] = encode(message, signing).map((frame) => Buffer.from(frame));
    expect([String(identity), String(delimiter)]).toEqual(["client", "<IDS|MSG>"]);
    const hmac = createHmac("sha256", "a secret");
    for (const part of rest.slice(0, 4)) hmac.update(part);
    expect(String(signature)).toBe(hmac.digest("hex"));
    expect(rest.slice(0, 4).map((part) => JSON.parse(String(part)))).toEqual([message.header, {}, {}, message.content]);
    expect([...rest[4]!]).toEqual([1, 2]);
  });

  it("comes back as it was sent", () => {
    expect(decode(encode(message, signing), signing)).toEqual(message);
  });

  it("comes back for any content, with and without a key", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.constantFrom("", "key", "🔑"), (content, key) => {
        const sent = maker.make("stream", JSON.parse(JSON.stringify(content)));
        const own = { key, scheme: "hmac-sha256" };
        expect(decode(encode(sent, own), own).content).toEqual(sent.content);
      }),
    );
  });

  it.each([
    ["signed with another key", encode(message, { ...signing, key: "other" })],
    ["not signed", encode(message, { ...signing, key: "" })],
    ["without a delimiter", [Buffer.from("noise")]],
    ["cut off", encode(message, signing).slice(0, 5)],
  ])("is refused when it is %s", (_, frames) => {
    expect(() => decode(frames, signing)).toThrow(WireError);
  });

  it("is refused before it is parsed, with a message that shows no digest", () => {
    const frames = ["<IDS|MSG>", "beef", "{", "{", "{", "{"].map((text) => Buffer.from(text));
    expect(() => decode(frames, signing)).toThrow("the signature is not made with this kernel's key");
    expect(() => decode(frames.with(1, Buffer.from("")), { ...signing, key: "" })).toThrow("a part is not JSON");
  });
});

describe("a connection file", () => {
  it("is written with free ports and a new key, and read back", async () => {
    const path = join(tempFolder(), "kernel-1.json");
    const written = await writeConnection(path, "labbook");
    expect(readConnection(path)).toEqual(written);
    expect(
      new Set([written.shell_port, written.control_port, written.stdin_port, written.iopub_port, written.hb_port]).size,
    ).toBe(5);
    expect(written.key).toMatch(/^[0-9a-f-]{36}$/);
    expect(address(written, "shell_port")).toBe(`tcp://127.0.0.1:${written.shell_port}`);
    expect(address({ ...written, transport: "ipc", ip: "/tmp/k" }, "hb_port")).toBe(`ipc:///tmp/k-${written.hb_port}`);
  });

  it.each([
    ["not json", "is not valid JSON"],
    ["[]", "it has no shell_port"],
    [
      '{"shell_port":1,"control_port":2,"stdin_port":3,"iopub_port":4,"hb_port":5,"signature_scheme":"rot13"}',
      "signature_scheme 'rot13' is unknown",
    ],
    [
      '{"shell_port":1,"control_port":2,"stdin_port":3,"iopub_port":4,"hb_port":5,"transport":"pigeon"}',
      "transport 'pigeon' is unknown",
    ],
  ])("of %s is refused", (text, reason) => {
    const path = join(tempFolder(), "kernel.json");
    writeFileSync(path, text);
    expect(() => readConnection(path)).toThrow(reason);
  });
});

it("offsets in code points lead to the units they came from", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.nat(50), (text, points) => {
      const count = Math.min(points, [...text].length);
      expect(toUnits(text, count)).toBe([...text].slice(0, count).join("").length);
      expect(toCodePoints(text, toUnits(text, count))).toBe(count);
    }),
  );
});
