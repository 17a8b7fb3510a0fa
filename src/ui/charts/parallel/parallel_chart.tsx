/** Parallel coordinates of runs: one axis per column, one line per run; brushes on the axes choose runs for table and charts. */
import { startTransition, useCallback, useEffect, useImperativeHandle, useMemo, useRef, useState } from "react";
import { counted } from "../../parts/counted.js";
import { shortenedApart } from "../../../plots/short_text.js";
import { notify } from "../../parts/notice.js";
import { type Brush, isFilterable, maskOf } from "../../runs/brush.js";
import { Empty } from "../../parts/empty.js";
import { labelOf } from "../../runs/field.js";
import type { AxisSetup, ParallelSetup } from "../setup.js";
import { axesOf, axisSetupsOf, besideTexts, type ParallelAxis } from "./axes.js";
import { type AxisAction, AxisHead } from "./axis_head.js";
import { AxisView } from "./axis_view.js";
import { brushOn, withBrush } from "./brushing.js";
import { ChartTools } from "./chart_tools.js";
import { useDraftBrushes } from "./draft_brushes.js";
import { layoutOf, linesOf } from "./layout.js";
import { lineColors, ownColors } from "./line_colors.js";
import type { Canvases } from "./painter.js";
import type { Picture } from "./picture.js";
import type { ViewProps } from "../kind.js";
import { PlotArea } from "./plot_area.js";
import { pngOf, svgOf } from "./save_picture.js";
import { useDark, useSize } from "./surroundings.js";
import { ValuesDialog } from "./values_dialog.js";
import "./parallel.css";

/** An axis whose name is being dragged. */
interface Drag {
  readonly field: string;
  readonly from: number;
  readonly dx: number;
}

const headPx = 36;
/** The axis's menu, and what is left free around a name. */
const menuPx = 40;
/** Of a name of an axis, on average. */
const letterPx = 7;
const leastHeight = 200;

