/** The models that a run made or used, and the registered versions that came from it. */
import { Link } from "@tanstack/react-router";
import type { Run } from "../../entities.js";
import { CopyButton } from "../parts/copy_button.js";
import { useLoggedModels, useVersionsOf } from "./run_models.js";

export function Models({ run }: { readonly run: Run }) {
  const logged = useLoggedModels(run);
  const versions = useVersionsOf(run.info.runId);
  if (logged.length === 0 && versions.length === 0) return null;
  return (
    <section className="panel stack" aria-label="Models">
      <h2>Models</h2>
      <ul className="run-list">
        {versions.map(({ name, version, currentStage, aliases }) => (
          <li key={`${name}/${version}`} className="row">
            <Link to="/models/$name/versions/$version" params={{ name, version }}>
              {name} version {version}
            </Link>
            {currentStage !== "None" && <span className="chip">{currentStage}</span>}
            {aliases.map((alias) => (
              <span key={alias} className="chip">
                @{alias}
              </span>
            ))}
          </li>
        ))}
        {logged.map(({ model: { modelId, name, status }, made }) => (
          <li key={modelId} className="row">
            <span>{name}</span>
            <span className="muted">{made ? "logged model" : "used model"}</span>
            {status !== "READY" && <span className="chip">{status.toLowerCase()}</span>}
            <CopyButton text={`models:/${modelId}`} label={`Copy URI of model ${name}`} />
          </li>
        ))}
      </ul>
    </section>
  );
}
