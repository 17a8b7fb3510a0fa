/** The values of all lines at one x, as they were logged, the least first; without a pointer the last values. */
import { readable } from "../../plots/run_fields.js";
import { hover } from "../runs/hover.js";
import { type Line, valueAt } from "./line.js";

export interface LinesLegendProps {
  readonly lines: readonly Line[];
  readonly x: "step" | "time" | "relative";
  /** Null: no pointer. */
  readonly at: number | null;
  readonly severalKeys: boolean;
  readonly onOpenRun: (runId: string) => void;
}

export function LinesLegend({ lines, x, at, severalKeys, onOpenRun }: LinesLegendProps) {
  const rows = lines
    .map((line) => ({
      line,
      value: at === null ? (line.raw.findLast((one) => one !== null) ?? null) : valueAt(line, at, line.raw),
    }))
    .sort((a, b) => (a.value ?? Infinity) - (b.value ?? Infinity));
  return (
    <div className="charts-legend" tabIndex={0} role="region" aria-label="Values of the lines">
      <table className="table">
        <thead>
          <tr>
            <th>{lines[0]?.runs === undefined ? "Run" : "Mean of"}</th>
            <th className="number">{at === null ? "Last" : `At ${placeOf(at, x)}`}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ line, value }) => (
            <tr
              key={`${line.runId} ${line.key}`}
              onPointerEnter={() => hover(line.runs === undefined ? line.runId : null)}
              onPointerLeave={() => hover(null)}
            >
              <td>
                <span className="charts-swatch" style={{ background: line.color }} aria-hidden />
                {line.runs === undefined ? (
                  <button type="button" className="charts-link" onClick={() => onOpenRun(line.runId)}>
                    {line.name}
                  </button>
                ) : (
                  <span title={`Mean of ${line.runs} runs`}>
                    {line.name === "" ? "(empty)" : line.name} <span className="muted">{line.runs}</span>
                  </span>
                )}
                {severalKeys && <span className="muted"> {line.key}</span>}
              </td>
              <td className="number">{value === null ? "–" : readable(value)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function placeOf(at: number, x: LinesLegendProps["x"]): string {
  if (x === "step") return `step ${readable(Math.round(at))}`;
  return x === "relative" ? `${readable(at / 1000)} s` : new Date(at).toLocaleTimeString();
}
