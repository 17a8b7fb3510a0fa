/** How an execution ended: a sign and a word. */
import { Ban, Check, CircleOff, LoaderCircle, SkipForward, X } from "lucide-react";
import type { ExecutionStatus } from "../../protocol/ledger.js";

const looks: Readonly<Record<ExecutionStatus, readonly [typeof Check, string, string]>> = {
  ok: [Check, "ok", "var(--ok)"],
  error: [X, "error", "var(--bad)"],
  interrupted: [Ban, "interrupted", "var(--warn)"],
  aborted: [SkipForward, "not run: a cell before it failed", "var(--muted)"],
  lost: [CircleOff, "lost with its kernel", "var(--bad)"],
  running: [LoaderCircle, "running", "var(--running)"],
};

export function ExecutionState({
  status,
  brief = false,
}: {
  readonly status: ExecutionStatus;
  readonly brief?: boolean;
}) {
  const [Icon, word, color] = looks[status];
  return (
    <span className="notebook-status" style={{ color }} title={word}>
      <Icon aria-hidden size={14} />
      <span className={brief ? "visually-hidden" : ""}>{word}</span>
    </span>
  );
}
