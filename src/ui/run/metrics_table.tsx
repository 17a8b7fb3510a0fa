/** The metrics of a run: last values, how they got there, and the way to the cell that logged them. */
import { Link } from "@tanstack/react-router";
import type { Metric, Run } from "../../entities.js";
import { shortNumber } from "../parts/number.js";
import { CellLink, hasNotebook } from "./cell_link.js";
import { KeyTable } from "./key_table.js";
import { isSystemMetric, useSeries } from "./series.js";
import { Sparkline } from "./sparkline.js";

const buckets = 48;

export function MetricsTable({ run }: { readonly run: Run }) {
  const metrics = run.data.latestMetrics.toSorted(inOrder);
  return (
    <KeyTable
      title="Metrics"
      rows={metrics}
      keyOf={({ key }) => key}
      none={
        <>
          None. Log one with <code>%log_metric rmse 6.3</code> or{" "}
          <code>await mlflow.logMetric(&quot;rmse&quot;, 6.3)</code>.
        </>
      }
      head={
        <>
          <th scope="col">Key</th>
          <th scope="col" className="number">
            Value
          </th>
          <th scope="col">History</th>
          {hasNotebook(run) && <th scope="col">Cell</th>}
        </>
      }
      body={(shown) => <Rows run={run} metrics={shown} />}
    />
  );
}

/** By key, those of the machine last. */
function inOrder(a: Metric, b: Metric): number {
  const [first, second] = [isSystemMetric(a.key), isSystemMetric(b.key)];
  return first === second ? (a.key < b.key ? -1 : 1) : first ? 1 : -1;
}

function Rows({ run, metrics }: { readonly run: Run; readonly metrics: readonly Metric[] }) {
  const { runId, experimentId } = run.info;
  const to = { experimentIds: experimentId, runId };
  const { series } = useSeries(
    runId,
    metrics.map(({ key }) => key),
    { x: "step", buckets },
  );
  return metrics.map(({ key, value }) => {
    const history = series.get(key);
    return (
      <tr key={key}>
        <th scope="row">{key}</th>
        <td className="number" title={String(value)}>
          {shortNumber(value)}
        </td>
        <td>
          {history !== undefined && history.points > 1 && (
            <Link
              to="/experiments/$experimentIds/runs/$runId/$tab"
              params={{ ...to, tab: "metrics" }}
              search={{ search: key }}
              aria-label={`History of ${key}, ${history.points} points`}
              className="run-history"
            >
              <Sparkline series={history} />
              <span className="muted">{history.points.toLocaleString("en")}</span>
            </Link>
          )}
        </td>
        {hasNotebook(run) && (
          <td>
            <CellLink run={run} kind="metric" name={key} />
          </td>
        )}
      </tr>
    );
  });
}
