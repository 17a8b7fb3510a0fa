/** The runs that belong to a run: its parent, its children, the attempts before and after it. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { Run, RunInfo } from "../../entities.js";
import { Status } from "../parts/status.js";
import { nameInFilter } from "../runs/brush.js";
import { mostRelated, runQuery, runsTaggedQuery } from "./run.js";

const parentTag = "mlflow.parentRunId";
const previousTag = "labbook.previousRun";

export function Family({ run }: { readonly run: Run }) {
  const { runId, experimentId } = run.info;
  const { tags } = run.data;
  const { data: children = [] } = useQuery(runsTaggedQuery(experimentId, parentTag, runId));
  const { data: next = [] } = useQuery(runsTaggedQuery(experimentId, previousTag, runId));
  const [parent, previous, attempt] = [tags[parentTag], tags[previousTag], tags["labbook.attempt"]];
  if ((parent ?? previous) === undefined && children.length + next.length === 0) return null;
  const filter = `${nameInFilter(`tags.${parentTag}`)} = '${runId}'`;
  return (
    <section className="panel stack" aria-label="Related runs">
      <h2>Related runs</h2>
      <dl className="run-dl">
        {parent !== undefined && (
          <>
            <dt>Parent</dt>
            <dd>
              <Related runId={parent} />
            </dd>
          </>
        )}
        {previous !== undefined && (
          <>
            <dt>{attempt === undefined ? "Before" : `Before attempt ${attempt}`}</dt>
            <dd>
              <Related runId={previous} />
            </dd>
          </>
        )}
        {next.length > 0 && (
          <>
            <dt>Next attempt</dt>
            <dd>
              <RunLinks runs={next} />
            </dd>
          </>
        )}
        {children.length > 0 && (
          <>
            <dt>Children</dt>
            <dd>
              <RunLinks runs={children} />
              <Link
                to="/experiments/$experimentIds/runs"
                params={{ experimentIds: experimentId }}
                search={{ filter } as never}
              >
                {children.length < mostRelated ? `Table of ${children.length}` : "Table of all"}
              </Link>
            </dd>
          </>
        )}
      </dl>
    </section>
  );
}

function Related({ runId }: { readonly runId: string }) {
  const { data, isError } = useQuery(runQuery(runId));
  if (data !== undefined) return <RunLink info={data.info} />;
  return (
    <span className="muted mono" title={isError ? "This run is gone." : undefined}>
      {runId}
    </span>
  );
}

function RunLinks({ runs }: { readonly runs: readonly Run[] }) {
  return (
    <ul className="run-list run-scroll">
      {runs.map(({ info }) => (
        <li key={info.runId}>
          <RunLink info={info} />
        </li>
      ))}
    </ul>
  );
}

function RunLink({ info: { runId, runName, experimentId, status } }: { readonly info: RunInfo }) {
  return (
    <span className="row" style={{ gap: 4, flexWrap: "nowrap" }}>
      <Status status={status} brief />
      <Link to="/experiments/$experimentIds/runs/$runId" params={{ experimentIds: experimentId, runId }}>
        {runName || runId}
      </Link>
    </span>
  );
}
