/**
 * The part of ONNX's file format that is written here, after `onnx/onnx.proto` of the onnx project (Apache-2.0, IR
 * version 8). Lists of numbers are packed by hand and handed on as bytes, which are the same on the wire: a forest has
 * millions of them, and a writer that keeps each as an object would need gigabytes.
 */
import protobuf from "protobufjs/light.js";

const field = (type: string, id: number, rule?: "repeated") => ({ type, id, ...(rule && { rule }) });

const messages = {
  Attribute: {
    name: field("string", 1),
    i: field("int64", 3),
    s: field("string", 4),
    floats: field("bytes", 7), // packed
    ints: field("bytes", 8), // packed
    strings: field("string", 9, "repeated"),
    type: field("int32", 20),
  },
  Node: {
    input: field("string", 1, "repeated"),
    output: field("string", 2, "repeated"),
    name: field("string", 3),
    opType: field("string", 4),
    attribute: field("bytes", 5, "repeated"), // encoded Attribute messages
    domain: field("string", 7),
  },
  Dimension: { dimValue: field("int64", 1), dimParam: field("string", 2) },
  Shape: { dim: field("Dimension", 1, "repeated") },
  Tensor: { elemType: field("int32", 1), shape: field("Shape", 2) },
  Type: { tensorType: field("Tensor", 1) },
  ValueInfo: { name: field("string", 1), type: field("Type", 2) },
  Graph: {
    node: field("Node", 1, "repeated"),
    name: field("string", 2),
    input: field("ValueInfo", 11, "repeated"),
    output: field("ValueInfo", 12, "repeated"),
  },
  OperatorSet: { domain: field("string", 1), version: field("int64", 2) },
  Model: {
    irVersion: field("int64", 1),
    producerName: field("string", 2),
    producerVersion: field("string", 3),
    graph: field("Graph", 7),
    opsetImport: field("OperatorSet", 8, "repeated"),
  },
};

const root = protobuf.Root.fromJSON({
  // proto2: a field that was given is written, be it 0 or "".
  nested: Object.fromEntries(Object.entries(messages).map(([name, fields]) => [name, { edition: "proto2", fields }])),
});

/** TensorProto.DataType and AttributeProto.AttributeType. */
export const elementTypes = { float: 1, int64: 7, string: 8 } as const;
const attributeTypes = { i: 2, s: 3, floats: 6, ints: 7, strings: 8 } as const;

export type AttributeValue =
  | { readonly i: number }
  | { readonly s: string }
  | { readonly floats: Float32Array }
  | { readonly ints: ArrayLike<number> }
  | { readonly strings: readonly string[] }
  /** One of `names` per number: as strings, without holding one string per entry. */
  | { readonly names: readonly string[]; readonly indices: Uint8Array };

/** An attribute of a node, encoded. */
export function attribute(name: string, value: AttributeValue): Uint8Array {
  if ("names" in value) {
    const head = encode("Attribute", { name, type: attributeTypes.strings });
    return concatenated([head, repeatedNames(value.names, value.indices)]); // messages one after the other are one
  }
  if ("floats" in value)
    return encode("Attribute", { name, type: attributeTypes.floats, floats: packedFloats(value.floats) });
  if ("ints" in value)
    return encode("Attribute", { name, type: attributeTypes.ints, ints: packedIntegers(value.ints) });
  const kind = Object.keys(value)[0] as "i" | "s" | "strings";
  return encode("Attribute", { name, type: attributeTypes[kind], ...value });
}

export interface GraphNode {
  readonly opType: string;
  /** Default: ONNX's own operators; `ai.onnx.ml` those of classic models. */
  readonly domain?: "ai.onnx.ml";
  readonly input: readonly string[];
  readonly output: readonly string[];
  readonly attribute: readonly Uint8Array[];
}

export interface GraphValue {
  readonly name: string;
  readonly elementType: keyof typeof elementTypes;
  /** A text is the name of a length that is free. */
  readonly shape: readonly (number | string)[];
}

export interface Graph {
  readonly name: string;
  readonly nodes: readonly GraphNode[];
  readonly inputs: readonly GraphValue[];
  readonly outputs: readonly GraphValue[];
}

/** The bytes of a model file: IR version 8, opset 15 of ONNX and 3 of ai.onnx.ml, which runtimes since 2021 read. */
export function encodeModel(graph: Graph, producer: { readonly name: string; readonly version: string }): Uint8Array {
  return encode("Model", {
    irVersion: 8,
    producerName: producer.name,
    producerVersion: producer.version,
    opsetImport: [
      { domain: "", version: 15 },
      { domain: "ai.onnx.ml", version: 3 },
    ],
    graph: {
      name: graph.name,
      node: graph.nodes.map((node, index) => ({ ...node, name: `${node.opType}_${index}` })),
      input: graph.inputs.map(valueInfo),
      output: graph.outputs.map(valueInfo),
    },
  });
}

function valueInfo({ name, elementType, shape }: GraphValue): object {
  const dim = shape.map((length) => (typeof length === "string" ? { dimParam: length } : { dimValue: length }));
  return { name, type: { tensorType: { elemType: elementTypes[elementType], shape: { dim } } } };
}

function encode(message: keyof typeof messages, value: object): Uint8Array {
  const type = root.lookupType(message);
  return type.encode(type.fromObject(value)).finish();
}

function packedFloats(values: Float32Array): Uint8Array {
  const bytes = new Uint8Array(values.length * 4);
  const view = new DataView(bytes.buffer);
  for (let at = 0; at < values.length; at++) view.setFloat32(4 * at, values[at]!, true);
  return bytes;
}

/** Varints of whole numbers; a negative one is its 64 bits. */
function packedIntegers(values: ArrayLike<number>): Uint8Array {
  const bytes = new Uint8Array(values.length * 10);
  let end = 0;
  for (let at = 0; at < values.length; at++) {
    let rest = values[at]!;
    if (rest < 0 || rest > 0x7fffffff) {
      let wide = BigInt.asUintN(64, BigInt(rest));
      for (; wide > 127n; wide >>= 7n) bytes[end++] = Number(wide & 127n) | 128;
      rest = Number(wide);
    }
    for (; rest > 127; rest >>>= 7) bytes[end++] = (rest & 127) | 128;
    bytes[end++] = rest;
  }
  return bytes.subarray(0, end);
}

/** Field 9 (`strings`) of an Attribute, once per index. */
function repeatedNames(names: readonly string[], indices: Uint8Array): Uint8Array {
  const entries = names.map((name) => encode("Attribute", { strings: [name] }));
  let length = 0;
  for (const index of indices) length += entries[index]!.length;
  const bytes = new Uint8Array(length);
  let end = 0;
  for (const index of indices) {
    bytes.set(entries[index]!, end);
    end += entries[index]!.length;
  }
  return bytes;
}

function concatenated(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((total, part) => total + part.length, 0));
  let end = 0;
  for (const part of parts) {
    bytes.set(part, end);
    end += part.length;
  }
  return bytes;
}
