/** The runs of one experiment or several: table, charts, and what chooses among them. */
import { lazy, Suspense, useMemo } from "react";
import { useParams } from "@tanstack/react-router";
import { ExperimentHead } from "../experiments/experiment_head.js";
import { Loading } from "../parts/loading.js";
import { BrushChips } from "./brush_chips.js";
import { ColumnsPanel } from "./columns_panel.js";
import { useFields } from "./run_windows.js";
import { RunsTable } from "./runs_table.js";
import { chartSelection } from "./selection.js";
import { Toolbar } from "./toolbar.js";
import { useRunsView } from "./view.js";
import { ViewsMenu } from "./views_menu.js";
import "./runs.css";

const ChartsPanel = lazy(async () => ({ default: (await import("../charts/charts_panel.js")).ChartsPanel }));

export function RunsPage() {
  const { experimentIds: ids = "" } = useParams({ strict: false });
  const experimentIds = useMemo(() => [...new Set(ids.split(",").filter((id) => id !== ""))], [ids]);
  const [view, changeView] = useRunsView();
  const fields = useFields(chartSelection(experimentIds, view));
  return (
    <div className="runs-page">
      <ExperimentHead experimentIds={experimentIds} />
      <Toolbar view={view} changeView={changeView} fields={fields ?? []}>
        <ColumnsPanel view={view} changeView={changeView} fields={fields ?? []} experiments={experimentIds.length} />
        {experimentIds.length === 1 && (
          <ViewsMenu experimentId={experimentIds[0]!} view={view} changeView={changeView} />
        )}
      </Toolbar>
      <BrushChips view={view} changeView={changeView} />
      <div className={`runs-main ${view.shown}`}>
        {view.shown !== "charts" && (
          <RunsTable key={ids} experimentIds={experimentIds} view={view} changeView={changeView} />
        )}
        {view.shown !== "table" && (
          <div className="runs-charts">
            <Suspense fallback={<Loading what="charts" />}>
              <ChartsPanel
                key={ids}
                experimentIds={experimentIds}
                view={view}
                changeView={changeView}
                fields={fields}
              />
            </Suspense>
          </div>
        )}
      </div>
    </div>
  );
}
