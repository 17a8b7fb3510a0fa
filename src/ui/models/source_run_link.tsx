/** The run that a version came from: a link with its name; its id while the name is not known. */
import { Link } from "@tanstack/react-router";
import type { RunTable } from "../../protocol/page.js";
import { sourceRunOf } from "./source_run.js";

export interface SourceRunLinkProps {
  readonly runs: RunTable | undefined;
  readonly runId: string;
}

export function SourceRunLink({ runs, runId }: SourceRunLinkProps) {
  if (runId === "") return <span className="muted">none</span>;
  const run = sourceRunOf(runs, runId);
  if (run === undefined)
    return runs === undefined ? (
      <span className="muted">{runId.slice(0, 8)}</span>
    ) : (
      <span className="muted" title={runId}>{`${runId.slice(0, 8)} (gone)`}</span>
    );
  return (
    <>
      <Link
        to="/experiments/$experimentIds/runs/$runId"
        params={{ experimentIds: run.experimentId, runId }}
        title={run.runName === "" ? runId : `${run.runName}, ${runId}`}
      >
        {run.runName === "" ? runId.slice(0, 8) : run.runName}
      </Link>
      {run.isDeleted && <span className="muted"> (deleted)</span>}
    </>
  );
}
