/** The code that a run came from. */
import type { Run } from "../../entities.js";
import { CopyButton } from "../parts/copy_button.js";
import { commitLink } from "./source_link.js";

export function Source({ run }: { readonly run: Run }) {
  const { tags } = run.data;
  const [name, type, commit] = [
    tags["mlflow.source.name"],
    tags["mlflow.source.type"],
    tags["mlflow.source.git.commit"],
  ];
  const repository = tags["mlflow.source.git.repoURL"] ?? tags["mlflow.gitRepoURL"];
  const branch = tags["mlflow.source.git.branch"] ?? tags["mlflow.gitBranch"];
  const entryPoint = tags["mlflow.project.entryPoint"];
  if (name === undefined && commit === undefined) return null;
  return (
    <section className="panel stack" aria-label="Source">
      <h2>Source</h2>
      <dl className="run-dl">
        {name !== undefined && (
          <>
            <dt>{type === undefined ? "Name" : (typeNames.get(type) ?? type)}</dt>
            <dd>{name}</dd>
          </>
        )}
        {entryPoint !== undefined && (
          <>
            <dt>Entry point</dt>
            <dd>{entryPoint}</dd>
          </>
        )}
        {commit !== undefined && (
          <>
            <dt>Git commit</dt>
            <dd>
              <Commit commit={commit} repository={repository} />
              <CopyButton text={commit} label="Copy commit" />
            </dd>
          </>
        )}
        {branch !== undefined && (
          <>
            <dt>Branch</dt>
            <dd>{branch}</dd>
          </>
        )}
        {repository !== undefined && (
          <>
            <dt>Repository</dt>
            <dd>{repository}</dd>
          </>
        )}
      </dl>
    </section>
  );
}

const typeNames = new Map([
  ["NOTEBOOK", "Notebook"],
  ["LOCAL", "Script"],
  ["PROJECT", "Project"],
  ["JOB", "Job"],
]);

function Commit({ commit, repository }: { readonly commit: string; readonly repository: string | undefined }) {
  const link = repository === undefined ? undefined : commitLink(repository, commit);
  const short = <span className="mono">{commit.slice(0, 10)}</span>;
  if (link === undefined) return <span title={commit}>{short}</span>;
  return (
    <a href={link} title={commit} target="_blank" rel="noopener noreferrer">
      {short}
    </a>
  );
}
