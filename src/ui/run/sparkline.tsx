/** The history of a metric in the space of a word. */
import type { Series } from "../../protocol/page.js";
import { extentOf, linePath } from "./line_path.js";

const box = { width: 96, height: 20 };
const margin = 2;

export function Sparkline({ series }: { readonly series: Series }) {
  const extent = extentOf(series.x, series.last);
  if (extent === undefined) return null;
  const { width, height } = box;
  return (
    <svg
      className="run-sparkline"
      width={width}
      height={height}
      viewBox={`${-margin} ${-margin} ${width + 2 * margin} ${height + 2 * margin}`}
      aria-hidden
    >
      <path d={linePath(series.x, series.last, extent, box)} />
    </svg>
  );
}
