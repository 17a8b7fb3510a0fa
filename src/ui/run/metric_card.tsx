/** One metric: its line, what the pointer is at, and its points as a table. */
import { useState } from "react";
import { Button } from "react-aria-components";
import { Maximize2, Table2 } from "lucide-react";
import type { CellValue, Series } from "../../protocol/page.js";
import { durationText } from "../parts/duration.js";
import { shortNumber } from "../parts/number.js";
import { exactTime } from "../parts/time.js";
import { ReadingDialog } from "../parts/reading_dialog.js";
import { MetricLine } from "./metric_line.js";
import { PointsTable } from "./points_table.js";

export interface MetricCardProps {
  readonly runId: string;
  readonly series: Series;
  readonly x: "step" | "time" | "relative";
  /** Shows it as a chart that can be smoothed and zoomed. */
  readonly onChart: () => void;
}

export function MetricCard({ runId, series, x, onChart }: MetricCardProps) {
  const [at, setAt] = useState<number | null>(null);
  const [open, setOpen] = useState(false);
  const index = at ?? series.x.length - 1;
  return (
    <section className="panel run-card" aria-label={series.key}>
      <div className="row">
        <h3>{series.key}</h3>
        <span className="spacer" />
        {series.points > 1 && (
          <Button
            className="react-aria-Button quiet icon"
            aria-label={`Chart of ${series.key}: smooth, logarithms, zoom`}
            onPress={onChart}
          >
            <Maximize2 aria-hidden size={15} />
          </Button>
        )}
        <Button
          className="react-aria-Button quiet icon"
          aria-label={`Points of ${series.key}`}
          onPress={() => setOpen(true)}
        >
          <Table2 aria-hidden size={15} />
        </Button>
      </div>
      <p className="run-reading">
        <b className="number">{valueText(series.last[index]!)}</b>{" "}
        <span className="muted">
          {series.points === 1 ? "one point, " : at === null ? "last, " : ""}
          {xText(series.x[index]!, x)}
        </span>
      </p>
      {series.points > 1 && <MetricLine series={series} x={x} at={at} onAt={setAt} />}
      {open && <PointsDialog runId={runId} metricKey={series.key} onClose={() => setOpen(false)} />}
    </section>
  );
}

function valueText(value: CellValue): string {
  return typeof value === "number" ? shortNumber(value) : String(value);
}

export function xText(value: number, x: MetricCardProps["x"]): string {
  if (x === "step") return `step ${value.toLocaleString("en")}`;
  return x === "time" ? exactTime(value) : `after ${durationText(value)}`;
}

interface PointsDialogProps {
  readonly runId: string;
  readonly metricKey: string;
  readonly onClose: () => void;
}

function PointsDialog({ runId, metricKey, onClose }: PointsDialogProps) {
  return (
    <ReadingDialog title={`Points of ${metricKey}`} onClose={onClose} narrow>
      <PointsTable runId={runId} metricKey={metricKey} />
    </ReadingDialog>
  );
}
