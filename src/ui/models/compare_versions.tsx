/** A dialog that lays versions side by side. */
import { useState } from "react";
import { useQueries, useQuery } from "@tanstack/react-query";
import { Switch } from "react-aria-components";
import type { ModelVersion, RegisteredModel } from "../../entities.js";
import { Failure } from "../parts/failure.js";
import { Loading } from "../parts/loading.js";
import { ReadingDialog } from "../parts/reading_dialog.js";
import { type ComparedSection, comparisonOf } from "./comparison.js";
import { sourceRunsQuery, versionsQuery, withAliases } from "./registry.js";
import { schemaQuery } from "./schema.js";

export interface CompareVersionsProps {
  readonly name: string;
  /** Version by alias. */
  readonly aliases: RegisteredModel["aliases"];
  readonly chosen: readonly string[];
  readonly onClose: () => void;
}

export function CompareVersions({ name, aliases, chosen, onClose }: CompareVersionsProps) {
  const query = useQuery(versionsQuery(name));
  const all = withAliases(query.data ?? [], aliases);
  const versions = chosen.flatMap((number) => all.find(({ version }) => version === number) ?? []);
  return (
    <ReadingDialog title={`Versions of ${name}, compared`} onClose={onClose} focusButton>
      {query.isPending ? (
        <Loading what="versions" />
      ) : query.isError ? (
        <Failure error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        <Compared name={name} versions={versions} />
      )}
    </ReadingDialog>
  );
}

function Compared({ name, versions }: { readonly name: string; readonly versions: readonly ModelVersion[] }) {
  const [onlyDiffering, setOnlyDiffering] = useState(true);
  const runs = useQuery(sourceRunsQuery(versions));
  const schemas = useQueries({ queries: versions.map(({ version }) => schemaQuery(name, version)) });
  if (runs.isError) return <Failure error={runs.error} onRetry={() => void runs.refetch()} />;
  if (runs.isLoading || schemas.some(({ isLoading }) => isLoading)) return <Loading what="what the runs logged" />;
  const sections = comparisonOf(
    versions,
    runs.data,
    schemas.map(({ data }) => data?.signature ?? null),
  );
  const rows = sections.flatMap((section) => section.rows);
  const differing = rows.filter(({ differs }) => differs).length;
  const unread = versions.filter((_, index) => schemas[index]?.isError).map(({ version }) => version);
  return (
    <>
      <div className="row">
        <Switch isSelected={onlyDiffering} onChange={setOnlyDiffering}>
          Only what differs
        </Switch>
        <span className="muted" aria-live="polite">{`${differing} of ${rows.length} rows differ`}</span>
        {unread.length > 0 && (
          <span className="models-warning">{`The schema of version ${unread.join(", ")} could not be read.`}</span>
        )}
      </div>
      <Table versions={versions} sections={sections} onlyDiffering={onlyDiffering} />
    </>
  );
}

interface TableProps {
  readonly versions: readonly ModelVersion[];
  readonly sections: readonly ComparedSection[];
  readonly onlyDiffering: boolean;
}

function Table({ versions, sections, onlyDiffering }: TableProps) {
  const shown = sections
    .map(({ title, rows }) => ({ title, rows: rows.filter(({ differs }) => differs || !onlyDiffering) }))
    .filter(({ rows }) => rows.length > 0);
  if (shown.length === 0) return <p className="muted">These versions do not differ.</p>;
  return (
    <div className="models-compare">
      <table className="table">
        <thead>
          <tr>
            <td />
            {versions.map(({ version }) => (
              <th key={version} scope="col">{`Version ${version}`}</th>
            ))}
          </tr>
        </thead>
        {shown.map(({ title, rows }) => (
          <tbody key={title}>
            <tr className="models-section">
              <th colSpan={versions.length + 1} scope="rowgroup">
                {title}
              </th>
            </tr>
            {rows.map(({ label, values, exact, differs }) => (
              <tr key={label} className={differs && !onlyDiffering ? "models-differs" : ""}>
                <th scope="row">{label}</th>
                {values.map((value, index) => (
                  <td key={index} title={exact[index] === value ? undefined : exact[index]}>
                    {value}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        ))}
      </table>
    </div>
  );
}
