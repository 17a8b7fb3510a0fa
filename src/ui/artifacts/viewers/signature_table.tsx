/** What a model takes and gives, by name and type. */
import type { ModelSignature } from "../../../models/model.js";
import { signatureRows } from "./signature_rows.js";

const shown = 200;

export function SignatureTable({ signature }: { readonly signature: ModelSignature | null }) {
  if (signature === null) {
    return (
      <p className="muted">The model was logged without a signature: it takes what it was trained on, unchecked.</p>
    );
  }
  const parts = signatureRows(signature);
  return (
    <div className="artifacts-signature" role="group" aria-label="Inputs and outputs" tabIndex={0}>
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
                <td className="artifacts-what">{what}</td>
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
