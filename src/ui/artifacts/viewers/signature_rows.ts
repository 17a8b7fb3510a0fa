/** A signature as rows of text. Pure. */
import type { ModelSignature, ParamSpec, Schema } from "../../../models/model.js";

export type SignatureRow = readonly [name: string, type: string];

/** What a model takes, what it gives, and the params of its predictions. */
export function signatureRows(
  signature: ModelSignature,
): readonly (readonly [what: "Input" | "Output" | "Param", readonly SignatureRow[]])[] {
  return [
    ["Input", rowsOf(signature.inputs)],
    ["Output", rowsOf(signature.outputs)],
    ["Param", paramsOf(signature.params)],
  ];
}

function rowsOf(schema: Schema | null): SignatureRow[] {
  return (schema ?? []).map((spec) => {
    const name = spec.name ?? "–";
    if (!("tensor-spec" in spec)) return [name, `${spec.type}${spec.required === false ? ", optional" : ""}`] as const;
    const { dtype, shape } = spec["tensor-spec"];
    return [name, `tensor of ${dtype}, ${shape.map((size) => (size === -1 ? "any" : size)).join(" × ")}`] as const;
  });
}

function paramsOf(params: readonly ParamSpec[] | null): SignatureRow[] {
  return (params ?? []).map(
    ({ name, type, default: value }) => [name, `${type}, default ${JSON.stringify(value)}`] as const,
  );
}
