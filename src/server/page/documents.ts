/** Documents around outputs of notebooks. What comes from the notebook runs in its frame; the rest is ours. Pure. */
import { createHash } from "node:crypto";

export type Theme = "light" | "dark";

const looks = `
html { color-scheme: SCHEME }
body { margin: 0; font: 14px/1.5 system-ui, sans-serif; overflow-wrap: anywhere }
table { border-collapse: collapse; font-size: 12px }
table[border] { border: 0 }
th, td { padding: 4px 8px; text-align: right; border: solid #8884; border-width: 0 0 1px }
img, svg { max-width: 100% }
`;

const tellHeight = `
(() => {
  let [frameHeight, told, follows] = [innerHeight, 0, 0];
  const tell = () => {
    if (innerWidth === 0) return; // not shown yet: nothing has its place
    const height = Math.ceil(Math.max(document.documentElement.offsetHeight, document.body?.scrollHeight ?? 0));
    const grown = innerHeight - frameHeight; // by the page, which was told: what fills its frame would grow for ever
    frameHeight = innerHeight;
    if (height === told || (grown !== 0 && told > 0 && (height - told === grown || ++follows > 10))) return;
    told = height;
    parent.postMessage({ height }, "*");
  };
  new ResizeObserver(tell).observe(document.documentElement);
  addEventListener("load", tell);
  addEventListener("resize", tell);
})();
`;

/** Tells the page around the frame how high the content is, and nothing else. */
export const heightScript = `\n<script>${tellHeight}</script>\n`;

/** Where `heightScript` is the only script, as a source of CSP. */
export const heightSource = `'sha256-${createHash("sha256").update(tellHeight).digest("base64")}'`;

export function htmlDocument(html: string, theme: Theme): string {
  return `${head(theme)}<body>${html}${heightScript}`;
}

/** What stands before Plotly's own script, and after it. */
export function figureDocument(figure: unknown, theme: Theme): [before: string, after: string] {
  const json = JSON.stringify(figure).replaceAll("<", "\\u003c");
  const before = `${head(theme)}<body><div id="figure"></div><script>`;
  const after = `</script>
<script type="application/json" id="data">${json}</script>
<script>
{
  const { data, layout, config, frames } = JSON.parse(document.getElementById("data").textContent);
  const dark = ${JSON.stringify(theme === "dark" ? darkLook : {})};
  const own = layout?.template?.layout;
  const axes = { xaxis: { ...own?.xaxis, ...dark.xaxis }, yaxis: { ...own?.yaxis, ...dark.yaxis } };
  const template = { ...layout?.template, layout: { ...own, ...dark, ...axes } };
  const drawn = { autosize: true, ...layout, template };
  // A frame may save and send nothing: buttons for it would be dead.
  const ours = { responsive: true, displaylogo: false, showSendToCloud: false, plotlyServerURL: "", modeBarButtonsToRemove: ["toImage"] };
  Plotly.newPlot("figure", { data, frames, layout: drawn, config: { ...config, ...ours } });
}
</script>${heightScript}`;
  return [before, after];
}

const darkLook = {
  paper_bgcolor: "rgba(0,0,0,0)",
  plot_bgcolor: "rgba(0,0,0,0)",
  font: { color: "#d7dae0" },
  xaxis: { gridcolor: "#3a3f47", linecolor: "#565c66", zerolinecolor: "#565c66" },
  yaxis: { gridcolor: "#3a3f47", linecolor: "#565c66", zerolinecolor: "#565c66" },
};

function head(theme: Theme): string {
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="color-scheme" content="${theme}"><title>Output</title><style>${looks.replace("SCHEME", theme)}</style>`;
}
