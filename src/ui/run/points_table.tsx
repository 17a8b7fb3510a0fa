/** All points of a metric, page by page. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { Button } from "react-aria-components";
import { metricOf } from "../../protocol/metric.js";
import { call } from "../api/mlflow.js";
import { Failure } from "../parts/failure.js";
import { Loading } from "../parts/loading.js";
import { exactTime } from "../parts/time.js";

const atOnce = 500;

export function PointsTable({ runId, metricKey }: { readonly runId: string; readonly metricKey: string }) {
  const found = useInfiniteQuery({
    queryKey: ["runs", "history", runId, metricKey],
    queryFn: async ({ signal, pageParam }) => {
      const request = { run_id: runId, metric_key: metricKey, max_results: atOnce };
      const page = pageParam === "" ? {} : { page_token: pageParam };
      const answer = await call("getMetricHistory", { ...request, ...page }, signal);
      return { points: (answer.metrics ?? []).map(metricOf), next: answer.next_page_token ?? "" };
    },
    initialPageParam: "",
    getNextPageParam: ({ next }) => (next === "" ? undefined : next),
  });
  if (found.isPending) return <Loading what="points" />;
  if (found.isError) return <Failure error={found.error} onRetry={() => void found.refetch()} />;
  return (
    <div className="run-points">
      <table className="table">
        <thead>
          <tr>
            <th scope="col" className="number">
              Step
            </th>
            <th scope="col" className="number">
              Value
            </th>
            <th scope="col">Time</th>
          </tr>
        </thead>
        <tbody>
          {found.data.pages
            .flatMap(({ points }) => points)
            .map(({ step, exactStep, value, timestampMs }, index) => (
              <tr key={index}>
                <td className="number">{String(exactStep ?? step)}</td>
                <td className="number">{String(value)}</td>
                <td>{exactTime(timestampMs)}</td>
              </tr>
            ))}
        </tbody>
      </table>
      {found.hasNextPage && (
        <Button isDisabled={found.isFetchingNextPage} onPress={() => void found.fetchNextPage()}>
          More points
        </Button>
      )}
    </div>
  );
}
