/** Reads ONNX files by the field numbers of `onnx/onnx.proto`, apart from what writes them, and computes what they say. */
import protobuf from "protobufjs";

const { root } = protobuf.parse(`
  syntax = "proto2";
  message AttributeProto {
    optional string name = 1; optional float f = 2; optional int64 i = 3; optional string s = 4;
    repeated float floats = 7; repeated int64 ints = 8; repeated string strings = 9; optional int32 type = 20;
  }
  message NodeProto {
    repeated string input = 1; repeated string output = 2; optional string op_type = 4;
    repeated AttributeProto attribute = 5; optional string domain = 7;
  }
  message Dim { optional int64 dim_value = 1; optional string dim_param = 2; }
  message Shape { repeated Dim dim = 1; }
  message Tensor { optional int32 elem_type = 1; optional Shape shape = 2; }
  message Type { optional Tensor tensor_type = 1; }
  message ValueInfo { optional string name = 1; optional Type type = 2; }
  message GraphProto {
    repeated NodeProto node = 1; optional string name = 2; repeated ValueInfo input = 11; repeated ValueInfo output = 12;
  }
  message Opset { optional string domain = 1; optional int64 version = 2; }
  message ModelProto {
    optional int64 ir_version = 1; optional string producer_name = 2; optional GraphProto graph = 7; repeated Opset opset_import = 8;
  }`);

export interface ReadNode {
  readonly opType: string;
  readonly domain: string;
  readonly input: readonly string[];
  readonly output: readonly string[];
  /** Name → the value that its type names. */
  readonly attributes: Readonly<Record<string, never>>;
}

export interface ReadModel {
  readonly irVersion: number;
  readonly opsets: Readonly<Record<string, number>>;
  /** `X: 1[N,3]`: name, element type, shape. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly nodes: readonly ReadNode[];
}

const kinds: Readonly<Record<number, string>> = { 2: "i", 3: "s", 6: "floats", 7: "ints", 8: "strings" };

export function readOnnx(bytes: Uint8Array): ReadModel {
  const type = root.lookupType("ModelProto");
  const model = type.toObject(type.decode(bytes), { longs: Number, defaults: false }) as never as Decoded;
  const shown = ({ name, type: { tensorType } }: DecodedValue) =>
    `${name}: ${tensorType.elemType}[${tensorType.shape.dim.map((dim) => dim.dimParam ?? dim.dimValue).join(",")}]`;
  return {
    irVersion: model.irVersion,
    opsets: Object.fromEntries(model.opsetImport.map(({ domain, version }) => [domain, version])),
    inputs: model.graph.input.map(shown),
    outputs: model.graph.output.map(shown),
    nodes: model.graph.node.map(({ opType, domain = "", input = [], output, attribute = [] }) => ({
      ...{ opType, domain, input, output },
      attributes: Object.fromEntries(
        attribute.map((one) => [one["name"], one[kinds[one["type"] as number]!] as never]),
      ),
    })),
  };
}

interface DecodedValue {
  name: string;
  type: { tensorType: { elemType: number; shape: { dim: { dimParam?: string; dimValue?: number }[] } } };
}

interface Decoded {
  irVersion: number;
  opsetImport: { domain: string; version: number }[];
  graph: {
    input: DecodedValue[];
    output: DecodedValue[];
    node: {
      opType: string;
      domain?: string;
      input: string[];
      output: string[];
      attribute?: Record<string, unknown>[];
    }[];
  };
}

/** What a graph of tree ensembles gives for a row of float32, operator by operator, by their specifications. */
export function ensembleOutput(nodes: readonly ReadNode[], row: Float32Array): number {
  const values = new Map<string, readonly number[]>();
  for (const { opType, input, output, attributes } of nodes) {
    const [a = [], b = []] = input.map((name) => values.get(name) ?? []);
    const results: Readonly<Record<string, () => readonly number[]>> = {
      TreeEnsembleRegressor: () => targetSums(attributes, row),
      Constant: () => attributes["value_ints"] as never,
      Gather: () => b.map((at) => a[at]!),
      Mul: () => a.map((value, at) => value * b[at]!),
      Add: () => a.map((value, at) => value + b[at]!),
      ReduceSum: () => [a.reduce((sum, value) => sum + value, 0)],
      Identity: () => a,
    };
    values.set(output[0]!, results[opType]!());
  }
  return values.get("variable")![0]!;
}

function targetSums(attributes: ReadNode["attributes"], row: Float32Array): readonly number[] {
  const list = (name: string): readonly number[] => attributes[name] ?? [];
  const modes: readonly string[] = attributes["nodes_modes"] ?? [];
  const key = (tree: number, node: number) => `${tree}:${node}`;
  const position = new Map(list("nodes_treeids").map((tree, at) => [key(tree, list("nodes_nodeids")[at]!), at]));
  const leaves = new Map(
    list("target_treeids").map((tree, at) => [key(tree, list("target_nodeids")[at]!), at] as const),
  );
  const sums = [...list("base_values")];
  for (const tree of new Set(list("nodes_treeids"))) {
    let node = 0;
    for (let at = position.get(key(tree, node))!; modes[at] !== "LEAF"; at = position.get(key(tree, node))!) {
      const value = row[list("nodes_featureids")[at]!]!;
      const threshold = list("nodes_values")[at]!;
      const isTrue = Number.isNaN(value)
        ? list("nodes_missing_value_tracks_true")[at] === 1
        : modes[at] === "BRANCH_LEQ"
          ? value <= threshold
          : value < threshold;
      node = list(isTrue ? "nodes_truenodeids" : "nodes_falsenodeids")[at]!;
    }
    const leaf = leaves.get(key(tree, node))!;
    sums[list("target_ids")[leaf]!]! += list("target_weights")[leaf]!;
  }
  return sums;
}
