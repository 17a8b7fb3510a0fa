/** Plotly, loaded when the first chart needs it: draws a figure of `src/plots` in the page's look. */
import Plotly, { type PlotlyElement, type PlotlyPoint } from "plotly.js-cartesian-dist-min";
import type { Figure } from "../../plots/figure.js";

export interface FigureEvents {
  /** A dot or bar is under the pointer; null: none any more. */
  readonly onHover: (point: PlotlyPoint | null) => void;
  readonly onClick: (point: PlotlyPoint) => void;
  /** What a box or lasso holds; null: the choice was taken back. */
  readonly onSelect: (points: readonly PlotlyPoint[] | null) => void;
}

export interface DrawnFigure {
  /** Draws another figure in its place. */
  show(figure: Figure): Promise<void>;
  resize(): void;
  /** The marks as elements: SVG that takes classes without Plotly drawing anew. */
  marks(): Iterable<{ readonly trace: number; readonly point: number; readonly element: Element }>;
  /** A `data:` URL. */
  image(figure: Figure, format: "png" | "svg"): Promise<string>;
  dispose(): void;
}

const config = {
  displaylogo: false,
  responsive: false,
  modeBarButtonsToRemove: ["toImage", "autoScale2d"],
  showSendToCloud: false, // Plotly 4 offers by itself to send what is drawn to its maker's server
  plotlyServerURL: "",
  doubleClick: "reset+autosize",
} as const;

const colorSchemes = matchMedia("(prefers-color-scheme: dark)");

/** `selectable`: dragging chooses runs, else it zooms. The element is Plotly's until `dispose`. */
export function figureIn(element: HTMLElement, selectable: boolean, events: FigureEvents): DrawnFigure {
  let [shown, listening, disposed]: [Figure | undefined, boolean, boolean] = [undefined, false, false];
  const show = async (figure: Figure): Promise<void> => {
    shown = figure;
    const plot = await Plotly.react(element, figure.data, layoutOf(element, figure, selectable), config);
    if (!listening && !disposed) listen(plot, events);
    listening = true;
  };
  const onScheme = (): void => {
    if (shown !== undefined) void Plotly.relayout(element, colorsOf(element));
  };
  colorSchemes.addEventListener("change", onScheme);
  return {
    show,
    resize: () => void (shown !== undefined && !disposed && element.clientWidth > 0 && Plotly.Plots.resize(element)),
    marks: () => marksIn(element),
    image(figure, format) {
      const layout = { ...layoutOf(element, figure, selectable), paper_bgcolor: backgroundOf(element) };
      const [width, height] = [element.clientWidth, element.clientHeight];
      return Plotly.toImage({ data: figure.data, layout }, { format, width, height, scale: format === "png" ? 2 : 1 });
    },
    dispose() {
      disposed = true;
      colorSchemes.removeEventListener("change", onScheme);
      Plotly.purge(element);
    },
  };
}

function listen(plot: PlotlyElement, { onHover, onClick, onSelect }: FigureEvents): void {
  plot.on("plotly_hover", (event) => onHover(event?.points?.[0] ?? null));
  plot.on("plotly_unhover", () => onHover(null));
  plot.on("plotly_click", (event) => event?.points?.[0] !== undefined && onClick(event.points[0]));
  let clearing = false; // taking back Plotly's own mark of the choice is told as a choice of nothing
  plot.on("plotly_deselect", () => !clearing && onSelect(null));
  plot.on("plotly_selected", (event) => {
    if (event?.points === undefined || clearing) return;
    clearing = true;
    onSelect(event.points);
    void cleared(plot).finally(() => (clearing = false));
  });
}

/** The choice lives on as brushes, which the marks follow. */
async function cleared(plot: HTMLElement): Promise<void> {
  await Plotly.relayout(plot, { selections: [] });
  await Plotly.restyle(plot, { selectedpoints: null });
}

function layoutOf(element: HTMLElement, { layout }: Figure, selectable: boolean): object {
  const { height: _height, ...rest } = layout;
  const look = { gridcolor: "rgba(128,140,152,0.22)", zerolinecolor: "rgba(128,140,152,0.45)", automargin: true };
  const axis = (name: string): object => ({ ...look, ...(layout[name] as object | undefined) });
  return {
    ...rest,
    ...colorsOf(element),
    xaxis: axis("xaxis"),
    yaxis: axis("yaxis"),
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    autosize: true,
    margin: { l: 48, r: 12, t: 28, b: 40, ...(layout["margin"] as object | undefined) },
    dragmode: selectable ? "select" : "zoom",
    hovermode: "closest",
    modebar: { orientation: "h", bgcolor: "rgba(0,0,0,0)", color: "#8b96a3", activecolor: "#3b7dd8" },
  };
}

function colorsOf(element: HTMLElement): object {
  const style = getComputedStyle(element);
  return { font: { color: style.color, family: style.fontFamily, size: 12 } };
}

function backgroundOf(element: HTMLElement): string {
  for (let one: Element | null = element; one !== null; one = one.parentElement) {
    const color = getComputedStyle(one).backgroundColor;
    if (color !== "rgba(0, 0, 0, 0)" && color !== "transparent") return color;
  }
  return "#ffffff";
}

interface Bound extends Element {
  readonly __data__?: { readonly i?: number } | readonly [{ readonly trace?: { readonly index: number } }];
}

function* marksIn(element: HTMLElement): Generator<{ trace: number; point: number; element: Element }> {
  for (const group of element.querySelectorAll<Bound>(".trace")) {
    const bound = group.__data__;
    const trace = Array.isArray(bound)
      ? (bound[0] as { trace?: { index: number } } | undefined)?.trace?.index
      : undefined;
    if (trace === undefined) continue;
    for (const mark of group.querySelectorAll<Bound>(".point")) {
      const point = (mark.__data__ as { i?: number } | undefined)?.i;
      if (point !== undefined) yield { trace, point, element: mark };
    }
  }
}
