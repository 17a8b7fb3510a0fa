/** What a metric depends on: how much of it each param explains by itself, and which columns rise and fall with it. */
import { useMemo, useRef } from "react";
import { barsFigure } from "../../plots/bars.js";
import { correlationBars, correlationData } from "../../plots/correlation.js";
import { barsOf, paramImportanceData } from "../../plots/param_importance.js";
import { Empty } from "../parts/empty.js";
import { chosen, metricsOf, varyingParams } from "./choices.js";
import { FieldChoice } from "./field_choice.js";
import { FigureView } from "./figure_view.js";
import { keyOf } from "./key.js";
import { type ControlsProps, type Kind, type Picture, type ViewProps, useShown } from "./kind.js";
import type { ImportanceSetup } from "./setup.js";

const most = { params: 40, metrics: 20, bars: 15 } as const;

function ImportanceView({ data, setup, onOpenRun, picture }: ViewProps<ImportanceSetup>) {
  const shown = useShown(data).data;
  const second = useRef<Picture>(null);
  const plot = useMemo(() => {
    const params = varyingParams(shown.fields).filter(({ name }) => shown.column(name) !== undefined);
    const importance = paramImportanceData(shown, { metric: setup.metric!, params: params.map(({ name }) => name) });
    const correlation = correlationData(shown, { metric: setup.metric! });
    return { importance, correlation };
  }, [shown, setup]);
  const importance = useMemo(
    () => barsFigure(titled("Share that a param explains", barsOf(cut(plot.importance, "params")))),
    [plot],
  );
  const correlation = useMemo(
    () => barsFigure(titled("Correlation", correlationBars(cut(plot.correlation, "columns")))),
    [plot],
  );
  const metric = keyOf(setup.metric);
  const { count, params } = plot.importance;
  if (params.length === 0 && plot.correlation.columns.length === 0)
    return (
      <Empty title="Too few runs to tell">
        Importance needs five runs with {metric} and a param that varies; there are {count} runs.
      </Empty>
    );
  return (
    <div className="charts-stacked">
      <p className="charts-note muted">
        {count} runs. Share: how much of the ranks of {metric} a param explains, each run guessed from its neighbours.
        Correlation: Spearman’s, of ranks, −1 to 1.
      </p>
      <div className="charts-pair">
        <FigureView
          figure={importance}
          data={data}
          label={`Importance for ${metric}: ${params
            .slice(0, most.bars)
            .map(({ label, share }) => `${label} ${share.toFixed(2)}`)
            .join(", ")}`}
          picture={picture}
          onOpenRun={onOpenRun}
        />
        <FigureView
          figure={correlation}
          data={data}
          label={`Rank correlation with ${metric}: ${plot.correlation.columns
            .slice(0, most.bars)
            .map(({ label, value }) => `${label} ${value.toFixed(2)}`)
            .join(", ")}`}
          picture={second}
          onOpenRun={onOpenRun}
        />
      </div>
    </div>
  );
}

function cut<K extends string, T extends Readonly<Record<K, readonly unknown[]>>>(plot: T, key: K): T {
  return { ...plot, [key]: plot[key].slice(0, most.bars) };
}

function titled<T extends { readonly title: string }>(title: string, plot: T): T {
  return { ...plot, title };
}

function ImportanceControls({ setup, fields, onSetup }: ControlsProps<ImportanceSetup>) {
  return (
    <FieldChoice
      label="Metric"
      value={setup.metric}
      fields={metricsOf(fields)}
      onChange={(metric) => onSetup({ ...setup, metric: metric! })}
    />
  );
}

export const importanceKind: Kind<ImportanceSetup> = {
  label: "Importance and correlation",
  lacking: "Importance needs a metric and params that differ between the runs.",
  resolve(setup, fields, sortedBy) {
    const metric = chosen(setup.metric, fields, metricsOf(fields, sortedBy));
    return metric === undefined ? null : { ...setup, metric };
  },
  title: ({ metric }) => `What ${keyOf(metric)} depends on`,
  needed: ({ metric }, fields) => [
    metric!,
    ...[...varyingParams(fields).slice(0, most.params), ...metricsOf(fields).slice(0, most.metrics)].map(
      ({ name }) => name,
    ),
  ],
  View: ImportanceView,
  Controls: ImportanceControls,
};
