/** What every run has: ids, who, where, when. */
import type { Run } from "../../entities.js";
import { CopyButton } from "../parts/copy_button.js";
import { exactTime } from "../parts/time.js";

export function Facts({ run: { info } }: { readonly run: Run }) {
  return (
    <section className="panel stack" aria-label="Facts">
      <h2>Facts</h2>
      <dl className="run-dl">
        <dt>Run id</dt>
        <dd>
          <span className="mono">{info.runId}</span>
          <CopyButton text={info.runId} label="Copy run id" />
        </dd>
        <dt>Experiment id</dt>
        <dd>
          <span className="mono">{info.experimentId}</span>
          <CopyButton text={info.experimentId} label="Copy experiment id" />
        </dd>
        <dt>User</dt>
        <dd>{info.userId || <span className="muted">–</span>}</dd>
        <dt>Started</dt>
        <dd>{info.startTimeMs === 0 ? <span className="muted">–</span> : exactTime(info.startTimeMs)}</dd>
        <dt>Ended</dt>
        <dd>{info.endTimeMs === null ? <span className="muted">–</span> : exactTime(info.endTimeMs)}</dd>
        <dt>Artifacts</dt>
        <dd>
          <span className="mono">{info.artifactUri}</span>
          <CopyButton text={info.artifactUri} label="Copy artifact URI" />
        </dd>
      </dl>
    </section>
  );
}
