/** What a run is, at a glance: description, params, metrics, tags, data, source, models, family, facts. */
import type { Run } from "../../entities.js";
import { noteTag } from "../experiments/experiments.js";
import { Description } from "../parts/description.js";
import { SystemTags, tagsApart } from "../parts/system_tags.js";
import { Tags } from "../parts/tags.js";
import { Datasets } from "./datasets.js";
import { Facts } from "./facts.js";
import { Family } from "./family.js";
import { MetricsTable } from "./metrics_table.js";
import { Models } from "./models.js";
import { ParamsTable } from "./params_table.js";
import { useRunChanges } from "./run.js";
import { Source } from "./source.js";

export function OverviewTab({ run }: { readonly run: Run }) {
  const { setTag, deleteTag } = useRunChanges(run.info.runId);
  const { own, system } = tagsApart(run.data.tags);
  return (
    <div className="run-overview">
      <div className="run-main">
        <div className="panel">
          <Description text={run.data.tags[noteTag] ?? ""} onSave={(text) => setTag(noteTag, text)} />
        </div>
        <div className="run-pair">
          <MetricsTable run={run} />
          <ParamsTable run={run} />
        </div>
      </div>
      <div className="run-side">
        <section className="panel stack" aria-label="Tags">
          <h2>Tags</h2>
          <Tags tags={own} onSet={setTag} onDelete={deleteTag} />
          <SystemTags tags={system} />
        </section>
        <Models run={run} />
        <Datasets run={run} />
        <Source run={run} />
        <Family run={run} />
        <Facts run={run} />
      </div>
    </div>
  );
}