export function ParallelChart(props: ViewProps<ParallelSetup>) {
  const { data, setup, onSetup, onOpenRun } = props;
  const { column, count, fields, names, visible } = data;
  const [brushes, changeBrushes, known] = useDraftBrushes(props.brushes, props.onBrushes);
  const [drag, setDrag] = useState<Drag | null>(null);
  const [asked, setAsked] = useState<string | null>(null);
  const [focused, setFocused] = useState<{ readonly field: string } | null>(null);
  const root = useRef<HTMLDivElement>(null);
  const canvases = useRef<Canvases>(null);
  const keepCanvases = useCallback((all: Canvases) => {
    canvases.current = all;
  }, []);
  const size = useSize(root);
  const [dressed, setDressed] = useState(false); // lines first: axes and buttons take longer to make
  const dress = useCallback(() => startTransition(() => setDressed(true)), []);
  const dark = useDark();

  const setups = useMemo(() => axisSetupsOf(setup, fields), [setup, fields]);
  const standing = useMemo(() => axesOf(setups, column), [setups, column]);
  const height = Math.max(leastHeight, size.height - headPx);
  const still = useMemo(() => layoutOf(standing, size.width, height), [standing, size.width, height]);
  const target = drag === null ? -1 : nearestIndex(still.xs, still.xs[drag.from]! + drag.dx);
  const axes = useMemo(
    () => (drag === null ? standing : movedItem(standing, drag.from, target)),
    // dragging by some pixels changes nothing until another axis is passed
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [standing, drag?.from, target],
  );
  const layout = still;
  const lines = useMemo(() => linesOf(axes, layout), [axes, layout]);
  const color = setup.color ?? standing.findLast(({ field }) => field.startsWith("metrics."))?.field ?? ownColors;
  const reversed = setup.colorReversed ?? false;
  const colors = useMemo(
    () => lineColors(data.colors, column, color, reversed, dark),
    [data.colors, column, color, reversed, dark],
  );
  const mask = useMemo(
    () => (known ? data.mask : maskOf(brushes, count, column)),
    [known, data.mask, brushes, count, column],
  );
  const picture = useMemo<Picture>(
    () => ({ layout, lines, colors, visible, mask }),
    [layout, lines, colors, visible, mask],
  );
  const [drawn, chosen] = useMemo(() => countsOf(visible, mask), [visible, mask]);

  useImperativeHandle(props.picture, () => ({
    image: async (format) => {
      if (canvases.current === null) throw new Error("The chart has no axes yet.");
      if (format === "png") return pngOf(canvases.current, axes, picture);
      return svgOf(axes, picture, names, colors, color === ownColors ? "run" : labelOf(color));
    },
  }));

  const brush = useCallback(
    (axis: ParallelAxis, next: Brush | undefined, done: boolean) => {
      if (isFilterable(axis.field)) return changeBrushes(withBrush(brushes, axis.field, next), done);
      if (done)
        notify({ kind: "failed", text: `Runs cannot be filtered by ${axis.field}, so its axis takes no brush.` });
    },
    [brushes, changeBrushes],
  );
  const place = (axesNow: readonly AxisSetup[]): void => onSetup({ ...setup, axes: axesNow });
  const change = (field: string, part: Partial<AxisSetup>): void =>
    place(setups.map((one) => (one.field === field ? { ...one, ...part } : one)));
  const moveTo = (field: string, to: number): void =>
    place(
      movedItem(
        setups,
        setups.findIndex((one) => one.field === field),
        to,
      ),
    );
  const act = (axis: ParallelAxis, action: AxisAction): void => {
    const index = setups.findIndex(({ field }) => field === axis.field);
    switch (action.kind) {
      case "invert":
        return change(axis.field, { inverted: !axis.inverted });
      case "scale":
        return change(axis.field, { scale: action.scale });
      case "color":
        return onSetup({ ...setup, color: axis.field });
      case "values":
        return setAsked(axis.field);
      case "clear":
        return brush(axis, undefined, true);
      case "remove":
        if (brushOn(brushes, axis.field) !== undefined) brush(axis, undefined, true);
        return place(setups.filter(({ field }) => field !== axis.field));
      case "move": {
        if (action.keyboard) setFocused({ field: axis.field });
        return moveTo(axis.field, Math.min(setups.length - 1, Math.max(0, index + action.by)));
      }
      case "drag": {
        const from = standing.findIndex(({ field }) => field === axis.field);
        if (!action.done) return setDrag({ field: axis.field, from, dx: action.dx });
        setDrag(null);
        const onto = standing[nearestIndex(still.xs, still.xs[from]! + action.dx)]!.field;
        if (onto !== axis.field)
          moveTo(
            axis.field,
            setups.findIndex(({ field }) => field === onto),
          );
      }
    }
  };
  useEffect(() => {
    if (focused !== null) elementOf(root.current, "data-name", focused.field)?.focus();
  }, [focused, axes]);
  const enter = ({ field }: ParallelAxis): void => {
    const band = elementOf(root.current, "data-field", field);
    band?.parentElement?.querySelector<SVGElement>('[role="slider"]')?.focus();
  };

  const gap = Math.min(200, (layout.xs[1] ?? 200) - (layout.xs[0] ?? 0));
  const headings = shortenedApart(
    standing.map((axis) => axis.label),
    Math.max(8, 2 * Math.floor((gap - menuPx) / letterPx)), // two lines beside the axis's menu
  );
  const notes = besideTexts(axes);
  const label = `Parallel coordinates of ${counted(drawn, "run")} over ${counted(axes.length, "axis", "axes")}, ${number(chosen)} chosen. The table lists the same runs.`;
  const askedAxis = axes.find(({ field }) => field === asked);
  const empty = count === 0 || axes.length === 0;
  return (
    <div className="parallel">
      <div className="parallel-tools">
        {(dressed || empty) && (
          <ChartTools
            {...props}
            setups={setups}
            brushes={brushes}
            onBrushes={(next) => changeBrushes(next, true)}
            color={color}
            legend={colors.legend}
            counts={{ drawn, chosen }}
          />
        )}
      </div>
      <div className="parallel-scroll" ref={root} tabIndex={-1}>
        {empty ? (
          <Empty title={count === 0 ? "No runs to draw" : "No axes"}>
            {count === 0
              ? "No run matches the filter: change it, or track a run."
              : "Add axes by the button above: params and metrics that differ among the runs."}
          </Empty>
        ) : size.width === 0 ? null : (
          <div className="parallel-plot" style={{ width: layout.width, height: height + headPx }}>
            <div className="parallel-heads">
              {(dressed ? standing : []).map((axis, index) => {
                const at = axes.findIndex(({ field }) => field === axis.field);
                const x = drag?.field === axis.field ? still.xs[index]! + drag.dx : layout.xs[at]!;
                return (
                  <AxisHead
                    key={axis.field}
                    axis={axis}
                    name={headings[index]!}
                    index={at}
                    count={axes.length}
                    left={x - gap / 2}
                    width={gap}
                    brushed={brushOn(brushes, axis.field) !== undefined}
                    colors={axis.field === color}
                    onAction={act}
                    onEnter={enter}
                  />
                );
              })}
            </div>
            <div className="parallel-body" style={{ height }}>
              <PlotArea
                data={data}
                axes={axes}
                picture={picture}
                label={label}
                onCanvases={keepCanvases}
                onDrawn={dress}
                onOpenRun={onOpenRun}
              />
              <svg className="parallel-axes" width={layout.width} height={height}>
                {(dressed ? axes : []).map((axis, index) => (
                  <AxisView
                    key={axis.field}
                    axis={axis}
                    x={layout.xs[index]!}
                    layout={layout}
                    brush={brushOn(brushes, axis.field)}
                    onBrush={brush}
                  />
                ))}
              </svg>
            </div>
          </div>
        )}
      </div>
      {notes.length > 0 && (
        <p className="parallel-notes" title={notes.join("\n")}>
          {notes.slice(0, 3).join("; ")}
          {notes.length > 3 && `; and ${notes.length - 3} more`}
        </p>
      )}
      {askedAxis !== undefined && (
        <ValuesDialog
          axis={askedAxis}
          brush={brushOn(brushes, askedAxis.field)}
          onChoose={(next) => brush(askedAxis, next, true)}
          onClose={() => setAsked(null)}
        />
      )}
    </div>
  );
}

/** Of the runs whose eye is open: all, and those that the brushes choose. */
function countsOf(visible: Uint8Array, mask: Uint8Array): readonly [number, number] {
  let [drawn, chosen] = [0, 0];
  for (let run = 0; run < visible.length; run++) {
    drawn += visible[run]!;
    if (visible[run] === 1) chosen += mask[run]!;
  }
  return [drawn, chosen];
}

function nearestIndex(xs: readonly number[], x: number): number {
  return xs.reduce((best, one, index) => (Math.abs(one - x) < Math.abs(xs[best]! - x) ? index : best), 0);
}

function movedItem<T>(items: readonly T[], from: number, to: number): T[] {
  const rest = items.filter((_, index) => index !== from);
  return [...rest.slice(0, to), items[from]!, ...rest.slice(to)];
}

/** Names of columns may hold what a selector does not take. */
function elementOf(root: HTMLElement | null, attribute: string, value: string): HTMLElement | null {
  const all = root?.querySelectorAll<HTMLElement>(`[${attribute}]`) ?? [];
  return [...all].find((element) => element.getAttribute(attribute) === value) ?? null;
}

function number(value: number): string {
  return value.toLocaleString("en-US");
}
