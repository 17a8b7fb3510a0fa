/** Which files the runs have, and how large they are. */
import { useMemo } from "react";
import { Empty } from "../parts/empty.js";
import { Failure } from "../parts/failure.js";
import { Loading } from "../parts/loading.js";
import { mostTrees, useTrees } from "./compare_data.js";
import { ComparedValues } from "./compared_values.js";
import { artifactEntries, type ComparedRun } from "./comparison.js";

export function ArtifactsPart({ runs }: { readonly runs: readonly ComparedRun[] }) {
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
          The artifacts of {failed.length} runs could not be listed: {failed[0]!.error}
        </p>
      )}
      {data.trees.some((tree) => tree.truncated) && (
        <p className="compare-note">Some runs have more files than are listed here.</p>
      )}
      <ComparedValues label="Artifacts of the runs" noun="files" runs={runs.slice(0, mostTrees)} entries={entries} />
    </>
  );
}
