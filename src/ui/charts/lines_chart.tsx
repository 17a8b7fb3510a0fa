/** Histories of metrics as lines; hover compares the values of all runs at one x. */
import { useCallback, useEffect, useImperativeHandle, useMemo, useRef, useState } from "react";
import { Button } from "react-aria-components";
import { counted } from "../parts/counted.js";
import { metricHistoryData, metricHistorySvg } from "../../plots/metric_history.js";
import type { CellValue, Series } from "../../protocol/page.js";
import { Empty } from "../parts/empty.js";
import { Failure } from "../parts/failure.js";
import { Loading } from "../parts/loading.js";
import { palette } from "../runs/run_color.js";
import { hover, hoveredRun, onHover } from "../runs/hover.js";
import { metricsOf } from "./choices.js";
import type { Kind, Picture, ViewProps } from "./kind.js";
import { groupLines } from "./group_line.js";
import { type Line, linesOf, valueAt } from "./line.js";
import { LinesControls } from "./lines_controls.js";
import { LinesLegend } from "./lines_legend.js";
import { useLineKeys, useSeries } from "./load_series.js";
import type { LinesSetup } from "./setup.js";
import type { DrawnLines, LinesEvents, LinesLook } from "./uplot.js";

type Range = readonly [number, number];

function LinesView(props: ViewProps<LinesSetup>) {
  const { data, setup } = props;
  const { runIds, left, keys, error, refetch } = useLineKeys(data, setup);
  if (runIds.length === 0) return <Empty title="No run is chosen">Take back a brush, or open the eye of a run.</Empty>;
  if (keys === undefined && error !== null) return <Failure error={error} onRetry={() => void refetch()} />;
  if (keys === undefined) return <Loading what="histories" />;
  if (keys.length === 0 && setup.keys !== undefined)
    return <Empty title="No metric is chosen">Choose some in the set-up of this chart.</Empty>;
  if (keys.length === 0)
    return (
      <Empty title="No metric has a history">
        Log a metric with a step to see its line: <code>logMetric("rmse", value, {"{ step }"})</code>
      </Empty>
    );
  return <LinesOf key={setup.x ?? "step"} {...props} runIds={runIds} left={left} keys={keys} />;
}

interface LinesOfProps extends ViewProps<LinesSetup> {
  readonly runIds: readonly string[];
  readonly left: number;
  readonly keys: readonly string[];
}

function LinesOf({ data, setup, runIds, left, keys, picture, onOpenRun }: LinesOfProps) {
  const { x = "step", logX = false, logY = false, smoothing = 0 } = setup;
  const element = useRef<HTMLDivElement>(null);
  const size = useSize(element);
  const [range, setRange] = useState<Range | null>(null);
  const [at, setAt] = useState<{ readonly x: number; readonly y: number } | null>(null);
  const { data: answer, error, refetch } = useSeries({ runIds, keys, x, widthPx: size?.width ?? 0, range });
  const { runIds: known, names, colors, groups } = data;
  const band = setup.eachRun === true || groups === undefined ? undefined : (setup.band ?? "range");
  const places = useMemo(() => new Map(known.map((runId, index) => [runId, index])), [known]);
  const groupOf = useCallback(
    (runId: string) => groups?.groups[groups.of[places.get(runId) ?? -1] ?? -1],
    [groups, places],
  );
  const lines = useMemo(() => {
    const lookOf = (runId: string, key: string) => {
      const place = places.get(runId) ?? -1;
      // Dashes alone tell the metrics of one run badly apart.
      const own =
        runIds.length === 1 && keys.length > 1 ? palette[Math.max(0, keys.indexOf(key)) % palette.length] : undefined;
      return { name: names[place] ?? runId, color: own ?? colors[place] ?? "#8c959f" };
    };
    const ofRuns = linesOf(answer?.series ?? [], lookOf, { keys, smoothing, logX, logY });
    return band === undefined ? ofRuns : groupLines(ofRuns, groupOf, { band, smoothing });
  }, [answer, places, names, colors, groupOf, band, runIds, keys, smoothing, logX, logY]);
  const drawn = useLines(
    element,
    size,
    useMemo(() => ({ lines, x, logX, logY, smoothing }), [lines, x, logX, logY, smoothing]),
    {
      onPoint: (point) => {
        setAt(point);
        if (band === undefined) hover(point === null ? null : (nearestRun(lines, point) ?? null));
      },
      onZoom: setRange,
      lineOf: (runId) => (band === undefined ? runId : groupOf(runId)?.id),
    },
  );
  usePicture(picture, drawn, lines, { x, logX, logY, keys });
  const runs = counted(runIds.length, "run");
  const of = band === undefined ? runs : `means of ${runs} in groups by ${groups!.label}`;
  const label = `Lines of ${keys.join(", ")} by ${x}, ${of}`;
  return (
    <div className="charts-stacked">
      {error !== null && <Failure error={error} onRetry={() => void refetch()} />}
      <div className="charts-lines">
        <div
          ref={element}
          className="charts-figure charts-canvas"
          role="img"
          aria-label={label}
          data-lines={lines.length}
        />
        <LinesLegend lines={lines} x={x} at={at?.x ?? null} severalKeys={keys.length > 1} onOpenRun={onOpenRun} />
      </div>
      <div className="row charts-note muted">
        <span>{keys.join(", ")}</span>
        {band !== undefined && (
          <span>
            Mean of each group by {groups!.label};{" "}
            {band === "range" ? "shaded from the least to the greatest value." : "shaded one standard deviation."}
          </span>
        )}
        {left > 0 && (
          <span>
            {counted(left, "more run")} {left === 1 ? "is" : "are"} left out; brush or filter to choose others.
          </span>
        )}
        {lines.some(({ lost }) => lost.length > 0) && <span>× marks NaN and infinite values.</span>}
        {hasNoLogarithm(answer?.series ?? [], logX, logY) && (
          <span>What is 0 or below has no logarithm and is left out.</span>
        )}
        {range !== null && (
          <Button className="react-aria-Button quiet" onPress={() => setRange(null)}>
            Show all of it
          </Button>
        )}
      </div>
    </div>
  );
}

