/** The histories of a run's metrics, one card each; those of the machine in a section of their own. */
import { lazy, Suspense } from "react";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { ToggleButton, ToggleButtonGroup } from "react-aria-components";
import type { Run } from "../../entities.js";
import { readSetup } from "../charts/setup.js";
import { Empty } from "../parts/empty.js";
import { Failure } from "../parts/failure.js";
import { Loading } from "../parts/loading.js";
import { SearchBox } from "../parts/search_box.js";
import { MetricCard } from "./metric_card.js";
import { isSystemMetric, useSeries } from "./series.js";

const MetricChart = lazy(() => import("./metric_chart.js"));

const buckets = 300;
/** As many cards are drawn at once; a search finds the others. */
const mostCards = 60;

type XAxis = "step" | "time" | "relative";
const xAxes: readonly (readonly [XAxis, string])[] = [
  ["step", "Step"],
  ["relative", "Time since start"],
  ["time", "Time"],
];

export function MetricsTab({ run }: { readonly run: Run }) {
  const search: Readonly<Record<string, unknown>> = useSearch({ strict: false });
  const navigate = useNavigate();
  const word = search["search"] === undefined ? "" : String(search["search"]);
  const x = xAxes.find(([name]) => name === search["x"])?.[0] ?? "step";
  const asked = search["chart"];
  const chart = typeof asked === "object" && asked !== null ? readSetup(asked) : undefined;
  const change = (part: Readonly<Record<string, unknown>>): void => {
    const next = { ...search, ...part };
    void navigate({ to: ".", search: next as never, replace: true });
  };
  const keys = run.data.latestMetrics.map(({ key }) => key).sort();
  if (keys.length === 0) {
    return (
      <Empty title="No metrics yet">
        <p>Log one from a notebook:</p>
        <pre>{"%log_metric rmse 6.3"}</pre>
        <p>or at each step of a loop:</p>
        <pre>{'await mlflow.logMetric("loss", loss, { step })'}</pre>
      </Empty>
    );
  }
  const matching = keys.filter((key) => key.toLowerCase().includes(word.trim().toLowerCase()));
  return (
    <>
      <div className="run-metrics-bar">
        <SearchBox
          label="Search metrics"
          placeholder="Search metrics"
          search={word}
          onSearch={(text) => change({ search: text })}
        />
        <ToggleButtonGroup
          aria-label="X axis"
          disallowEmptySelection
          selectedKeys={[x]}
          onSelectionChange={(chosen) => change({ x: String([...chosen][0]) })}
        >
          {xAxes.map(([name, title]) => (
            <ToggleButton key={name} id={name}>
              {title}
            </ToggleButton>
          ))}
        </ToggleButtonGroup>
        <span className="muted" role="status">
          {matching.length === keys.length ? `${keys.length} metrics` : `${matching.length} of ${keys.length} metrics`}
          {matching.length > mostCards && `, the first ${mostCards} drawn`}
        </span>
      </div>
      <Cards
        run={run}
        keys={matching.slice(0, mostCards)}
        x={x}
        onChart={(key) => change({ chart: { kind: "lines", keys: [key], x } })}
      />
      {chart?.kind === "lines" && (
        <Suspense fallback={<Loading what="the chart" />}>
          <MetricChart
            run={run}
            setup={chart}
            onSetup={(next) => change({ chart: next })}
            onClose={() => change({ chart: undefined })}
          />
        </Suspense>
      )}
    </>
  );
}

interface CardsProps {
  readonly run: Run;
  readonly keys: readonly string[];
  readonly x: XAxis;
  readonly onChart: (key: string) => void;
}

function Cards({ run, keys, x, onChart }: CardsProps) {
  const { series, isPending, error, retry } = useSeries(run.info.runId, keys, { x, buckets });
  if (error !== null) return <Failure error={error} onRetry={retry} />;
  if (keys.length === 0) return <Empty title="No metric matches" />;
  if (isPending && series.size === 0) return <Loading what="histories" />;
  const [own, system] = [keys.filter((key) => !isSystemMetric(key)), keys.filter(isSystemMetric)];
  const cards = (some: readonly string[]) => (
    <div className="run-cards">
      {some.map((key) => {
        const found = series.get(key);
        return (
          found && <MetricCard key={key} runId={run.info.runId} series={found} x={x} onChart={() => onChart(key)} />
        );
      })}
    </div>
  );
  return (
    <>
      {own.length > 0 && cards(own)}
      {system.length > 0 && (
        <section aria-label="System metrics">
          <h2>System metrics</h2>
          {cards(system)}
        </section>
      )}
    </>
  );
}
