/** The runs of one experiment or several: table, charts, and what chooses among them. */
import { lazy, Suspense, useMemo } from "react";
import { useParams } from "@tanstack/react-router";
import { ExperimentHead } from "../experiments/experiment_head.js";
import { Loading } from "../parts/loading.js";
import { RunsTable } from "./runs_table.js";
import { useRunsView } from "./view.js";
import "./runs.css";

const ChartsPanel = lazy(async () => ({ default: (await import("../charts/charts_panel.js")).ChartsPanel }));

export function RunsPage() {
  const { experimentIds: ids = "" } = useParams({ strict: false });
  const experimentIds = useMemo(() => [...new Set(ids.split(",").filter((id) => id !== ""))], [ids]);
  const [view, changeView] = useRunsView();
  return (
    <div className="runs-page">
      <ExperimentHead experimentIds={experimentIds} />
      <div className={`runs-main ${view.shown}`}>
        {view.shown !== "charts" && (
          <RunsTable key={ids} experimentIds={experimentIds} view={view} changeView={changeView} />
        )}
        {view.shown !== "table" && (
          <div className="runs-charts">
            <Suspense fallback={<Loading what="charts" />}>
              <ChartsPanel experimentIds={experimentIds} view={view} changeView={changeView} />
            </Suspense>
          </div>
        )}
      </div>
    </div>
  );
}
