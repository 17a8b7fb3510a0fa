/** One registered model: what it is, its versions, and what they have in common or not. */
import { useState } from "react";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { Pencil, Trash2 } from "lucide-react";
import { Button } from "react-aria-components";
import type { RegisteredModel } from "../../entities.js";
import { useChange } from "../parts/change.js";
import { call } from "../api/mlflow.js";
import { Description } from "../parts/description.js";
import { Failure } from "../parts/failure.js";
import { Loading } from "../parts/loading.js";
import { Tags } from "../parts/tags.js";
import { Time } from "../parts/time.js";
import { CompareVersions } from "./compare_versions.js";
import { DeleteModel } from "./delete_model.js";
import { modelQuery } from "./registry.js";
import { RenameModel } from "./rename_model.js";
import { Versions } from "./versions.js";
import "./models.css";

export function ModelPage() {
  const { name = "" } = useParams({ strict: false });
  const query = useQuery(modelQuery(name));
  return (
    <div className="page">
      <nav aria-label="Breadcrumbs" className="models-crumbs">
        <Link to="/models">Models</Link>
      </nav>
      {query.isPending ? (
        <Loading what="the model" />
      ) : query.isError ? (
        <Failure error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        <Model key={name} model={query.data} />
      )}
    </div>
  );
}

function Model({ model }: { readonly model: RegisteredModel }) {
  const change = useChange();
  const { name } = model;
  return (
    <>
      <Head model={model} />
      <div className="models-columns">
        <div className="panel">
          <Description
            text={model.description}
            onSave={(description) =>
              change("Could not save the description", () => call("updateRegisteredModel", { name, description }))
            }
          />
        </div>
        <div className="panel stack">
          <h2>About</h2>
          <Facts model={model} />
          <Tags
            tags={model.tags}
            onSet={(key, value) =>
              change("Could not set the tag", () => call("setRegisteredModelTag", { name, key, value }))
            }
            onDelete={(key) =>
              change("Could not delete the tag", () => call("deleteRegisteredModelTag", { name, key }))
            }
          />
        </div>
        <div className="wide">
          <Versions name={name} aliases={model.aliases} />
        </div>
      </div>
      <Comparison model={model} />
    </>
  );
}

function Head({ model }: { readonly model: RegisteredModel }) {
  const [asked, setAsked] = useState<"rename" | "delete">();
  const close = (): void => setAsked(undefined);
  return (
    <div className="page-head">
      <h1>{model.name}</h1>
      <span className="spacer" />
      <Button onPress={() => setAsked("rename")}>
        <Pencil aria-hidden size={14} />
        Rename
      </Button>
      <Button onPress={() => setAsked("delete")}>
        <Trash2 aria-hidden size={14} />
        Delete
      </Button>
      {asked === "rename" && <RenameModel name={model.name} onClose={close} />}
      {asked === "delete" && <DeleteModel name={model.name} onClose={close} />}
    </div>
  );
}

function Facts({ model }: { readonly model: RegisteredModel }) {
  return (
    <dl className="models-facts">
      <dt>Created</dt>
      <dd>
        <Time timeMs={model.creationTimeMs} />
      </dd>
      <dt>Last modified</dt>
      <dd>
        <Time timeMs={model.lastUpdatedTimeMs} />
      </dd>
      <dt>Aliases</dt>
      <dd>
        <ul className="models-chips">
          {Object.entries(model.aliases).map(([alias, version]) => (
            <li key={alias} className="chip">
              {`@${alias} → `}
              <Link to="/models/$name/versions/$version" params={{ name: model.name, version }}>
                {`v${version}`}
              </Link>
            </li>
          ))}
          {Object.keys(model.aliases).length === 0 && <li className="muted">None yet; add them to a version.</li>}
        </ul>
      </dd>
    </dl>
  );
}

/** Open while the address has `?compare=1,2`. */
function Comparison({ model: { name, aliases } }: { readonly model: RegisteredModel }) {
  const { compare } = useSearch({ strict: false }) as { readonly compare?: unknown };
  const navigate = useNavigate();
  const chosen = typeof compare === "string" ? compare.split(",") : [];
  if (chosen.length < 2) return null;
  const close = (): void =>
    void navigate({
      to: "/models/$name",
      params: { name },
      search: (({ compare: _, ...rest }: Record<string, unknown>) => rest) as never,
    });
  return <CompareVersions name={name} aliases={aliases} chosen={chosen} onClose={close} />;
}
