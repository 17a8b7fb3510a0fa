/** A figure of Plotly that is tied to the runs: what brushes leave out is grey, and hover goes both ways. */
import { useEffect, useImperativeHandle, useLayoutEffect, useRef, useState } from "react";
import type { Figure } from "../../plots/figure.js";
import { Failure } from "../parts/failure.js";
import { Loading } from "../parts/loading.js";
import { hover, hoveredRun, onHover } from "../runs/hover.js";
import type { ChartData } from "./chart_data.js";
import type { Picture } from "./kind.js";
import type { DrawnFigure, FigureEvents } from "./plotly.js";

export interface FigureViewProps {
  readonly figure: Figure;
  readonly data: ChartData;
  /** For each trace: for each of its marks the place of its run in `data`. Absent: the marks are no runs. */
  readonly runs?: readonly (readonly number[])[];
  /** What a screen reader calls it. */
  readonly label: string;
  readonly picture: React.Ref<Picture>;
  /** Places in `data`; null: nothing is chosen any more. */
  readonly onSelect?: (indices: readonly number[] | null) => void;
  readonly onOpenRun: (runId: string) => void;
}

type Marks = ReadonlyMap<number, readonly Element[]>;

export function FigureView(props: FigureViewProps) {
  const { figure, data, label, picture } = props;
  const element = useRef<HTMLDivElement>(null);
  const latest = useRef(props);
  useLayoutEffect(() => {
    latest.current = props;
  });
  const drawn = useRef<DrawnFigure>(undefined);
  const [state, setState] = useState<"loading" | "drawn" | Error>("loading");
  const [marks, setMarks] = useState<Marks>(new Map());

  useEffect(() => {
    const abort = new AbortController();
    const target = element.current!;
    const sizes = new ResizeObserver(() => drawn.current?.resize());
    void drawIn(target, latest, abort.signal).then(
      (figureDrawn) => {
        if (figureDrawn === undefined) return;
        drawn.current = figureDrawn;
        setMarks(marksOf(figureDrawn, latest.current.runs));
        setState("drawn");
        sizes.observe(target);
      },
      (error: unknown) => setState(error instanceof Error ? error : new Error(String(error))),
    );
    return () => {
      abort.abort();
      sizes.disconnect();
      drawn.current?.dispose();
      drawn.current = undefined;
    };
  }, []);

  useEffect(() => {
    const plot = drawn.current;
    if (plot === undefined) return;
    let current = true;
    void plot.show(figure).then(() => current && setMarks(marksOf(plot, latest.current.runs)));
    return () => {
      current = false;
    };
  }, [figure]);

  useFaded(marks, data.mask);
  useHoverMarks(marks, data.runIds);
  useImperativeHandle(picture, () => ({
    image: async (format) => {
      if (drawn.current === undefined) throw new Error("The chart is not drawn yet.");
      return await drawn.current.image(faded(latest.current), format);
    },
  }));
  return (
    <>
      {state === "loading" && <Loading what="the chart" />}
      {state instanceof Error && <Failure error={state} />}
      <div
        ref={element}
        className="charts-figure"
        role="figure" // not img: the buttons of Plotly are in it
        aria-label={label}
        data-state={state === "drawn" ? "drawn" : "waiting"}
      />
    </>
  );
}

async function drawIn(
  target: HTMLElement,
  latest: { readonly current: FigureViewProps },
  signal: AbortSignal,
): Promise<DrawnFigure | undefined> {
  const { figureIn } = await import("./plotly.js");
  if (signal.aborted) return undefined;
  const drawn = figureIn(target, latest.current.onSelect !== undefined, eventsOf(latest));
  signal.addEventListener("abort", () => drawn.dispose());
  let shown: Figure;
  do await drawn.show((shown = latest.current.figure));
  while (shown !== latest.current.figure && !signal.aborted); // another came while the first was drawn
  return signal.aborted ? undefined : drawn;
}

function eventsOf(latest: { readonly current: FigureViewProps }): FigureEvents {
  const indexOf = (point: { curveNumber: number; pointNumber: number }): number | undefined =>
    latest.current.runs?.[point.curveNumber]?.[point.pointNumber];
  const runOf = (point: { curveNumber: number; pointNumber: number }): string | undefined =>
    latest.current.data.runIds[indexOf(point) ?? -1];
  return {
    onHover: (point) => hover(point === null ? null : (runOf(point) ?? null)),
    onClick: (point) => {
      const runId = runOf(point);
      if (runId !== undefined) latest.current.onOpenRun(runId);
    },
    onSelect: (points) =>
      latest.current.onSelect?.(points === null ? null : points.flatMap((point) => indexOf(point) ?? [])),
  };
}

function marksOf(drawn: DrawnFigure, runs: FigureViewProps["runs"]): Marks {
  const marks = new Map<number, Element[]>();
  if (runs === undefined) return marks;
  for (const { trace, point, element } of drawn.marks()) {
    const index = runs[trace]?.[point];
    if (index === undefined) continue;
    const own = marks.get(index);
    if (own === undefined) marks.set(index, [element]);
    else own.push(element);
  }
  return marks;
}

/** By classes of the marks: 5,000 of them take milliseconds, Plotly's own drawing a second. */
function useFaded(marks: Marks, mask: Uint8Array): void {
  useEffect(() => {
    for (const [index, elements] of marks)
      for (const element of elements) element.classList.toggle("charts-faded", mask[index] === 0);
  }, [marks, mask]);
}

function useHoverMarks(marks: Marks, runIds: readonly string[]): void {
  useEffect(() => {
    const places = new Map(runIds.map((runId, index) => [runId, index]));
    let lit: readonly Element[] = [];
    const follow = (): void => {
      for (const element of lit) element.classList.remove("charts-hovered");
      lit = marks.get(places.get(hoveredRun() ?? "") ?? -1) ?? [];
      for (const element of lit) element.classList.add("charts-hovered");
    };
    follow();
    return onHover(follow);
  }, [marks, runIds]);
}

/** For pictures, which know no classes: the same by Plotly's own choice of points. */
function faded({ figure, runs, data }: FigureViewProps): Figure {
  if (runs === undefined || !data.mask.includes(0)) return figure;
  const traces = figure.data.map((trace, at) => {
    const own = runs[at];
    if (own === undefined || own.length === 0) return trace;
    const selectedpoints = own.flatMap((index, point) => (data.mask[index] === 1 ? [point] : []));
    return { ...trace, selectedpoints, unselected: { marker: { color: "#8c959f", opacity: 0.15 } } };
  });
  return { ...figure, data: traces };
}
