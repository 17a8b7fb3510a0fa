/** The state of a run: a sign and a word, never a colour alone. */
import { Ban, Check, CircleDashed, LoaderCircle, X } from "lucide-react";
import type { RunStatus } from "../../entities.js";

const looks: Readonly<Record<RunStatus, readonly [typeof Check, string]>> = {
  FINISHED: [Check, "var(--ok)"],
  FAILED: [X, "var(--bad)"],
  KILLED: [Ban, "var(--warn)"],
  RUNNING: [LoaderCircle, "var(--running)"],
  SCHEDULED: [CircleDashed, "var(--muted)"],
};

export function Status({ status, brief = false }: { readonly status: RunStatus; readonly brief?: boolean }) {
  const [Icon, color] = looks[status];
  const word = status[0]! + status.slice(1).toLowerCase();
  return (
    <span style={{ color, display: "inline-flex", alignItems: "center", gap: 4 }} title={word}>
      <Icon aria-hidden size={15} />
      <span className={brief ? "visually-hidden" : ""}>{word}</span>
    </span>
  );
}
