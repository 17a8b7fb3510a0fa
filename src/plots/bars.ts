/** Names and their values as horizontal bars: a picture for every front end, Plotly's interactive one, and text. Pure. */
import type { MimeBundle } from "../mime.js";
import { type Bar, barsSvg } from "./bars_svg.js";
import type { Figure } from "./figure.js";
import { fixedWidth } from "./fixed_width.js";
import { pictureHtml } from "./picture.js";
import { plotlyText } from "./plotly_text.js";

export interface BarPlot {
  readonly title: string;
  /** What a screen reader says before the bars. */
  readonly spoken: string;
  /** Titles of the text's two columns. */
  readonly columns: readonly [name: string, value: string];
  readonly bars: readonly Bar[];
  /** The value of a bar that takes all the room; default: the largest. */
  readonly most?: number;
  /** Of Plotly's figure, besides its title and margin. */
  readonly layout: Readonly<Record<string, unknown>>;
}

export function renderBars({ title, spoken, columns, bars, most, layout }: BarPlot): MimeBundle {
  const [name, value] = columns;
  const alt = `${spoken}: ${bars.map(({ label, text }) => `${label} ${text}`).join(", ")}`;
  const rows = bars.map(({ label, text }) => [label, text]);
  return {
    data: {
      "application/vnd.plotly.v1+json": barsFigure({ title, bars, layout }),
      "text/html": pictureHtml(barsSvg(title, bars, most), alt),
      "text/plain": fixedWidth([{ title: name }, { title: value, numeric: true }], rows).join("\n"),
    },
  };
}

/** Plotly's figure; the first bar is at the top. Bars stand at their places, since names may be alike, or numbers. */
export function barsFigure({ title, bars, layout }: Pick<BarPlot, "title" | "bars" | "layout">): Figure {
  const places = bars.map((_, index) => index);
  return {
    data: [
      {
        type: "bar",
        orientation: "h",
        y: places,
        x: bars.map(({ value }) => value),
        text: bars.map(({ label, text }) => plotlyText(`${label}: ${text}`)),
        hovertemplate: "%{text}<extra></extra>",
        textposition: "none",
        marker: { color: "#277f8e" },
      },
    ],
    layout: {
      title: { text: plotlyText(title), font: { size: 13 } },
      margin: { t: 50, b: 40 }, // of little height
      yaxis: {
        automargin: true,
        ticks: "outside",
        ticklen: 6,
        tickcolor: "rgba(0,0,0,0)", // room between names and bars
        autorange: "reversed",
        zeroline: false,
        tickmode: "array",
        tickvals: places,
        ticktext: bars.map(({ label }) => plotlyText(short(label))),
      },
      ...layout,
    },
  };
}

function short(name: string): string {
  return name.length > 40 ? `${name.slice(0, 39)}…` : name;
}
