/** What a run ran on, the files that it read, and what of it can be downloaded. */
import { Download } from "lucide-react";
import { artifactUrl } from "../api/page.js";
import { readableSize } from "../artifacts/kind.js";
import { CopyButton } from "../parts/copy_button.js";
import type { Environment } from "./environment.js";
import { factName, factNames, factValue } from "./fact.js";
import type { Snapshot, SnapshotFile } from "./snapshot.js";

export function EnvironmentList({ snapshot }: { readonly snapshot: Snapshot }) {
  const { environment, files, runId } = snapshot;
  return (
    <div className="notebook-environment">
      {environment === null ? (
        <p className="muted">The run kept no environment that can be read.</p>
      ) : (
        <Facts environment={environment} />
      )}
      <h3>Download</h3>
      <ul className="notebook-files">
        {files.map((file) => (
          <li key={file.path}>
            <DownloadLink runId={runId} file={file} />
          </li>
        ))}
      </ul>
    </div>
  );
}

export function DownloadLink({ runId, file }: { readonly runId: string; readonly file: SnapshotFile }) {
  const name = file.path.slice(file.path.lastIndexOf("/") + 1);
  return (
    <a className="button" href={artifactUrl("file", { runId }, file.path)} download={name}>
      <Download aria-hidden size={14} />
      {name} <span className="muted">{readableSize(file.sizeBytes)}</span>
    </a>
  );
}

function Facts({ environment: { facts, filesRead } }: { readonly environment: Environment }) {
  const known = [...factNames.keys()].filter((name) => facts.has(name));
  const others = [...facts.keys()].filter((name) => !factNames.has(name) && name !== "lockfile.path");
  return (
    <>
      <FactTable facts={facts} shown={known} />
      {others.length > 0 && (
        <details>
          <summary>TypeScript’s options and the rest</summary>
          <FactTable facts={facts} shown={others} />
        </details>
      )}
      <h3>Files that were read</h3>
      {filesRead.length === 0 ? <p className="muted">None.</p> : <FilesRead files={filesRead} />}
    </>
  );
}

function FactTable({ facts, shown }: { readonly facts: Environment["facts"]; readonly shown: readonly string[] }) {
  return (
    <table className="table">
      <tbody>
        {shown.map((name) => (
          <tr key={name}>
            <th scope="row">{factName(name)}</th>
            <td>{factValue(name, facts.get(name)!)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const mostFiles = 200;

function FilesRead({ files }: { readonly files: Environment["filesRead"] }) {
  return (
    <ul className="notebook-files">
      {files.slice(0, mostFiles).map(({ path, sizeBytes, sha256 }) => (
        <li key={path}>
          <span className="mono">{path}</span> <span className="muted">{readableSize(sizeBytes)}</span>
          {sha256 !== null && (
            <span className="notebook-hash">
              <span className="mono" title={sha256}>
                SHA-256 {sha256.slice(0, 12)}…
              </span>
              <CopyButton text={sha256} label={`Copy the hash of ${path}`} />
            </span>
          )}
        </li>
      ))}
      {files.length > mostFiles && <li className="muted">and {files.length - mostFiles} more, in environment.json</li>}
    </ul>
  );
}
