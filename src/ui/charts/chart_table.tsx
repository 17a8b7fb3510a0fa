/** What a chart draws, as a table: to read aloud, and to read exactly. */
import { counted } from "../parts/counted.js";
import type { CellValue, FieldName } from "../../protocol/page.js";
import { readable, readableParam } from "../../plots/run_fields.js";
import type { ChartData } from "./chart_data.js";
import { keyOf } from "./key.js";

export interface ChartTableProps {
  readonly data: ChartData;
  readonly fields: readonly FieldName[];
  readonly title: string;
  readonly onOpenRun: (runId: string) => void;
}

const mostRows = 200;

/** The runs that brushes choose and whose eye is open, in the table's order. */
export function ChartTable({ data, fields, title, onOpenRun }: ChartTableProps) {
  const places = data.runIds
    .map((_, index) => index)
    .filter((index) => (data.mask[index]! & data.visible[index]!) === 1);
  const columns = [...new Set(fields)].map((field) => ({ field, values: data.column(field) }));
  return (
    <div className="charts-table scroll-x" tabIndex={0} role="region" aria-label={`${title} as a table`}>
      <table className="table">
        <thead>
          <tr>
            <th>Run</th>
            {columns.map(({ field }) => (
              <th key={field} className="number">
                {keyOf(field)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {places.slice(0, mostRows).map((index) => (
            <tr key={data.runIds[index]}>
              <td>
                <button type="button" className="charts-link" onClick={() => onOpenRun(data.runIds[index]!)}>
                  {data.names[index]}
                </button>
              </td>
              {columns.map(({ field, values }) => (
                <td key={field} className="number">
                  {shown(values?.[index])}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {places.length > mostRows && <p className="muted">… and {counted(places.length - mostRows, "more run")}</p>}
    </div>
  );
}

function shown(value: CellValue | undefined): string {
  if (value === null || value === undefined) return "–";
  return typeof value === "number" ? readable(value) : readableParam(value);
}
