/** Params, metrics, tags and environments of the runs. */
import { useMemo } from "react";
import type { RunTable } from "../../protocol/page.js";
import { type useEnvironments, useExperimentNames } from "./compare_data.js";
import { ComparedValues } from "./compared_values.js";
import { type ComparedRun, entriesOf } from "./comparison.js";

export interface ValuesPartProps {
  readonly table: RunTable;
  readonly runs: readonly ComparedRun[];
  readonly environments: ReturnType<typeof useEnvironments>;
}

export function ValuesPart({ table, runs, environments }: ValuesPartProps) {
  const { data, error } = environments;
  const experiments = useExperimentNames(table.runs.experimentId);
  const entries = useMemo(
    () => entriesOf(table, data?.length === runs.length ? data : undefined, experiments),
    [table, data, runs, experiments],
  );
  return (
    <>
      <ComparedValues label="Values of the runs" noun="values" runs={runs} entries={entries} />
      {error !== null && (
        <p className="compare-note" role="alert">
          The environments could not be read: {error.message}
        </p>
      )}
    </>
  );
}
