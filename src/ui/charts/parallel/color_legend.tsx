/** What the colours of the lines say. */
import { type Legend } from "./line_colors.js";
import { css } from "./painter.js";

export function ColorLegend({ legend }: { readonly legend: Legend }) {
  if (legend.kind === "runs") return null;
  if (legend.kind === "categories")
    return (
      <ul className="parallel-legend" aria-label={`Colours of ${legend.label}`}>
        {legend.entries.map(([text, color]) => (
          <li key={text}>
            <span className="parallel-swatch" style={{ background: css(color, 1) }} aria-hidden />
            {text === "" ? "(empty)" : text}
          </li>
        ))}
      </ul>
    );
  const stops = legend.stops.filter((_, index) => index % 7 === 0).map((color) => css(color, 1));
  return (
    <span
      className="parallel-legend"
      role="img"
      aria-label={`Colours of ${legend.label}, from ${legend.low} to ${legend.high}`}
    >
      <span className="number">{legend.low}</span>
      <span className="parallel-ramp" style={{ background: `linear-gradient(to right, ${stops.join(", ")})` }} />
      <span className="number">{legend.high}</span>
    </span>
  );
}
