/** One run's histories in the line chart of the runs page: stretches, smoothing, logarithms, several metrics. Load it lazily. */
import { useMemo, useRef } from "react";
import type { Run } from "../../entities.js";
import type { FieldSummary } from "../../protocol/page.js";
import type { ChartData } from "../charts/chart_data.js";
import type { Picture } from "../charts/kind.js";
import { linesKind } from "../charts/lines_chart.js";
import type { LinesSetup } from "../charts/setup.js";
import { ReadingDialog } from "../parts/reading_dialog.js";
import { runColor } from "../runs/run_color.js";
import "../charts/charts.css";

export interface MetricChartProps {
  readonly run: Run;
  readonly setup: LinesSetup;
  readonly onSetup: (setup: LinesSetup) => void;
  readonly onClose: () => void;
}

const none = (): void => {};

/** Open while it is rendered. */
export default function MetricChart({ run, setup, onSetup, onClose }: MetricChartProps) {
  const data = useMemo(() => dataOf(run), [run]);
  const picture = useRef<Picture>(null);
  const { View, title } = linesKind;
  const Controls = linesKind.Controls!;
  return (
    <ReadingDialog title={title(setup)} onClose={onClose} focusButton>
      <div className="charts-body">
        <View
          data={data}
          setup={setup}
          onSetup={onSetup}
          brushes={[]}
          onBrushes={none}
          onOpenRun={onClose}
          picture={picture}
        />
      </div>
      <div className="run-chart-setup">
        <Controls setup={setup} fields={data.fields} data={data} onSetup={onSetup} />
      </div>
    </ReadingDialog>
  );
}

/** The run alone, with its latest values as columns. */
function dataOf({ info, data: { latestMetrics } }: Run): ChartData {
  const values = new Map(latestMetrics.map(({ key, value }) => [`metrics.${key}`, value]));
  const fields = latestMetrics.map(({ key, value }): FieldSummary => ({
    name: `metrics.${key}`,
    kind: "metric",
    key,
    runs: 1,
    varies: false,
    numeric: true,
    min: value,
    max: value,
    opening: true,
  }));
  return {
    count: 1,
    total: 1,
    runIds: [info.runId],
    names: [info.runName || info.runId],
    experimentIds: [info.experimentId],
    colors: [runColor(info.runId, {})],
    visible: new Uint8Array([1]),
    mask: new Uint8Array([1]),
    fields,
    column: (field) => (values.has(field) ? [values.get(field)!] : undefined),
  };
}
