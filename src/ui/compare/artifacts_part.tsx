/** Which files the runs have, and how large they are. */
import { useMemo } from "react";
import { counted } from "../parts/counted.js";
import type { ArtifactTree } from "../../protocol/page.js";
import { Empty } from "../parts/empty.js";
import { Failure } from "../parts/failure.js";
import { Loading } from "../parts/loading.js";
import { mostTrees, useTrees } from "./compare_data.js";
import { ComparedValues } from "./compared_values.js";
import { artifactEntries, type ComparedRun } from "./comparison.js";
import { FilePart, type Holder } from "./file_part.js";
import { useCompareView } from "./view.js";

export function ArtifactsPart({ runs }: { readonly runs: readonly ComparedRun[] }) {
  const [view, change] = useCompareView();
  const runIds = useMemo(() => runs.map(({ runId }) => runId), [runs]);
  const { data, error, refetch } = useTrees(runIds);
  const entries = useMemo(() => artifactEntries(data?.trees ?? []), [data]);
  if (data === undefined)
    return error === null ? <Loading what="artifacts" /> : <Failure error={error} onRetry={() => void refetch()} />;
  const failed = data.trees.filter((tree) => tree.error !== undefined);
  if (entries.length === 0 && failed.length === 0) {
    return <Empty title="These runs have no artifacts">Log files with logArtifact, or models with logModel.</Empty>;
  }
  return (
    <>
      {runs.length > mostTrees && (
        <p className="compare-note">
          Of {runs.length.toLocaleString("en")} runs, the artifacts of the first {mostTrees} are compared.
        </p>
      )}
      {failed.length > 0 && (
        <p className="compare-note" role="alert">
          The artifacts of {counted(failed.length, "run")} could not be listed: {failed[0]!.error}
        </p>
      )}
      {data.trees.some((tree) => tree.truncated) && (
        <p className="compare-note">Some runs have more files than are listed here.</p>
      )}
      {entries.some(({ values, differs }) => !differs && typeof values[0] === "number" && values[0] > 2 ** 20) && (
        <p className="muted">Files of more than 1 MiB are compared by their sizes.</p>
      )}
      {view.file !== undefined && (
        <FilePart
          key={view.file}
          path={view.file}
          holders={holdersOf(view.file, runs, data.trees)}
          onClose={() => change({ file: undefined })}
        />
      )}
      <ComparedValues
        label="Artifacts of the runs"
        noun="files"
        runs={runs.slice(0, mostTrees)}
        entries={entries}
        onOpen={(file) => change({ file })}
      />
    </>
  );
}

function holdersOf(path: string, runs: readonly ComparedRun[], trees: readonly ArtifactTree[]): readonly Holder[] {
  return trees.flatMap(({ files }, index) => {
    const file = files.find((one) => one.path === path && !one.isDir);
    return file === undefined ? [] : [{ run: runs[index]!, sizeBytes: file.sizeBytes }];
  });
}