function hasNoLogarithm(series: readonly Series[], logX: boolean, logY: boolean): boolean {
  const isLow = (value: CellValue): boolean => typeof value === "number" && value <= 0;
  return series.some(({ x, last }) => (logX && x.some(isLow)) || (logY && last.some(isLow)));
}

function useSize(element: React.RefObject<HTMLElement | null>) {
  const [size, setSize] = useState<{ readonly width: number; readonly height: number }>();
  useEffect(() => {
    const sizes = new ResizeObserver(([entry]) => {
      const { width, height } = entry!.contentRect;
      if (width > 0) setSize({ width: Math.floor(width), height: Math.floor(height) });
    });
    sizes.observe(element.current!);
    return () => sizes.disconnect();
  }, [element]);
  return size;
}

function useLines(
  element: React.RefObject<HTMLElement | null>,
  size: object | undefined,
  look: LinesLook,
  events: LinesEvents & { readonly lineOf: (runId: string) => string | undefined },
): React.RefObject<DrawnLines | null> {
  const drawn = useRef<DrawnLines>(null);
  const latest = useRef(events);
  useEffect(() => {
    latest.current = events;
  });
  useEffect(() => {
    if (size === undefined || look.lines.length === 0) return;
    let [current, made]: [boolean, DrawnLines | undefined] = [true, undefined];
    const draw = async (): Promise<void> => {
      const { linesIn } = await import("./uplot.js");
      if (!current) return;
      made = linesIn(element.current!, look, {
        onPoint: (point) => latest.current.onPoint(point),
        onZoom: (range) => latest.current.onZoom(range),
      });
      drawn.current = made;
    };
    void draw();
    const stop = onHover(() => made?.light(latest.current.lineOf(hoveredRun() ?? "") ?? null));
    return () => {
      current = false;
      stop();
      made?.dispose();
      drawn.current = null;
    };
  }, [element, size, look]);
  return drawn;
}

function usePicture(
  picture: React.Ref<Picture>,
  drawn: React.RefObject<DrawnLines | null>,
  lines: readonly Line[],
  {
    x,
    logX,
    logY,
    keys,
  }: {
    readonly x: "step" | "time" | "relative";
    readonly logX: boolean;
    readonly logY: boolean;
    readonly keys: readonly string[];
  },
): void {
  useImperativeHandle(picture, () => ({
    image(format) {
      if (format === "png" && drawn.current !== null) return Promise.resolve(drawn.current.png());
      const histories = lines.map((line) => ({
        name: `${line.name} ${line.key}`,
        color: line.color,
        points: line.x.map((value, index) => ({ step: value, timestampMs: value, value: line.shown[index] ?? NaN })),
      }));
      const svg = metricHistorySvg(metricHistoryData(histories, { x, logX, logY, label: keys.join(", ") }));
      return Promise.resolve(`data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`);
    },
  }));
}

/** The run whose line is closest to the pointer, by value. */
function nearestRun(lines: readonly Line[], point: { readonly x: number; readonly y: number }): string | undefined {
  let [best, runId]: [number, string | undefined] = [Infinity, undefined];
  for (const line of lines) {
    const value = valueAt(line, point.x);
    if (value === null || Math.abs(value - point.y) >= best) continue;
    [best, runId] = [Math.abs(value - point.y), line.runId];
  }
  return runId;
}

export const linesKind: Kind<LinesSetup> = {
  label: "Lines of metric history",
  lacking: "Lines need a metric that was logged at several steps.",
  resolve: (setup, fields) => (metricsOf(fields).length === 0 ? null : setup),
  title: ({ keys }) => (keys === undefined || keys.length === 0 ? "Metric history" : `History of ${keys.join(", ")}`),
  needed: ({ keys }, fields) =>
    (
      keys ??
      metricsOf(fields)
        .slice(0, 3)
        .map(({ key }) => key)
    ).map((key) => `metrics.${key}`), // for the table
  View: LinesView,
  Controls: LinesControls,
};
