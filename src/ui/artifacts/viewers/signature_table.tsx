/** What a model takes and gives, by name and type. */
import type { ModelSignature, ParamSpec, Schema } from "../../../models/model.js";

const shown = 200;

export function SignatureTable({ signature }: { readonly signature: ModelSignature | null }) {
  if (signature === null) {
    return (
      <p className="muted">The model was logged without a signature: it takes what it was trained on, unchecked.</p>
    );
  }
  const parts = [
    ["Input", rowsOf(signature.inputs)],
    ["Output", rowsOf(signature.outputs)],
    ["Param", paramsOf(signature.params)],
  ] as const;
  return (
    <div className="scroll-x">
      <table className="table">
        <thead>
          <tr>
            <th scope="col">What</th>
            <th scope="col">Name</th>
            <th scope="col">Type</th>
          </tr>
        </thead>
        <tbody>
          {parts.flatMap(([what, rows]) =>
            rows.slice(0, shown).map(([name, type], index) => (
              <tr key={`${what} ${index}`}>
                <td>{what}</td>
                <td>{name}</td>
                <td>{type}</td>
              </tr>
            )),
          )}
        </tbody>
      </table>
      {parts.map(
        ([what, rows]) =>
          rows.length > shown && (
            <p key={what} className="muted">
              {what}: {shown} of {rows.length} are shown.
            </p>
          ),
      )}
    </div>
  );
}

function rowsOf(schema: Schema | null): (readonly [string, string])[] {
  return (schema ?? []).map((spec) => {
    const name = spec.name ?? "–";
    if (!("tensor-spec" in spec)) return [name, `${spec.type}${spec.required === false ? ", optional" : ""}`] as const;
    const { dtype, shape } = spec["tensor-spec"];
    return [name, `tensor of ${dtype}, ${shape.map((size) => (size === -1 ? "any" : size)).join(" × ")}`] as const;
  });
}

function paramsOf(params: readonly ParamSpec[] | null): (readonly [string, string])[] {
  return (params ?? []).map(
    ({ name, type, default: value }) => [name, `${type}, default ${JSON.stringify(value)}`] as const,
  );
}
