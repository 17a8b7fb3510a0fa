/** What people write about an experiment: description and tags. */
import type { Experiment } from "../../entities.js";
import { Description } from "../parts/description.js";
import { SystemTags, tagsApart } from "../parts/system_tags.js";
import { Tags } from "../parts/tags.js";
import { noteTag, useExperimentChanges } from "./experiments.js";

export function ExperimentNotes({ experiment }: { readonly experiment: Experiment }) {
  const { setTag, deleteTag } = useExperimentChanges();
  const { experimentId, tags } = experiment;
  const { own, system } = tagsApart(tags);
  return (
    <div className="stack">
      <Description text={tags[noteTag] ?? ""} level={3} onSave={(text) => setTag(experimentId, noteTag, text)} />
      <section className="stack" aria-label="Tags">
        <h3>Tags</h3>
        <Tags
          tags={own}
          onSet={(key, value) => setTag(experimentId, key, value)}
          onDelete={(key) => deleteTag(experimentId, key)}
        />
        <SystemTags tags={system} />
      </section>
    </div>
  );
}
