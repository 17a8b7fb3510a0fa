/** Versions as rows: where each is, where it came from, how good its run was. */
import { Link } from "@tanstack/react-router";
import { Checkbox } from "react-aria-components";
import type { ModelVersion } from "../../entities.js";
import type { RunTable } from "../../protocol/page.js";
import { Time } from "../parts/time.js";
import { SortHeader } from "./sort_header.js";
import { cellText, type MetricColumn } from "./source_run.js";
import { SourceRunLink } from "./source_run_link.js";
import { Stage } from "./stage.js";
import type { VersionOrder } from "./version_order.js";
import { VersionStatus } from "./version_status.js";

export interface VersionsTableProps {
  readonly versions: readonly ModelVersion[];
  readonly metrics: readonly MetricColumn[];
  readonly runs: RunTable | undefined;
  readonly order: VersionOrder;
  readonly onOrder: (order: VersionOrder) => void;
  /** Versions that are ticked. */
  readonly chosen: ReadonlySet<string>;
  readonly setChosen: (chosen: ReadonlySet<string>) => void;
}

export function VersionsTable(props: VersionsTableProps) {
  const { versions, metrics, order, onOrder } = props;
  const sort = (field: string) => ({
    direction: order.field === field ? order.direction : undefined,
    onSort: (direction: "ASC" | "DESC") => onOrder({ field, direction }),
  });
  const withTags = versions.some(({ tags }) => Object.keys(tags).length > 0);
  const withUser = versions.some(({ userId }) => userId !== "");
  const withText = versions.some(({ description }) => description !== null && description !== "");
  return (
    <div className="scroll-x">
      <table className="table models-table">
        <thead>
          <tr>
            <th scope="col">
              <span className="visually-hidden">Chosen</span>
            </th>
            <SortHeader {...sort("version")}>Version</SortHeader>
            <SortHeader {...sort("stage")}>Stage</SortHeader>
            <th scope="col">Aliases</th>
            <th scope="col">Source run</th>
            {metrics.map(({ key }) => (
              <SortHeader key={key} className="number" {...sort(`metrics.${key}`)}>
                {key}
              </SortHeader>
            ))}
            {withTags && <th scope="col">Tags</th>}
            {withText && <th scope="col">Description</th>}
            <SortHeader {...sort("created")}>Created</SortHeader>
            {withUser && <SortHeader {...sort("user")}>User</SortHeader>}
            <th scope="col">Status</th>
          </tr>
        </thead>
        <tbody>
          {versions.map((version) => (
            <Row
              key={version.version}
              {...props}
              version={version}
              withTags={withTags}
              withText={withText}
              withUser={withUser}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface RowProps extends VersionsTableProps {
  readonly version: ModelVersion;
  readonly withTags: boolean;
  readonly withText: boolean;
  readonly withUser: boolean;
}

function Row({ version, metrics, runs, chosen, setChosen, withTags, withText, withUser }: RowProps) {
  const { name, version: number, runId } = version;
  const choose = (isChosen: boolean): void => {
    const next = new Set(chosen);
    if (isChosen) next.add(number);
    else next.delete(number);
    setChosen(next);
  };
  return (
    <tr>
      <td>
        <Checkbox aria-label={`Choose version ${number}`} isSelected={chosen.has(number)} onChange={choose} />
      </td>
      <th scope="row">
        <Link to="/models/$name/versions/$version" params={{ name, version: number }}>
          {`Version ${number}`}
        </Link>
      </th>
      <td>
        <Stage stage={version.currentStage} />
      </td>
      <td>
        <ul className="models-chips">
          {version.aliases.map((alias) => (
            <li key={alias} className="chip">{`@${alias}`}</li>
          ))}
        </ul>
      </td>
      <td className="models-source">
        <SourceRunLink runs={runs} runId={runId} />
      </td>
      {metrics.map(({ key, values }) => (
        <td key={key} className="number" title={String(values.get(runId) ?? "")}>
          {cellText(values.get(runId))}
        </td>
      ))}
      {withTags && (
        <td>
          <ul className="models-chips">
            {Object.entries(version.tags).map(([key, value]) => (
              <li key={key} className="chip">
                <b>{key}</b> {value}
              </li>
            ))}
          </ul>
        </td>
      )}
      {withText && (
        <td>
          <div className="models-excerpt" title={version.description ?? ""}>
            {version.description}
          </div>
        </td>
      )}
      <td>
        <Time timeMs={version.creationTimeMs} />
      </td>
      {withUser && <td>{version.userId}</td>}
      <td>
        <VersionStatus version={version} />
      </td>
    </tr>
  );
}
