/** One version of a model: where it stands, where it came from, what it takes, how to load it. */
import { useState } from "react";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { Trash2 } from "lucide-react";
import { Button } from "react-aria-components";
import type { ModelVersion } from "../../entities.js";
import { useChange } from "../parts/change.js";
import { call } from "../api/mlflow.js";
import { ArtifactsTab } from "../artifacts/artifacts_tab.js";
import { CopyButton } from "../parts/copy_button.js";
import { Description } from "../parts/description.js";
import { Failure } from "../parts/failure.js";
import { Loading } from "../parts/loading.js";
import { Tags } from "../parts/tags.js";
import { Time } from "../parts/time.js";
import { Aliases } from "./aliases.js";
import { DeleteVersion } from "./delete_version.js";
import { HowToLoad } from "./loading_code.js";
import { sourceRunsQuery, versionQuery } from "./registry.js";
import { Schema } from "./schema.js";
import { SourceRunLink } from "./source_run_link.js";
import { StageMenu } from "./transition.js";
import { VersionStatus } from "./version_status.js";
import "./models.css";
import "../parts/tags.css";

export function VersionPage() {
  const { name = "", version = "" } = useParams({ strict: false });
  const query = useQuery(versionQuery(name, version));
  return (
    <div className="page">
      <nav aria-label="Breadcrumbs" className="models-crumbs">
        <Link to="/models">Models</Link>
        {" / "}
        <Link to="/models/$name" params={{ name }}>
          {name}
        </Link>
      </nav>
      {query.isPending ? (
        <Loading what="the version" />
      ) : query.isError ? (
        <Failure error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        <Version key={`${name}/${version}`} version={query.data} />
      )}
    </div>
  );
}

function Version({ version }: { readonly version: ModelVersion }) {
  const change = useChange();
  const which = { name: version.name, version: version.version };
  return (
    <>
      <Head version={version} />
      <div className="models-columns">
        <div className="stack">
          <div className="panel">
            <Description
              text={version.description ?? ""}
              onSave={(description) =>
                change("Could not save the description", () => call("updateModelVersion", { ...which, description }))
              }
            />
          </div>
          <Schema {...which} />
        </div>
        <div className="stack">
          <section className="panel stack" aria-label="About">
            <h2>About</h2>
            <Facts version={version} />
            <Tags
              tags={version.tags}
              onSet={(key, value) =>
                change("Could not set the tag", () => call("setModelVersionTag", { ...which, key, value }))
              }
              onDelete={(key) =>
                change("Could not delete the tag", () => call("deleteModelVersionTag", { ...which, key }))
              }
            />
          </section>
          <HowToLoad version={version} />
        </div>
        <Artifacts {...which} />
      </div>
    </>
  );
}

/** The address says which file is open. */
function Artifacts({ name, version }: { readonly name: string; readonly version: string }) {
  const { path } = useSearch({ strict: false }) as { readonly path?: unknown };
  const navigate = useNavigate();
  const open = (next: string): void =>
    void navigate({
      to: "/models/$name/versions/$version",
      params: { name, version },
      search: (next === "" ? {} : { path: next }) as never,
      resetScroll: false,
    });
  return (
    <section className="panel stack wide" aria-label="Files">
      <h2>Files</h2>
      <ArtifactsTab owner={{ name, version }} path={typeof path === "string" ? path : ""} onPath={open} />
    </section>
  );
}

function Head({ version }: { readonly version: ModelVersion }) {
  const [deleting, setDeleting] = useState(false);
  return (
    <div className="page-head">
      <h1>{`${version.name}, version ${version.version}`}</h1>
      <StageMenu version={version} />
      <span className="spacer" />
      <Button onPress={() => setDeleting(true)}>
        <Trash2 aria-hidden size={14} />
        Delete
      </Button>
      {deleting && <DeleteVersion version={version} onClose={() => setDeleting(false)} />}
    </div>
  );
}

function Facts({ version }: { readonly version: ModelVersion }) {
  const { data } = useQuery(sourceRunsQuery([version]));
  return (
    <dl className="models-facts">
      <dt>Status</dt>
      <dd>
        <VersionStatus version={version} />
      </dd>
      <dt>Aliases</dt>
      <dd>
        <Aliases version={version} />
      </dd>
      <dt>Source run</dt>
      <dd>
        <SourceRunLink runs={data} runId={version.runId} />
      </dd>
      <dt>Source</dt>
      <dd className="models-source">
        <span className="mono">{version.source}</span>
        <CopyButton text={version.source} label="Copy source" />
      </dd>
      <dt>Created</dt>
      <dd>
        <Time timeMs={version.creationTimeMs} />
        {version.userId !== "" && ` by ${version.userId}`}
      </dd>
      <dt>Last modified</dt>
      <dd>
        <Time timeMs={version.lastUpdatedTimeMs} />
      </dd>
    </dl>
  );
}
