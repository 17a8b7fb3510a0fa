/** Which experiment, or experiments, a page is about: name, description, tags, id, where its files are. */
import { useQueries } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Button, Disclosure, DisclosurePanel, Heading } from "react-aria-components";
import type { Experiment } from "../../entities.js";
import { CopyButton } from "../parts/copy_button.js";
import { Failure } from "../parts/failure.js";
import { ExperimentMenu } from "./experiment_menu.js";
import { ExperimentNotes } from "./experiment_notes.js";
import { experimentQuery, noteTag } from "./experiments.js";
import "./experiments.css";

export function ExperimentHead({ experimentIds }: { readonly experimentIds: readonly string[] }) {
  const found = useQueries({ queries: experimentIds.map(experimentQuery) });
  const failed = found.find((one) => one.isError);
  if (failed !== undefined) return <Failure error={failed.error} onRetry={() => void failed.refetch()} />;
  const experiments = found.map((one) => one.data).filter((one) => one !== undefined);
  if (experiments.length === 0) return <div className="experiment-head" style={{ minHeight: 60 }} />;
  return (
    <div className="experiment-head">
      <nav aria-label="Breadcrumb" className="muted">
        <Link to="/experiments">Experiments</Link>
      </nav>
      {experimentIds.length === 1 ? <One experiment={experiments[0]!} /> : <Several experiments={experiments} />}
    </div>
  );
}

function One({ experiment }: { readonly experiment: Experiment }) {
  const { experimentId, name, artifactLocation, lifecycleStage, tags } = experiment;
  const hasNotes = (tags[noteTag] ?? "") !== "";
  return (
    <Disclosure>
      <title>{`${name} · labbook`}</title>
      <div className="row">
        <h1>{name}</h1>
        {lifecycleStage === "deleted" && <span className="chip">deleted</span>}
        <ExperimentMenu experiment={experiment} />
        <Heading level={2}>
          <Button slot="trigger" className="react-aria-Button quiet">
            {hasNotes ? "About this experiment" : "Details"}
          </Button>
        </Heading>
      </div>
      <DisclosurePanel>
        <div className="stack panel">
          <ExperimentNotes experiment={experiment} />
          <div className="experiment-head-facts">
            <span>
              Id <span className="mono">{experimentId}</span>
              <CopyButton text={experimentId} label="Copy experiment id" />
            </span>
            <span>
              Artifacts <span className="mono">{artifactLocation}</span>
              <CopyButton text={artifactLocation} label="Copy artifact location" />
            </span>
          </div>
        </div>
      </DisclosurePanel>
    </Disclosure>
  );
}

function Several({ experiments }: { readonly experiments: readonly Experiment[] }) {
  return (
    <>
      <title>{`${experiments.length} experiments · labbook`}</title>
      <h1>{experiments.length} experiments</h1>
      <div className="row">
        {experiments.map(({ experimentId, name }) => (
          <Link
            key={experimentId}
            className="chip"
            to="/experiments/$experimentIds/runs"
            params={{ experimentIds: experimentId }}
          >
            {name}
          </Link>
        ))}
      </div>
    </>
  );
}
