/** The way from what a run logged to the cell that logged it. */
import { Link } from "@tanstack/react-router";
import { SquareCode } from "lucide-react";
import type { Run } from "../../entities.js";

/** Of the run, or of the one in whose notebook it ran. */
export function hasNotebook({ data: { tags } }: Run): boolean {
  return tags["labbook.cells"] !== undefined || tags["labbook.snapshotRun"] !== undefined;
}

export function CellLink({
  run: { info },
  kind,
  name,
}: {
  readonly run: Run;
  readonly kind: "metric" | "param";
  readonly name: string;
}) {
  return (
    <Link
      to="/experiments/$experimentIds/runs/$runId/$tab"
      params={{ experimentIds: info.experimentId, runId: info.runId, tab: "notebook" }}
      search={{ [kind]: name }}
      aria-label={`Cell that logged ${name}`}
      title={`Cell that logged ${name}`}
    >
      <SquareCode aria-hidden size={16} />
    </Link>
  );
}
