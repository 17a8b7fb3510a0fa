import { labbookVersion } from "../../version.js";

/**
 * The bytes of an ONNX model, for onnxruntime in Python and elsewhere, that predicts what `model` predicts, to float32:
 * `X` float32 [N, featureCount] → `variable` float32 [N, 1]. Null for a model that has no such form.
 */
export async function onnxModel(model: object): Promise<Uint8Array | null> {
  const [{ graphOf }, { encodeModel }] = await Promise.all([import("./graph_of.js"), import("./proto.js")]);
  const graph = graphOf(model);
  return graph === null ? null : encodeModel(graph, { name: "labbook", version: labbookVersion() });
}
