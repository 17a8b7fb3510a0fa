/** Whether a version can be used, and why not. */
import { Check, LoaderCircle, X } from "lucide-react";
import type { ModelVersion, ModelVersionStatus } from "../../entities.js";

const looks: Readonly<Record<ModelVersionStatus, readonly [typeof Check, word: string, color: string]>> = {
  READY: [Check, "Ready", "var(--ok)"],
  PENDING_REGISTRATION: [LoaderCircle, "Being registered", "var(--running)"],
  FAILED_REGISTRATION: [X, "Registration failed", "var(--bad)"],
};

export function VersionStatus({ version: { status, statusMessage } }: { readonly version: ModelVersion }) {
  const [Icon, word, color] = looks[status];
  return (
    <span>
      <span style={{ color, display: "inline-flex", alignItems: "center", gap: 4 }}>
        <Icon aria-hidden size={15} />
        {word}
      </span>
      {statusMessage !== "" && <span className="muted">{` ${statusMessage}`}</span>}
    </span>
  );
}
