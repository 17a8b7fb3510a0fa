/** One run: its head, and below it what the chosen tab shows. The address says which tab, and what in it. */
import { lazy, Suspense } from "react";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import type { Run } from "../../entities.js";
import { Empty } from "../parts/empty.js";
import { Failure } from "../parts/failure.js";
import { Loading } from "../parts/loading.js";
import { OverviewTab } from "./overview_tab.js";
import { runQuery } from "./run.js";
import { RunHead } from "./run_head.js";
import { useLoggedModels } from "./run_models.js";
import "./run.css";

const MetricsTab = lazy(() => import("./metrics_tab.js").then(({ MetricsTab }) => ({ default: MetricsTab })));

const NotebookTab = lazy(() =>
  import("../notebook/notebook_tab.js").then(({ NotebookTab }) => ({ default: NotebookTab })),
);

const ArtifactsTab = lazy(() =>
  import("../artifacts/artifacts_tab.js").then(({ ArtifactsTab }) => ({ default: ArtifactsTab })),
);

const tabs = [
  ["overview", "Overview"],
  ["metrics", "Metrics"],
  ["notebook", "Notebook"],
  ["artifacts", "Artifacts"],
] as const;

/** MLflow's names for tabs, which its links carry. */
const aliases: Readonly<Record<string, string>> = { "model-metrics": "metrics", "system-metrics": "metrics" };

export function RunPage() {
  const params: { readonly runId?: string; readonly tab?: string; readonly _splat?: string } = useParams({
    strict: false,
  });
  const { data: run, error, refetch } = useQuery(runQuery(params.runId ?? ""));
  if (run === undefined) {
    return error === null ? <Loading what="run" /> : <Failure error={error} onRetry={() => void refetch()} />;
  }
  const named = params._splat === undefined ? (params.tab ?? "overview") : "artifacts";
  const tab = Object.hasOwn(aliases, named) ? aliases[named]! : named;
  return (
    <div className="page run-page" key={run.info.runId} /* what was typed about one run is not for the next */>
      <RunHead run={run} />
      <nav aria-label="Run" className="react-aria-TabList">
        {tabs.map(([name, title]) => (
          <TabLink key={name} run={run} name={name} title={title} current={tab} />
        ))}
      </nav>
      <div className="run-tab">
        <Suspense fallback={<Loading what={tab} />}>
          <Shown tab={tab} run={run} path={params._splat ?? ""} />
        </Suspense>
      </div>
    </div>
  );
}

interface TabLinkProps {
  readonly run: Run;
  readonly name: string;
  readonly title: string;
  readonly current: string;
}

function TabLink({ run: { info }, name, title, current }: TabLinkProps) {
  const params = { experimentIds: info.experimentId, runId: info.runId, tab: name };
  const isCurrent = name === current;
  const shown = {
    className: "react-aria-Tab",
    "aria-current": isCurrent ? ("page" as const) : undefined,
    "data-selected": isCurrent || undefined,
  };
  return name === "overview" ? (
    <Link to="/experiments/$experimentIds/runs/$runId" params={params} activeOptions={{ exact: true }} {...shown}>
      {title}
    </Link>
  ) : (
    <Link to="/experiments/$experimentIds/runs/$runId/$tab" params={params} {...shown}>
      {title}
    </Link>
  );
}

interface ShownProps {
  readonly tab: string;
  readonly run: Run;
  /** Of the artifact that is open; "" for none. */
  readonly path: string;
}

function Shown({ tab, run, path }: ShownProps) {
  if (tab === "overview") return <OverviewTab run={run} />;
  if (tab === "metrics") return <MetricsTab run={run} />;
  if (tab === "notebook") return <NotebookTab run={run} />;
  if (tab === "artifacts") return <Artifacts run={run} path={path} />;
  return <Empty title={`A run has no tab “${tab}”`}>Choose one of those above.</Empty>;
}

function Artifacts({ run, path }: Omit<ShownProps, "tab">) {
  const { info } = run;
  const logged = useLoggedModels(run)
    .filter(({ made }) => made)
    .map(({ model }) => model);
  const navigate = useNavigate();
  const params = { experimentIds: info.experimentId, runId: info.runId };
  const open = (_splat: string): void =>
    void navigate({ to: "/experiments/$experimentIds/runs/$runId/artifacts/$", params: { ...params, _splat } });
  return (
    <ArtifactsTab
      owner={{ runId: info.runId }}
      path={path}
      onPath={open}
      models={logged}
      memory={`experiment ${info.experimentId}`}
    />
  );
}
